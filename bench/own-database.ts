import { rmSync } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { findPostmaster } from '#tools/databases/embedded-postmaster.ts'
import { openEmbeddedServer } from '#tools/databases/embedded-server.ts'
import { migrate } from '#tools/databases/migrate.ts'
import { migrationsOf } from '#tools/databases/migrations.ts'
import type { DatabaseName } from '#tools/databases/names.ts'
import { makeBenchFolder } from './bench-folders.ts'

export interface OwnDatabase {
  readonly url: string
  /** Stops the server and removes its data. */
  close(): Promise<void>
}

/** A PostgreSQL of a benchmark's own, with the settings that `npm start` uses. */
export interface OwnServer {
  /** Its process. */
  readonly pid: number
  /** Where its data is. */
  readonly folder: string
  /** The database of that name, migrated as a `kind`; made where it is not there. @returns its URL. */
  database(kind: DatabaseName, name?: string): Promise<string>
  drop(name: string): Promise<void>
  close(): Promise<void>
}

/** In `kept`, where it stays, or in a temporary folder, which is removed at the end. */
export async function openOwnServer(kept?: string): Promise<OwnServer> {
  const folder = kept ?? (await makeBenchFolder())
  if (kept === undefined) await chmod(folder, 0o755)
  const server = await openEmbeddedServer({ dataFolder: folder, log: () => undefined })
  let postmaster: number | null = null
  // Nothing stays behind where the benchmark itself is ended.
  const endAtOnce = (): void => {
    if (postmaster !== null) process.kill(postmaster, 'SIGQUIT')
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', endAtOnce)
  const close = async () => {
    process.off('exit', endAtOnce)
    await server.close()
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    const running = await findPostmaster(join(folder, 'postgres'))
    if (running === undefined) throw new Error('PostgreSQL has ended again')
    postmaster = running.pid
    return {
      pid: running.pid,
      folder,
      async database(kind, name = kind) {
        const there = await onServer(server.url, 'SELECT FROM pg_database WHERE datname = $1', [name])
        if (there === 0) await onServer(server.url, `CREATE DATABASE ${escapeIdentifier(name)}`)
        const url = new URL(server.url)
        url.pathname = `/${name}`
        await migrate(url.href, migrationsOf[kind])
        return url.href
      },
      async drop(name) {
        await onServer(server.url, `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** @returns how many rows the statement gave. */
async function onServer(url: string, text: string, values: readonly string[] = []): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query(text, [...values])
    return rowCount ?? 0
  } finally {
    await client.end()
  }
}

/** A migrated database on a PostgreSQL of its own. */
export async function openOwnDatabase(name: DatabaseName): Promise<OwnDatabase> {
  const server = await openOwnServer()
  try {
    return { url: await server.database(name), close: () => server.close() }
  } catch (error) {
    await server.close()
    throw error
  }
}
