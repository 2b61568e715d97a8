import type { Knex } from 'knex'
import knexOf from 'knex'
import { StartError } from './start-error.ts'

/** One forward step of a database. Its name is its identity: never renamed, never reordered, once released. */
export interface Migration {
  name: string
  up: (knex: Knex) => Promise<void>
}

/** Any number that nothing else in these databases locks on: migrations of one database run one process at a time. */
const migrationLock = 7_240_001

/**
 * Brings the database at `url` forward to the last of `migrations`, all in one transaction.
 * @returns the names applied, in order; empty where there was nothing to do.
 * @throws StartError where the database has a migration that this code does not know: it was made by newer code.
 */
export async function migrate(url: string, migrations: readonly Migration[]): Promise<string[]> {
  // One connection for the lock, one for the migrations. Failures are thrown, so that knex need not print them as well.
  const log = { warn: () => undefined, error: () => undefined }
  const knex = knexOf({ client: 'pg', connection: url, pool: { min: 0, max: 2 }, log })
  try {
    return await knex.transaction(async (lock) => {
      await lock.raw('select pg_advisory_xact_lock(?)', [migrationLock])
      await refuseNewer(knex, migrations)
      const config = { migrationSource: sourceOf(migrations) }
      // A process that died while it migrated leaves knex's own lock behind. Whoever holds ours may lift it.
      await knex.migrate.forceFreeMigrationsLock(config)
      const [, names]: [number, string[]] = await knex.migrate.latest(config)
      return names
    })
  } finally {
    await knex.destroy()
  }
}

async function refuseNewer(knex: Knex, migrations: readonly Migration[]): Promise<void> {
  if (!(await knex.schema.hasTable('knex_migrations'))) return
  const known = new Set(migrations.map((migration) => migration.name))
  const applied = await knex<{ id: number; name: string }>('knex_migrations').select('name').orderBy('id')
  const unknown = applied.find((row) => !known.has(row.name))
  if (unknown === undefined) return
  const { database }: { database: string } = knex.client.connectionSettings
  throw new StartError(
    `The database ${database} was made by a newer DAGR (it has the migration ${unknown.name}). Start that version, or use another data folder or database.`,
  )
}

function sourceOf(migrations: readonly Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: () => Promise.resolve([...migrations]),
    getMigrationName: (migration) => migration.name,
    getMigration: (migration) => Promise.resolve({ up: migration.up, down: refuseDown }),
  }
}

function refuseDown(): Promise<void> {
  return Promise.reject(new Error('Migrations only go forward'))
}
