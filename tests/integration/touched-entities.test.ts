import { Client, escapeIdentifier } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangeSource } from '#subgraphs/change-stream.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import type { RegistryChange } from '#subgraphs/touched.ts'
import { prepareTestFeed } from '#tests/feed-slots.ts'
import { hotSelections } from '#tests/hot-selections.ts'
import { registrySubgraphs } from '#tests/registry.ts'
import type { Choice, StoredColumn, StoredRow } from '#tests/stored-rows.ts'
import { columnsOf, readStoredRows } from '#tests/stored-rows.ts'
import { generateCountry } from '#tools/country/generate.ts'
import { registries, registryTables } from '#tools/country/registries.ts'
import type { Registry } from '#tools/country/registries.ts'
import type { CountryDatabases } from './country-databases.ts'
import { openCountryDatabases } from './country-databases.ts'

/**
 * INVARIANT: every entity whose answer a transaction changes is named by what the registry tells of that transaction. Every
 * column of every table is changed, rows are removed and come back, and the answers about what is near the row, by a
 * reckoning of its own, are compared.
 */
let country: CountryDatabases
beforeAll(async () => {
  country = await openCountryDatabases()
  await generateCountry({ urls: country.urls, people: 500, seed: 11 })
})
afterAll(() => country.drop())

const credential = 'of the tests'
/** Compared at every change. */
const maxAnswers = 160

test.concurrent.each(registries)(
  '%s names every entity whose answer a change of a row changes',
  async (registry) => {
    const url = country.urls[registry]
    const client = new Client({ connectionString: url })
    await client.connect()
    await thinOut(client, registry)
    const feed = await prepareTestFeed(registry, url)
    const definition = registrySubgraphs[registry]({ url, feed })
    const subgraph = await serveSubgraph(definition, { credential })
    const stop = new AbortController()
    const seen: Seen = { changes: 0, differences: 0, missed: new Set() }
    try {
      const told = changesOf(definition.changes, stop.signal)
      await told.begun
      const selections = hotSelections(registry)
      const stored = await readStoredRows(client, registry)

      /** @returns false where the database does not let it be. */
      const attempt = async ({ table, before, sql, values }: Attempt): Promise<boolean> => {
        await client.query('begin')
        const changed = await client.query<{ row: StoredRow }>(sql, [...values]).catch(refusedByRule)
        if (changed === null) {
          await client.query('rollback')
          return false
        }
        const after = changed.rows[0]?.row ?? null
        const keys = stored.near(after === null ? [before] : [before, after], maxAnswers / selections.size)
        const old = await answers(subgraph.url, selections, keys)
        await client.query('commit')
        const change = await told.next()
        compare(
          { table, before, after, old, change, now: await answers(subgraph.url, selections, keys) },
          seen,
        )
        return true
      }

      for (const { table } of registryTables[registry]) {
        const rows = stored.of(table)
        const name = escapeIdentifier(table)
        const columns = await columnsOf(client, table)
        for (const column of columns)
          for (const { of, values } of trials(table, column)) {
            const before = rows.take(of)
            if (before === null) continue
            if (of === 'unevenly linked' && !isLink(before[column.name])) continue
            for (const value of values) {
              const set = `${escapeIdentifier(column.name)} = ${value}`
              const sql = `update ${name} as kept set ${set} where to_jsonb(kept) = $1::jsonb returning to_jsonb(kept) as row`
              if (await attempt({ table, before, sql, values: [JSON.stringify(before)] })) break
            }
          }
        const names = columns.map((column) => escapeIdentifier(column.name)).join(', ')
        for (const of of ['most linked', 'unevenly linked'] as const) {
          const before = rows.take(of)
          if (before === null) continue
          const values = [JSON.stringify(before)]
          const remove = `delete from ${name} as kept where to_jsonb(kept) = $1::jsonb`
          await attempt({ table, before, sql: remove, values })
          const insert = `insert into ${name} as kept (${names}) select ${names} from jsonb_populate_record(null::${name}, $1) returning to_jsonb(kept) as row`
          await attempt({ table, before, sql: insert, values })
        }
      }
      expect([...seen.missed]).toEqual([])
      expect(seen.changes).toBeGreaterThan(30)
      expect(seen.differences).toBeGreaterThan(15)
    } finally {
      stop.abort()
      await client.end()
      await subgraph.close()
      await feed.drop()
    }
  },
  240_000,
)

/** Of data that may not be: anything else would be a feed that is in the registry's own way. */
function refusedByRule(error: unknown): null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^2[23]/.test(code)) throw error
  return null
}

interface Attempt {
  readonly table: string
  readonly before: StoredRow
  readonly sql: string
  readonly values: readonly string[]
}

interface Seen {
  changes: number
  differences: number
  readonly missed: Set<string>
}

/** Notes what was not told. */
function compare(
  found: {
    table: string
    before: StoredRow
    after: StoredRow | null
    old: ReadonlyMap<string, string>
    now: ReadonlyMap<string, string>
    change: RegistryChange
  },
  seen: Seen,
): void {
  const { table, before, after, old, now, change } = found
  const columns = Object.keys(before).filter(
    (column) => JSON.stringify(before[column]) !== JSON.stringify(after?.[column]),
  )
  seen.changes++
  for (const [name, answer] of now) {
    if (old.get(name) === answer) continue
    seen.differences++
    const [type = '', key = ''] = name.split(' ')
    const isNamed = change.types.includes(type) || change.entities.some(([t, k]) => t === type && k === key)
    if (!isNamed) seen.missed.add(`${table} (${columns.join(', ')}): ${type}`)
    if (old.get(name) === 'null' && !change.inserted.includes(type)) seen.missed.add(`${table}: new ${type}`)
  }
}

/** What the feed tells, transaction by transaction. */
function changesOf(changes: ChangeSource | undefined, signal: AbortSignal) {
  if (changes === undefined) throw new Error('The registry tells nothing')
  const events = changes(null, { signal })[Symbol.asyncIterator]()
  const next = async (): Promise<RegistryChange> => {
    for (;;) {
      const { value } = await events.next()
      if (value === undefined) throw new Error('The feed has ended')
      if (value !== 'heartbeat' && value.event === undefined) return value.data as RegistryChange
    }
  }
  return { begun: events.next(), next }
}

/** SQL of other values, for a row: the first that may be. */
interface Trial {
  readonly of: Choice
  readonly values: readonly string[]
}

/** Another row's value, or one that no row has; of texts that may be links, in two rows. */
function trials(table: string, { name, type }: StoredColumn): Trial[] {
  if (name === 'ended_at')
    return [
      { of: 'most linked', values: ['now()'] },
      { of: 'ended', values: ['null'] },
    ]
  const column = escapeIdentifier(name)
  const other = `(select other.${column} from ${escapeIdentifier(table)} as other where other.${column} is distinct from kept.${column} order by md5(other::text) limit 1)`
  const fresh = freshValues[type]?.(`kept.${column}`) ?? 'null'
  const values = [`coalesce(${other}, ${fresh})`, fresh]
  const most: Trial = { of: 'most linked', values }
  return type === 'text' ? [most, { of: 'unevenly linked', values }] : [most]
}

function isLink(value: unknown): boolean {
  return typeof value === 'string' && /\d{9}/.test(value)
}

const freshValues: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `left(${column}, -1) || '7'`,
  bool: (column) => `not ${column}`,
  date: (column) => `${column} + 1`,
  int4: (column) => `${column} + 1`,
  numeric: (column) => `${column} + 1`,
}

/** What the synthetic country has little of: entities that lead and own others, and properties that are valued and found by their parts. */
const entangling: Readonly<Partial<Record<Registry, readonly string[]>>> = {
  enterprise: ['officer', 'member'].map(
    (table, place) =>
      `update ${table} set ${table}_registration_number = led.holder from (
         select registration_number, lag(registration_number, ${place + 3}) over (order by md5(registration_number)) as holder from legal_entity
       ) as led where led.registration_number = ${table}.registration_number`,
  ),
  cadastre: ['valuation', 'object_address'].map(
    (table) => `delete from ${table} where object_kind = 'PROPERTY' and md5(object_number) < 'e'`,
  ),
}

/** Takes rows away and ends others, here and there, so that what stands in for what is missing is seen. */
async function thinOut(client: Client, registry: Registry): Promise<void> {
  for (const statement of entangling[registry] ?? []) await client.query(statement)
  for (const { table } of registryTables[registry]) {
    const name = escapeIdentifier(table)
    await client.query(`delete from ${name} as kept where md5(kept::text) < '3'`)
    if ((await columnsOf(client, table)).some((column) => column.name === 'ended_at'))
      await client.query(`update ${name} as kept set ended_at = now() where md5(kept::text) > 'e'`)
  }
}

/** @returns all that the registry says of each key as an entity of each hot type. */
async function answers(
  url: string,
  selections: ReadonlyMap<string, string>,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const types = [...selections]
  const query = `query (${types.map(([type]) => `$${type}: [_Any!]!`).join(' ')}) {
    ${types.map(([type, selection]) => `${type}: _entities(representations: $${type}) { ... on ${type} { ${selection} } }`).join('\n')}
  }`
  const variables = Object.fromEntries(
    types.map(([__typename]) => [__typename, keys.map((id) => ({ __typename, id, codes: [id] }))]),
  )
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Record<string, unknown[]>; errors?: unknown }
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return new Map(
    types.flatMap(([type]) =>
      keys.map((key, place) => [`${type} ${key}`, JSON.stringify(data[type]?.[place] ?? null)] as const),
    ),
  )
}
