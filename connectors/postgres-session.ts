import type { Knex } from 'knex'
import type { PoolClient } from 'pg'
import { Client, DatabaseError, Pool } from 'pg'
import type { RequestOptions, Row } from './connector.ts'
import { SourceUnreachable, UnsupportedFilter } from './connector.ts'
import { openStatementLimits } from './postgres-statement-limits.ts'
import { isPostgresUnreachable } from './postgres-unreachable.ts'
import { typeParser } from './postgres-values.ts'

export interface PostgresOptions {
  url: string
  /** The tables that may be read, each with the columns that may be. Everything else is an error. */
  tables: Readonly<Record<string, readonly string[]>>
  /** How long one statement, or the wait for a connection, may take. */
  statementTimeoutMs: number
  /** Connections at most, beside the one that health is asked over; 8 unless told. */
  maxConnections?: number
  /** Sees the text of every statement, without values. */
  onStatement?: (sql: string) => void
}

export interface PostgresSession {
  /** Runs one statement; the end of its time, or of `signal`, ends it in the server too. */
  run: (query: Knex.QueryBuilder, options: RequestOptions) => Promise<Row[]>
  close: () => Promise<void>
}

/** So long after a statement's time was up the server would have ended it, if it could still be heard. */
const graceMs = 500

export function openPostgresSession(options: PostgresOptions): PostgresSession {
  const { url, statementTimeoutMs, onStatement } = options
  const pool = new Pool({
    connectionString: readOnlyUrl(url, statementTimeoutMs),
    connectionTimeoutMillis: statementTimeoutMs,
    query_timeout: statementTimeoutMs + graceMs,
    max: options.maxConnections ?? 8,
    types: { getTypeParser: typeParser },
  })
  // A connection that the server ends while idle has left the pool by itself; the next statement opens another.
  pool.on('error', () => undefined)
  // One that is lost in the middle of a statement fails that statement, and nothing else.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const limits = openStatementLimits(statementTimeoutMs)
  const cancelStatement = statementCanceller(url, statementTimeoutMs)
  let closed: Promise<void> | undefined

  return {
    async run(query, { signal, timeoutMs }) {
      const { sql, bindings } = query.toSQL().toNative()
      const client = await connect(pool, signal)
      const cancel = cancellation(client, signal, cancelStatement)
      let broken = false
      try {
        // The abort may have come together with the connection.
        signal?.throwIfAborted()
        await limits.apply(client, timeoutMs)
        onStatement?.(sql)
        const { rows } = await client.query<Row>(sql, [...bindings])
        return rows
      } catch (error) {
        // After anything graver than an error of the statement itself, the connection is about to end.
        broken = !(error instanceof DatabaseError && error.severity === 'ERROR')
        signal?.throwIfAborted()
        throw asConnectorError(error)
      } finally {
        // A cancel that comes late must not hit the next statement: the connection is not used again.
        client.release((await cancel.settled()) || broken)
      }
    },
    close: () => (closed ??= pool.end()),
  }
}

function readOnlyUrl(url: string, statementTimeoutMs: number): string {
  return sessionUrl(url, {
    default_transaction_read_only: 'on',
    statement_timeout: String(statementTimeoutMs),
  })
}

/**
 * The URL of sessions that write values as they are read here. Settings travel in the URL, where nothing that the URL says
 * itself overrides them.
 */
export function sessionUrl(url: string, settings: Readonly<Record<string, string>>): string {
  const result = new URL(url)
  const flags = Object.entries({ ...settings, timezone: 'UTC', datestyle: 'ISO' }).map(
    ([name, value]) => `-c ${name}=${value}`,
  )
  result.searchParams.set('options', [result.searchParams.get('options') ?? '', ...flags].join(' ').trim())
  return result.href
}

async function connect(pool: Pool, signal: AbortSignal | undefined): Promise<PoolClient> {
  signal?.throwIfAborted()
  const connecting = pool.connect().catch((error: unknown) => {
    throw isOfThePool(error) ? error : new SourceUnreachable(error)
  })
  if (signal === undefined) return connecting
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([connecting, aborted])
  } catch (error) {
    // Whoever waited is gone; the connection goes back when it comes.
    connecting.then((client) => client.release()).catch(() => undefined)
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

interface Cancellation {
  /** Call when the statement has ended. @returns whether it was being cancelled. */
  settled: () => Promise<boolean>
}

function cancellation(
  client: PoolClient,
  signal: AbortSignal | undefined,
  cancel: (client: PoolClient) => Promise<void>,
): Cancellation {
  let cancelling: Promise<void> | undefined
  const abort = (): void => {
    cancelling = cancel(client)
  }
  signal?.addEventListener('abort', abort)
  return {
    async settled() {
      signal?.removeEventListener('abort', abort)
      await cancelling
      return cancelling !== undefined
    },
  }
}

/** Statements that are being cancelled at once: connections for that must not be what a slow server drowns in. */
const maxCancelling = 4

/**
 * Asks the server, on a connection of its own, to end what a client runs. Where that fails, or too many are being ended,
 * the statement's time limit ends it.
 */
function statementCanceller(url: string, timeoutMs: number): (client: PoolClient) => Promise<void> {
  let cancelling = 0
  return async (client) => {
    if (cancelling >= maxCancelling) return
    cancelling++
    const processId = 'processID' in client ? client.processID : undefined
    const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs }
    const messenger = new Client({ connectionString: url, ...limits })
    messenger.on('error', () => undefined)
    try {
      await messenger.connect()
      await messenger.query('select pg_cancel_backend($1)', [processId])
    } catch {
      // The statement's own end is awaited by `run`.
    } finally {
      cancelling--
      await messenger.end().catch(() => undefined)
    }
  }
}

/** Of the pool itself, which has asked the server nothing: all connections are in use, or it is closed. */
function isOfThePool(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(timeout exceeded when trying to connect|Cannot use a pool)/.test(error.message)
  )
}

/** 42883: the column's type has no such operator, as a date has no prefix. */
function asConnectorError(error: unknown): unknown {
  const isUnheard = error instanceof Error && error.message === 'Query read timeout'
  if (isUnheard || isPostgresUnreachable(error)) return new SourceUnreachable(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === '42883' && error instanceof Error ? new UnsupportedFilter(error.message) : error
}
