import { Pool } from 'pg'
import { actingAs, planningOnce } from './roles.ts'

export interface ReadingOptions {
  readonly url: string
  readonly timeoutMs: number
}

/** Connections that may only read the audit. It need not answer yet. */
export function openReadingPool({ url, timeoutMs }: ReadingOptions, name: string): Pool {
  const pool = new Pool({
    connectionString: planningOnce(actingAs(url, 'reader')),
    max: 4,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    application_name: name,
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  return pool
}
