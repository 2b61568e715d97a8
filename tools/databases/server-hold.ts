import { Client, DatabaseError } from 'pg'
import { StartError } from './start-error.ts'

/** A use of the embedded server by one process, which ends with the process whatever happens to it. */
export interface Hold {
  /** Gives it up. Where nobody else holds the server, `stop` is run while nobody can take a new hold. */
  release: (stop: () => Promise<void>) => Promise<void>
}

/** Shared by all who use the server, exclusive to the one who stops it. */
const serverLock = 7_240_002

/** What a server that starts, or stops, says. */
const passing = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EADDRNOTAVAIL', '57P03', '57P01'])

/** The driver's own words for a connection that ends while it is made, or before it is used, have no code. */
const lost = /^Connection terminated|is not queryable$/

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'code' in error ? passing.has(String(error.code)) : lost.test(error.message)
}

/** @returns undefined where the server is starting or stopping: look again. */
export async function holdServer(url: string, folder: string): Promise<Hold | undefined> {
  const client = new Client({ connectionString: url, application_name: 'dagr server hold' })
  // The server ends this connection when it stops; a query under way fails by itself.
  client.on('error', () => undefined)
  try {
    await client.connect()
    if (!(await lock(client, 'pg_try_advisory_lock_shared'))) {
      await client.end()
      return undefined
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    await client.end().catch(() => undefined)
    if (isPassing(error)) return undefined
    if (code === '28P01') {
      throw new StartError(
        `The PostgreSQL that runs on ${folder} refuses the password in ${folder}-password. Restore that file, or move both away to begin with empty databases.`,
      )
    }
    if (!(error instanceof DatabaseError)) throw error
    throw new StartError(
      `The PostgreSQL that runs on ${folder} cannot be used: ${error.message}. Restore the folder from a copy, or move it away to begin with empty databases.`,
    )
  }
  return { release: (stop) => release(client, stop) }
}

async function release(client: Client, stop: () => Promise<void>): Promise<void> {
  try {
    await lock(client, 'pg_advisory_unlock_shared')
    // Of several that leave at once, exactly one gets this; who comes meanwhile sees it taken, and waits.
    if (await lock(client, 'pg_try_advisory_lock')) await stop()
  } catch {
    // The server is gone already: there is nothing to give up.
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function lock(client: Client, call: string): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(`select ${call}($1) as done`, [serverLock])
  return rows[0]?.done === true
}
