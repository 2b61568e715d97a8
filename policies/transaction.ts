import type { ClientBase, Pool } from 'pg'
import { asPolicyError } from './policy-errors.ts'

/**
 * Runs `work` in one transaction that alone may write policies, so that everything that it reads of them stays true
 * until it commits: epochs are dense, in the order in which they take effect, and no edit is made from an old state.
 * Readers do not wait for it.
 */
export async function writePolicies<Result>(
  pool: Pool,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, 'BEGIN ISOLATION LEVEL READ COMMITTED', async (client) => {
    await client.query('LOCK TABLE epoch IN SHARE ROW EXCLUSIVE MODE')
    return work(client)
  })
}

/** Everything that `work` reads is of one moment. */
export async function readPolicies<Result>(
  pool: Pool,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work)
}

/** What the database's own rules refuse is thrown as the `PolicyError` that says it. */
export async function inTransaction<Result>(
  pool: Pool,
  begin: string,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  client.on('error', heard)
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('COMMIT')
    client.off('error', heard)
    client.release()
    return result
  } catch (error) {
    // The connection may be in any state: it goes, and the server rolls back.
    client.release(true)
    throw asPolicyError(error)
  }
}

/** A lost connection fails its statement, or the next one; an event that nobody hears would end the process as well. */
function heard(): void {}
