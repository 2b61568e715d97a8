import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { createTestDatabase } from '#tests/postgres.ts'
import type { Registry } from '#tools/country/registries.ts'
import { registries, registryTables } from '#tools/country/registries.ts'

export type Rows = Record<string, string | number | boolean | null>[]

/** Five registries of their own for a test of the synthetic country. */
export interface CountryDatabases {
  urls: Record<Registry, string>
  query: (registry: Registry, sql: string) => Promise<Rows>
  /** Rows of what follows `from`. */
  count: (registry: Registry, from: string) => Promise<number>
  /** The first column. */
  column: (registry: Registry, sql: string) => Promise<string[]>
  /** One digest over every row of every table. */
  digest: () => Promise<string>
  drop: () => Promise<void>
}

export async function openCountryDatabases(): Promise<CountryDatabases> {
  const opened = await Promise.all(
    registries.map(async (registry) => {
      const database = await createTestDatabase(registry)
      const client = new Client({ connectionString: database.url })
      await client.connect()
      return { registry, database, client }
    }),
  )
  const query = async (registry: Registry, sql: string): Promise<Rows> => {
    const result = await opened.find((each) => each.registry === registry)?.client.query<Rows[number]>(sql)
    return result?.rows ?? []
  }
  const column = async (registry: Registry, sql: string): Promise<string[]> =>
    (await query(registry, sql)).map((row) => String(Object.values(row)[0]))

  return {
    urls: Object.fromEntries(opened.map(({ registry, database }) => [registry, database.url])) as Record<
      Registry,
      string
    >,
    query,
    column,
    count: async (registry, from) => Number((await column(registry, `select count(*) from ${from}`))[0]),
    digest: async () => {
      const hash = createHash('sha256')
      for (const registry of registries) {
        for (const { table } of registryTables[registry]) {
          const rows = await column(registry, `select t::text as row from ${table} t order by 1`)
          hash.update(rows.join('\n'))
        }
      }
      return hash.digest('hex')
    },
    drop: async () => {
      for (const { client, database } of opened) {
        await client.end()
        await database.drop()
      }
    },
  }
}
