import { Client } from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { Country } from '#tools/country/country.ts'
import { generateCountry } from '#tools/country/generate.ts'
import { loadTables } from '#tools/country/load-tables.ts'
import { filledRegistries, registryTables } from '#tools/country/registries.ts'
import { StartError } from '#tools/databases/start-error.ts'
import type { CountryDatabases } from './country-databases.ts'
import { openCountryDatabases } from './country-databases.ts'

const people = 3000
const seed = 1

let country: CountryDatabases

beforeAll(async () => {
  country = await openCountryDatabases()
  await generateCountry({ urls: country.urls, people, seed })
})

afterAll(async () => {
  await country.drop()
})

test('refuses registries that hold anything, and leaves all five as they were', async () => {
  await country.query('addresses', 'truncate address')
  const refused = generateCountry({ urls: country.urls, people, seed: 2 })
  await expect(refused).rejects.toThrow(StartError)
  await expect(refused).rejects.toThrow('--replace')
  expect(await filledRegistries(country.urls)).toEqual([
    'institutions',
    'population',
    'enterprise',
    'cadastre',
  ])
  expect(await country.count('population', 'person')).toBe(people)
})

test('replaces what registries hold when told to; a seed gives one country, another seed another', async () => {
  await generateCountry({ urls: country.urls, people, seed: 2, replace: true })
  const other = await country.digest()
  await generateCountry({ urls: country.urls, people, seed, replace: true })
  const one = await country.digest()
  await generateCountry({ urls: country.urls, people, seed, replace: true })
  expect(await country.digest()).toBe(one)
  expect(other).not.toBe(one)
  const indexes = `pg_indexes where schemaname = 'public' and tablename in ('person', 'residence')`
  expect(await country.count('population', indexes)).toBe(8)
})

test('a load that is stopped leaves what was there', async () => {
  const before = await country.digest()
  const stop = new AbortController()
  const stopped = generateCountry({
    urls: country.urls,
    people,
    seed: 3,
    replace: true,
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done > 0.5) stop.abort(new Error('enough'))
    },
  })
  await expect(stopped).rejects.toThrow('enough')
  expect(await country.digest()).toBe(before)
})

test('a stop that comes between the commits is too late: all five are committed', async () => {
  const stop = new AbortController()
  const query = Reflect.get(Client.prototype, 'query') as (...args: unknown[]) => unknown
  const spied = vi.spyOn(Client.prototype, 'query')
  spied.mockImplementation(function (this: Client, ...args: unknown[]) {
    if (args[0] === 'commit') stop.abort(new Error('too late'))
    return query.apply(this, args)
  })
  onTestFinished(() => spied.mockRestore())
  const rows = await generateCountry({
    urls: country.urls,
    people,
    seed: 3,
    replace: true,
    signal: stop.signal,
  })
  expect(stop.signal.aborted).toBe(true)
  expect(rows).toBeGreaterThan(people)
})

test('a load whose connection ends under it fails, and nothing else does', async () => {
  const client = new Client({ connectionString: country.urls.population })
  await client.connect()
  await client.query('begin')
  await client.query('truncate person')
  const load = loadTables(client, registryTables.population.slice(0, 1), {
    country: new Country(seed, people),
    onBlocks: () => void client.end(),
  })
  await expect(load).rejects.toThrow(/Connection/)
})
