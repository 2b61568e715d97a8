import { randomBytes, randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { assert, asyncProperty, oneof } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessOutcomes } from '#audit/access-record.ts'
import { errorCatalogue } from '#gateway/errors.ts'
import { runPlan } from '#gateway/executor/run-plan.ts'
import { createSubgraphClient } from '#gateway/executor/subgraph-client.ts'
import { followSubgraphs } from '#gateway/planner/compose.ts'
import { planOperation } from '#gateway/planner/query-plan.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { countryValues, valuesFor } from '#tests/release/country-values.ts'
import type { CountryValues } from '#tests/release/country-values.ts'
import { demoGrants } from '#tests/release/grants.ts'
import { knowingQuery } from '#tests/release/knowing-query.ts'
import { partOfSchema } from '#tests/release/part-of-schema.ts'
import { expectedRelease } from '#tests/release/release-oracle.ts'
import type { Json } from '#tests/release/release-oracle.ts'
import type { ExpectedRecord } from '#tests/release/ledger.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest, GraphQLAnswer, WholeRecord } from '#tests/running-dagr.ts'
import { allSubjects } from '#tests/scenario-people.ts'
import { demoCallers } from '#tools/demo/callers.ts'
import { startSubgraphs } from '#tools/start-subgraphs.ts'

/**
 * What was released, taken from the response, equals what was recorded, for generated queries of all callers. What both
 * have to be comes from an oracle that knows everything: the same query with the ids of all people, past the gateway.
 */
const errorCodes = Object.keys(errorCatalogue)
const runs = Number(process.env['RELEASE_RUNS'] ?? 1)

/** Data as text, so that the order counts, and `__proto__` is a name like others. */
interface Outcome {
  readonly data: string
  readonly denied: readonly string[]
  readonly records: readonly ExpectedRecord[]
}

interface Question {
  readonly caller: string
  readonly permission: string
  readonly query: GeneratedQuery
}

let dagr: DagrUnderTest
let country: CountryValues
let supergraph: Supergraph
let subjects: readonly string[]
let askAll: (query: GeneratedQuery) => Promise<Json>
let logged = ''
const told: string[] = []
/** How often each outcome and error code came. */
const met = new Map<string, number>()
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  dagr = await runDagr({ SUBGRAPH_TIMEOUT_MS: '30000' }, {}, pino({ level: 'trace' }, lines))
  country = await countryValues(dagr.urls, dagr.resident)
  subjects = ['39999999999', ...(await allSubjects(dagr.urls))]
  const credential = randomUUID()
  const keys = { subjectKey: randomBytes(32), consentKey: randomBytes(32) }
  const subgraphs = await startSubgraphs(dagr.urls, keys, { credential })
  const followed = followSubgraphs({
    subgraphs: subgraphs.composed,
    credential,
    onSupergraph: () => undefined,
    onProblem: () => undefined,
  })
  supergraph = await followed.ready
  const client = createSubgraphClient({ credential, deadlineMs: 30_000 })
  ends.push(
    () => followed.close(),
    () => client.close(),
    () => subgraphs.close(),
    () => dagr.stop(),
  )
  askAll = async ({ text, variables, operationName }) => {
    const document = knowingQuery(text, supergraph.full, supergraph.facts)
    const plan = planOperation(supergraph, document, operationName)
    return (await runPlan(plan, { variables, client })).data
  }
})

afterAll(async () => {
  for (const end of ends) await end()
})

describe.concurrent('what is released equals what is granted and what is recorded', () => {
  const callers = [...demoCallers].flatMap(([caller, { permissions }]) =>
    permissions.map((permission) => ({ caller, permission })),
  )
  test.each(callers)('$caller under $permission', { timeout: 120_000 }, async ({ caller, permission }) => {
    const property = asyncProperty(queriesUnder(caller, permission), async (query) => {
      const { actual, expected } = await ask({ caller, permission, query })
      expect(actual).toEqual(expected)
    })
    await assert(property, { numRuns: 500 * runs, interruptAfterTimeLimit: 100_000 })
  })
})

test('the generated queries met every outcome, and no fault', () => {
  for (const outcome of accessOutcomes) expect(met.get(outcome) ?? 0, outcome).toBeGreaterThan(20)
  const faults = errorCodes.filter((code) => code !== 'FIELD_NOT_GRANTED' && met.has(code))
  // From arguments that no registry takes, such as `first: 0`.
  expect(faults).toEqual(['GRAPHQL_VALIDATION_FAILED'])
})

test('no code of anybody stands in a log line, a metric, an error or the open part of the audit', async () => {
  const metrics = await (await fetch(`${dagr.url}/metrics`)).text()
  const audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
  const { rows: operations } = await audit.query<{ row: string }>(
    'select operation_record::text as row from operation_record',
  )
  const { rows: records } = await audit.query<{ row: string }>(
    `select convert_from(substring(content from 2), 'UTF8') as row from access_record`,
  )
  await audit.end()
  expect(operations.length).toBeGreaterThan(1_000)
  expect(logged).not.toBe('')
  for (const text of [metrics, logged, ...told, ...[...operations, ...records].map(({ row }) => row)])
    expect(codesIn(text)).toEqual([])
})

/** Queries over the whole schema, most of them beginning where the permission grants something. */
function queriesUnder(caller: string, permission: string): Arbitrary<GeneratedQuery> {
  const options = {
    values: (coordinate: string) => valuesFor(caller, country, coordinate),
    aliases: [
      'id',
      'codes',
      'subject',
      'givenName',
      '__proto__',
      'dagr_self',
      'dagr_field_id',
      'personalCode',
    ],
  }
  const grants = demoGrants.get(permission)
  const part = partOfSchema(
    supergraph.api,
    (coordinate) => !coordinate.startsWith('Query.') || grants?.has(coordinate) === true,
  )
  const granted = queryArbitrary(part, options)
  const anywhere = queryArbitrary(supergraph.api, options)
  return oneof({ arbitrary: granted, weight: 4 }, { arbitrary: anywhere, weight: 1 })
}

/** What became of a question, and what the oracle says that it should have been. */
async function ask({ caller, permission, query }: Question): Promise<{ actual: Outcome; expected: Outcome }> {
  const trace = randomUUID().replaceAll('-', '')
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-dagr-permission': permission }
  const { text, variables, operationName } = query
  const asked = { query: text, variables, ...(operationName !== undefined && { operationName }) }
  const answer = await dagr.ask(caller, asked, headers)
  const records = await dagr.recordsOf([trace], subjects)
  const expected = expectedRelease({
    api: supergraph.api,
    facts: supergraph.facts,
    grants: demoGrants.get(permission) ?? new Map(),
    callerCodes: caller === 'resident' ? codesOf(dagr.resident) : new Set(),
    currentCodes: country.currentCodes,
    query,
    known: await askAll(query),
    answered: answer.data,
  })
  told.push(JSON.stringify(answer.errors))
  for (const { extensions } of answer.errors) count(String(extensions['code']))
  for (const { outcome } of records) count(outcome)
  return {
    actual: { data: laidOut(answer.data), denied: denialsOf(answer), records: ordered(records) },
    expected: { ...expected, data: laidOut(expected.data) },
  }
}

function count(what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1)
}

function ordered(records: readonly WholeRecord[]): readonly ExpectedRecord[] {
  return records
    .map(({ subject, outcome, released, withheld }) => ({
      subject,
      outcome,
      released: released.toSorted(),
      withheld: withheld.toSorted(),
    }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
}

/** Codes of people of the country, with hyphen or without. */
function codesIn(text: string): readonly string[] {
  const numbers = text.match(/(?<!\d)\d{6}-?\d{5}(?!\d)/g) ?? []
  return numbers.filter((found) => country.currentCodes.has(found.replace('-', '')))
}

function codesOf(person: string): ReadonlySet<string> {
  return new Set([...country.currentCodes].flatMap(([code, current]) => (current === person ? [code] : [])))
}

function laidOut(data: unknown): string {
  return JSON.stringify(data, null, 1)
}

/** Every denied coordinate, once. */
function denialsOf({ errors }: GraphQLAnswer): readonly string[] {
  return errors
    .filter(({ extensions }) => extensions['code'] === 'FIELD_NOT_GRANTED')
    .map(({ extensions }) => String(extensions['coordinate']))
    .toSorted()
}
