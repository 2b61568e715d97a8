import { Socket } from 'node:net'
import { Client } from 'pg'
import { actingAs, explainedRole, goingByIndexes, planningOnce } from '../roles.ts'

/** Held by the one sealer that seals, as long as its connection lives. */
const sealingLock = 7_240_010

interface Line {
  readonly client: Client
  readonly socket: Socket
  readonly ready: Promise<void>
  holdsLog: boolean
}

/** The connection that a sealer holds the log by. It is thrown away when anything goes wrong with it. */
export class SealingConnection {
  readonly #url: string
  readonly #timeoutMs: number
  #line: Line | null = null

  /** @param timeoutMs longest wait for one statement. */
  constructor(url: string, timeoutMs: number) {
    this.#url = url
    this.#timeoutMs = timeoutMs
  }

  /** @returns the same connection until something fails, whoever holds the log. */
  async client(): Promise<Client> {
    return (await this.#open()).client
  }

  /** @returns the same; null while another sealer holds the log. */
  async holder(): Promise<Client | null> {
    const line = await this.#open()
    if (!line.holdsLog) {
      const { rows } = await line.client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
        sealingLock,
      ])
      line.holdsLog = rows[0]?.held === true
    }
    return line.holdsLog ? line.client : null
  }

  async #open(): Promise<Line> {
    const line = (this.#line ??= this.#connect())
    await line.ready
    return line
  }

  /** Cuts it: whoever waits for it waits no longer. */
  discard(): void {
    this.#line?.socket.destroy()
    this.#line = null
  }

  async close(): Promise<void> {
    const line = this.#line
    this.#line = null
    if (line === null) return
    // A server that is gone would let this wait for ever.
    const giveUp = setTimeout(() => line.socket.destroy(), farewellMs)
    await line.client.end().catch(() => undefined)
    clearTimeout(giveUp)
    line.socket.destroy()
  }

  #connect(): Line {
    const socket = new Socket()
    const client = new Client({
      connectionString: goingByIndexes(planningOnce(actingAs(this.#url, 'sealer'))),
      application_name: 'dagr-audit-sealer',
      keepAlive: true,
      connectionTimeoutMillis: Math.min(this.#timeoutMs, 10_000),
      query_timeout: this.#timeoutMs,
      stream: () => socket,
    })
    const line = { client, socket, ready: prepare(client), holdsLog: false }
    const lost = (): void => {
      if (this.#line === line) this.#line = null
      socket.destroy()
    }
    client.on('error', lost)
    client.on('end', lost)
    return line
  }
}

const farewellMs = 1000

async function prepare(client: Client): Promise<void> {
  try {
    await client.connect()
    await client.query(preparation)
  } catch (error) {
    throw explainedRole(error, 'sealer')
  }
}

/**
 * A sealer that hangs, within a transaction or between two, or whose machine is gone, loses the log to another one. No limit on
 * statements: one would also end a commit's wait for its synchronous standby. Every statement finds its rows by an
 * index, which the planner must not have to find out from statistics that a growing table does not have yet.
 */
const preparation = `
  SET synchronous_commit = on;
  SET client_min_messages = warning;
  SET lock_timeout = '10s';
  SET idle_in_transaction_session_timeout = '60s';
  SET idle_session_timeout = '60s';
  SET tcp_keepalives_idle = 10;
  SET tcp_keepalives_interval = 5;
  SET tcp_keepalives_count = 3;
  SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off;
  SET jit = off;
`

/** Commits what is under way. @returns what the server warned of: that it gave up on its standby is told in no other way. */
export async function commit(client: Client): Promise<string | null> {
  let warning: string | null = null
  const onNotice = ({ message }: { message?: string | undefined }): void => {
    warning = message ?? 'no text'
  }
  client.on('notice', onNotice)
  try {
    await client.query('COMMIT')
    return warning
  } finally {
    client.off('notice', onNotice)
  }
}
