import { Client } from 'pg'
import { describeConnectionError } from '#tools/databases/describe-connection-error.ts'
import { FileRefused } from './file-refused.ts'

/**
 * Runs `work` in one transaction on a connection of its own: committed where it succeeds, rolled back where it throws or
 * `signal` is aborted, which also ends a statement that runs.
 */
export async function inTransaction<Result>(
  url: string,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect(url)
  let lost = false
  client.on('error', () => (lost = true))
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const cancel = (): void => void cancelStatement(url, rows[0]?.pid ?? 0)
  signal?.addEventListener('abort', cancel)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    signal?.throwIfAborted()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // The answer to this is awaited, so that nobody finds the tables still locked.
    await client.query('ROLLBACK').catch(() => undefined)
    signal?.throwIfAborted()
    throw lost ? new FileRefused('the database went away') : error
  } finally {
    signal?.removeEventListener('abort', cancel)
    await client.end().catch(() => undefined)
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'dagr import' })
  // A lost connection fails the statement that waits for it. Without a listener it would end the process as well.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw describeConnectionError(error, 'The database of the import', url)
  }
  return client
}

async function cancelStatement(url: string, pid: number): Promise<void> {
  try {
    const client = await connect(url)
    await client.query('SELECT pg_cancel_backend($1)', [pid])
    await client.end()
  } catch {
    // Then the statement runs to its end, and is rolled back after it.
  }
}
