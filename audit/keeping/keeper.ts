import { Pool } from 'pg'
import type { PoolClient } from 'pg'
import { actingAs, explainedRole } from '../roles.ts'

/** The audit database as whoever keeps it may change it: contents and keys go, each with a record of it. */
export interface Keeper {
  readonly pool: Pool
  /**
   * Runs `work` in one durable transaction. One such transaction is under way at a time, over all processes.
   * @throws AuditMisconfigured where the login may not keep the audit.
   */
  transaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** Any number that nothing else in the audit database locks on. */
const keepingLock = 7_240_601

export function openKeeper(url: string): Keeper {
  const pool = new Pool({
    connectionString: actingAs(url, 'keeper'),
    max: 2,
    application_name: 'dagr-audit-keeper',
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  return {
    pool,
    async transaction(work) {
      const client = await pool.connect().catch((error: unknown) => {
        throw explainedRole(error, 'keeper')
      })
      try {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
        // Whatever the server prefers: what is told to be gone stays gone.
        await client.query('SET LOCAL synchronous_commit = on')
        await client.query('SELECT pg_advisory_xact_lock($1)', [keepingLock])
        const result = await work(client)
        await client.query('COMMIT')
        client.release()
        return result
      } catch (error) {
        // Thrown away with whatever it holds: the server rolls it back.
        client.release(true)
        throw error
      }
    },
    close: () => pool.end(),
  }
}
