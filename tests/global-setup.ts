import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbeddedServer } from '#tools/databases/embedded-server.ts'
import { migrate } from '#tools/databases/migrate.ts'
import { migrationsOf } from '#tools/databases/migrations.ts'
import { databaseNames } from '#tools/databases/names.ts'
import { processRuns } from '#tools/databases/process-runs.ts'
import { onServer, templateOf } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server that all workers share; a database of its own per test: `createTestDatabase`. */
    postgresUrl: string
  }
}

/** Nothing here outlives the run, so nothing needs to survive a power failure. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  max_replication_slots: '60',
  max_wal_senders: '60',
  shared_buffers: '128MB',
}

/** Stops and removes the servers of runs that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^dagr-tests-(\d+)-/.exec(name) ?? []
    if (pid === undefined || processRuns(Number(pid))) continue
    const dataFolder = join(tmpdir(), name)
    // Whoever joins a server that nobody else holds stops it on leaving.
    const abandoned = await openEmbeddedServer({ dataFolder, settings, log: () => undefined }).catch(
      () => undefined,
    )
    await abandoned?.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
}

/** Starts one PostgreSQL for all workers, with a migrated template of every database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned()
  const dataFolder = await mkdtemp(join(tmpdir(), `dagr-tests-${process.pid}-`))
  await chmod(dataFolder, 0o755)
  const server = await openEmbeddedServer({ dataFolder, settings, log: () => undefined })
  await Promise.all(
    databaseNames.map(async (name) => {
      const url = await onServer(server.url, templateOf(name), 'create')
      await migrate(url, migrationsOf[name])
    }),
  )
  project.provide('postgresUrl', server.url)
  // Many tests start the same commands, each of which would read and compile the same files.
  process.env['NODE_COMPILE_CACHE'] ??= join(dataFolder, 'compiled')
  return async () => {
    await server.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
}
