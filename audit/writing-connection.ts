import { Client } from 'pg'
import type { QueryConfig, QueryResultRow } from 'pg'
import { Socket } from 'node:net'
import { auditRoles, explainedRole } from './roles.ts'

/** One connection with the socket under it, so that it can be cut at any point of its life. */
interface Line extends WritingSession {
  readonly client: Client
  readonly socket: Socket
  readonly ready: Promise<void>
  /** Sent and not answered, in that order. */
  readonly running: Running[]
}

interface Running {
  /** What the server warned of meanwhile. */
  warning: string | null
}

/** One connection, for as long as nothing has gone wrong with it. */
export interface WritingSession {
  /**
   * Runs one statement and waits until it is committed, at most `remainingMs`. It is sent at once, behind those that
   * are under way, and runs when they are done.
   * @throws where the session is over, or that failed or took too long; it may then be committed all the same, and the
   * session is over.
   */
  run<Row extends QueryResultRow>(query: QueryConfig, remainingMs: number): Promise<Row[]>
}

/**
 * A connection that is thrown away whenever anything goes wrong with it, and made anew for the next write. Whoever
 * writes learns of the failure; nothing is written a second time.
 */
export class WritingConnection {
  readonly #url: string
  readonly #timeoutMs: number
  readonly #onLost: () => void
  #line: Line | null = null

  /** `onLost`: what was learned over the connection need not be so any more: the next may lead to another server. */
  constructor(url: string, timeoutMs: number, onLost: () => void) {
    this.#url = url
    this.#timeoutMs = timeoutMs
    this.#onLost = onLost
  }

  /** The session under way, or a new one where that is over. */
  session(): WritingSession {
    return (this.#line ??= this.#connect())
  }

  async close(): Promise<void> {
    const line = this.#line
    this.#line = null
    if (line === null) return
    // A server that is gone would let this wait for ever.
    await within(this.#timeoutMs, line.client.end()).catch(() => undefined)
    line.socket.destroy()
  }

  #connect(): Line {
    const socket = new Socket()
    const client = new Client({
      connectionString: this.#url,
      application_name: 'dagr-audit',
      keepAlive: true,
      pipeline: true,
      stream: () => socket,
    })
    const line: Line = {
      client,
      socket,
      ready: this.#prepare(client),
      running: [],
      run: (query, remainingMs) => this.#run(line, query, remainingMs),
    }
    client.on('error', () => this.#discard(line))
    client.on('end', () => this.#discard(line))
    client.on('notice', ({ message }) => {
      // Nothing less than a warning is sent here, and its severity may come in any language.
      const [running] = line.running
      if (running !== undefined) running.warning = message ?? ''
    })
    return line
  }

  async #run<Row extends QueryResultRow>(
    line: Line,
    query: QueryConfig,
    remainingMs: number,
  ): Promise<Row[]> {
    if (this.#line !== line) throw new Error('The connection is gone')
    try {
      return await within(remainingMs, committed<Row>(line, query))
    } catch (error) {
      this.#discard(line)
      throw error
    }
  }

  async #prepare(client: Client): Promise<void> {
    await client.connect()
    // Whatever the server, the database or the role say. A write that we gave up ends on the server soon after.
    const settings = client.query(`
      SET synchronous_commit = on;
      SET default_transaction_isolation = 'read committed';
      SET client_min_messages = warning;
      SET plan_cache_mode = force_generic_plan;
      SET enable_nestloop = off;
      SET statement_timeout = ${Math.ceil(this.#timeoutMs)};
      SET ROLE ${auditRoles.writer};
    `)
    await settings.catch((error: unknown) => {
      throw explainedRole(error, 'writer')
    })
  }

  #discard(line: Line): void {
    if (this.#line === line) {
      this.#line = null
      this.#onLost()
    }
    line.socket.destroy()
  }
}

async function committed<Row extends QueryResultRow>(line: Line, query: QueryConfig): Promise<Row[]> {
  await line.ready
  return new Promise((resolve, reject) => {
    const running: Running = { warning: null }
    line.running.push(running)
    // By callback: what the server says next belongs to the next statement, before any promise is told.
    line.client.query<Row>(query, (error: Error | null, result) => {
      line.running.shift()
      // A server that gives up waiting for its synchronous standby says so by a warning only.
      if (error) reject(error)
      else if (running.warning === null) resolve(result.rows)
      else reject(new Error(`The database committed with a warning: ${running.warning}`))
    })
  })
}

async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${Math.round(limitMs)} ms`)), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
