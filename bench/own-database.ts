import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { openEmbeddedServer } from '#tools/databases/embedded-server.ts'
import { migrate } from '#tools/databases/migrate.ts'
import { migrationsOf } from '#tools/databases/migrations.ts'
import type { DatabaseName } from '#tools/databases/names.ts'

export interface OwnDatabase {
  readonly url: string
  /** Stops the server and removes its data. */
  close(): Promise<void>
}

/** A migrated database on a PostgreSQL of its own, in a temporary folder, with the settings that `npm start` uses. */
export async function openOwnDatabase(name: DatabaseName): Promise<OwnDatabase> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'dagr-bench-'))
  await chmod(dataFolder, 0o755)
  const server = await openEmbeddedServer({ dataFolder, log: () => undefined })
  const close = async () => {
    await server.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
  try {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(`CREATE DATABASE ${name}`)
    await client.end()
    const url = new URL(server.url)
    url.pathname = `/${name}`
    await migrate(url.href, migrationsOf[name])
    return { url: url.href, close }
  } catch (error) {
    await close()
    throw error
  }
}
