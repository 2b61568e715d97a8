import { Client } from 'pg'
import { inject } from 'vitest'
import { generateCountry } from '#tools/country/generate.ts'
import { registries } from '#tools/country/registries.ts'
import type { Registry } from '#tools/country/registries.ts'
import { onServer, templateOf } from './postgres.ts'

export const testCountry = { people: 1_000, seed: 7 }

/** Any number: the lock under which one worker loads the country for all. */
const lock = 7_000_001

/**
 * The five registries with one small synthetic country, loaded by the first test that asks and shared by all: to be read
 * only.
 */
export async function sharedCountry(): Promise<Readonly<Record<Registry, string>>> {
  const server = inject('postgresUrl')
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    const urls = Object.fromEntries(
      registries.map((registry) => [
        registry,
        Object.assign(new URL(server), { pathname: `/country_${registry}` }).href,
      ]),
    ) as Record<Registry, string>
    const { rowCount } = await client.query(`select from pg_database where datname = 'country_loaded'`)
    if (rowCount === 0) {
      for (const registry of registries)
        await onServer(server, `country_${registry}`, 'create', templateOf(registry))
      await generateCountry({ urls, ...testCountry })
      await onServer(server, 'country_loaded', 'create')
    }
    return urls
  } finally {
    await client.end()
  }
}
