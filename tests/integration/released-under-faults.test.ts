import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { assert, asyncProperty, boolean, nat, oneof } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { isObjectType } from 'graphql'
import { Client } from 'pg'
import type { QueryResult, QueryResultRow } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { countryValues, valuesFor } from '#tests/release/country-values.ts'
import type { CountryValues } from '#tests/release/country-values.ts'
import { canaryCode, canaryText } from '#tests/release/damage-answer.ts'
import { openFaultyRegistries } from '#tests/release/faulty-registries.ts'
import type { FaultyRegistries } from '#tests/release/faulty-registries.ts'
import { demoGrants, demoReaders } from '#tests/release/grants.ts'
import { leaks } from '#tests/release/leaks.ts'
import { partOfSchema } from '#tests/release/part-of-schema.ts'
import { revealingQuery } from '#tests/release/revealing-query.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'
import { allSubjects } from '#tests/scenario-people.ts'
import { composeFromFiles } from '#tests/supergraph-of-files.ts'

/**
 * Whatever registries deliver, nothing is released that is not granted or not recorded, and nothing recorded that was not
 * released; checked from responses and access records alone. The seed that fast-check prints repeats queries and faults; `RELEASE_RUNS` is how
 * many times as many queries are asked as in the suite.
 */
const runs = Number(process.env['RELEASE_RUNS'] ?? 1)

let dagr: DagrUnderTest
let country: CountryValues
let supergraph: Supergraph
let subjects: readonly string[]
let registries: FaultyRegistries
let logged = ''
const traces: string[] = []
const met = new Map<string, number>()
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  supergraph = await composeFromFiles()
  registries = await openFaultyRegistries(fieldNames(supergraph))
  dagr = await runDagr({ SUBGRAPH_TIMEOUT_MS: '500' }, {}, pino({ level: 'trace' }, lines), (subgraph) =>
    registries.route(subgraph),
  )
  country = await countryValues(dagr.urls, dagr.resident)
  subjects = ['39999999999', ...(await allSubjects(dagr.urls))]
  ends.push(
    () => registries.close(),
    () => dagr.stop(),
  )
})

afterAll(async () => {
  for (const end of ends.toReversed()) await end()
})

describe.concurrent('whatever registries deliver, released is granted and recorded', () => {
  test.each(demoReaders)(
    '$caller under $permission',
    { timeout: 240_000 },
    async ({ caller, permission }) => {
      const property = asyncProperty(
        queriesUnder(caller, permission),
        nat({ max: 2 ** 31 }),
        boolean(),
        async (query, faults, asksCodes) => {
          const asked = revealingQuery(query, supergraph.api, asksCodes)
          expect(await leaksOf(caller, permission, asked, faults)).toEqual([])
        },
      )
      await assert(property, { numRuns: 100 * runs, interruptAfterTimeLimit: 200_000 })
    },
  )
})

test('the faults came, and what was released in spite of them', () => {
  for (const fault of ['none', 'status', 'malformed', 'silence', 'noEntities', 'garbledErrors'])
    expect(registries.met.get(fault) ?? 0, fault).toBeGreaterThan(2)
  for (const outcome of ['RELEASED', 'PARTLY', 'SEARCH_HIT', 'REGISTRY_UNAVAILABLE'])
    expect(met.get(outcome) ?? 0, outcome).toBeGreaterThan(5)
  expect(logged).toContain('ALARM: a subgraph returned values')
})

test('every answer has one operation record', async () => {
  const { rows } = await queryAudit<{ trace: string }>('select trace from operation_record')
  expect(rows.map(({ trace }) => trace).toSorted()).toEqual(traces.toSorted())
})

test('nobody is told a code, or what a registry said, by a log line, a metric or the open part of the audit', async () => {
  const metrics = await (await fetch(`${dagr.url}/metrics`)).text()
  const { rows: operations } = await queryAudit<{ row: string }>(
    'select operation_record::text as row from operation_record',
  )
  const records = await dagr.recordsOf(traces, subjects)
  const contents = records.map((record) => JSON.stringify({ ...record, subject: null }))
  expect(contents.length).toBeGreaterThan(100)
  for (const text of [metrics, logged, ...operations.map(({ row }) => row), ...contents]) {
    expect(codesIn(text)).toEqual([])
    expect(text).not.toContain(canaryText)
  }
  expect(logged).not.toContain('a request failed')
})

async function leaksOf(
  caller: string,
  permission: string,
  query: GeneratedQuery,
  faults: number,
): Promise<readonly string[]> {
  const trace = randomUUID().replaceAll('-', '')
  traces.push(trace)
  const delivered = registries.begin(trace, faults)
  const { text, variables, operationName } = query
  const answer = await dagr.ask(
    caller,
    { query: text, variables, ...(operationName !== undefined && { operationName }) },
    { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-dagr-permission': permission },
  )
  const records = await dagr.recordsOf([trace], subjects)
  for (const { extensions } of answer.errors) count(String(extensions['code']))
  for (const { outcome } of records) count(outcome)
  return leaks({
    api: supergraph.api,
    facts: supergraph.facts,
    grants: demoGrants.get(permission) ?? new Map(),
    currentCodes: country.currentCodes,
    callerIs: caller === 'resident' ? dagr.resident : null,
    query,
    answer,
    records,
    delivered,
  })
}

function queriesUnder(caller: string, permission: string): Arbitrary<GeneratedQuery> {
  const options = {
    values: (coordinate: string) => valuesFor(caller, country, coordinate),
    aliases: ['id', 'codes', 'subject', 'givenName', '__proto__', 'personalCode', 'constructor'],
  }
  const grants = demoGrants.get(permission)
  // A type of which nothing is granted cannot be without fields.
  const ofTypes = new Set([...(grants?.keys() ?? [])].map((coordinate) => coordinate.split('.')[0]))
  const isOften = (coordinate: string) =>
    grants?.has(coordinate) === true || !ofTypes.has(coordinate.split('.')[0])
  const granted = queryArbitrary(partOfSchema(supergraph.api, isOften), options)
  const begun = queryArbitrary(
    partOfSchema(supergraph.api, (coordinate) => !coordinate.startsWith('Query.') || isOften(coordinate)),
    options,
  )
  return oneof({ arbitrary: granted, weight: 1 }, { arbitrary: begun, weight: 1 })
}

/** What a registry may send unasked: any field of any type, hidden ones as well. */
function fieldNames({ full }: Supergraph): readonly string[] {
  const types = Object.values(full.getTypeMap()).filter((type) => !type.name.startsWith('__'))
  return [...new Set(types.flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()) : [])))]
}

async function queryAudit<Row extends QueryResultRow>(sql: string): Promise<QueryResult<Row>> {
  const audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
  const result = await audit.query<Row>(sql)
  await audit.end()
  return result
}

function count(what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1)
}

/** Codes of people of the country, with hyphen or without. */
function codesIn(text: string): readonly string[] {
  const numbers = text.match(/(?<!\d)\d{6}-?\d{5}(?!\d)/g) ?? []
  return numbers.filter((found) => {
    const code = found.replace('-', '')
    return code === canaryCode || country.currentCodes.has(code)
  })
}
