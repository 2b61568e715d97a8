import { Writable } from 'node:stream'
import { assert, asyncProperty } from 'fast-check'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessOutcomes } from '#audit/access-record.ts'
import { errorCatalogue } from '#gateway/errors.ts'
import { demoConsents, demoGrants, demoReaders } from '#tests/release/grants.ts'
import { openReleaseHarness } from '#tests/release/release-harness.ts'
import type { ReleaseHarness } from '#tests/release/release-harness.ts'

/**
 * What was released, taken from the response, equals what was recorded, for generated queries of all callers who ask registries. What both
 * have to be comes from an oracle that knows everything: the same query with the ids of all people, past the gateway.
 * `RELEASE_RUNS` is how many times as many queries are asked as in the suite.
 */
const errorCodes = Object.keys(errorCatalogue)
const runs = Number(process.env['RELEASE_RUNS'] ?? 1)

let harness: ReleaseHarness
let logged = ''
const told: string[] = []
/** How often each outcome and error code came. */
const met = new Map<string, number>()

beforeAll(async () => {
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  harness = await openReleaseHarness(pino({ level: 'trace' }, lines))
})

afterAll(() => harness.close())

describe.concurrent('what is released equals what is granted and what is recorded', () => {
  test.each(demoReaders)(
    '$caller under $permission',
    { timeout: 240_000 },
    async ({ caller, permission }) => {
      const grants = demoGrants.get(permission) ?? new Map()
      const consent = demoConsents.get(permission) ?? ''
      const property = asyncProperty(harness.queriesUnder(caller, grants), async (query) => {
        const found = await harness.ask({ caller, permission, grants, consent, query })
        told.push(JSON.stringify(found.errors))
        for (const { extensions } of found.errors) count(String(extensions['code']))
        found.outcomes.forEach(count)
        expect(found.actual).toEqual(found.expected)
      })
      await assert(property, { numRuns: 100 * runs, interruptAfterTimeLimit: 200_000 })
    },
  )
})

test('the generated queries met every outcome, and no fault', () => {
  for (const outcome of accessOutcomes) expect(met.get(outcome) ?? 0, outcome).toBeGreaterThan(5)
  const faults = errorCodes.filter((code) => code !== 'FIELD_NOT_GRANTED' && met.has(code))
  // From arguments that no registry takes, such as `first: 0`.
  expect(faults).toEqual(['GRAPHQL_VALIDATION_FAILED'])
})

test('no code of anybody stands in a log line, a metric, an error or the open part of the audit', async () => {
  const { dagr } = harness
  const metrics = await (await fetch(`${dagr.url}/metrics`)).text()
  const audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
  const { rows: operations } = await audit.query<{ trace: string; row: string }>(
    'select trace, operation_record::text as row from operation_record',
  )
  await audit.end()
  const records = await dagr.recordsOf(
    operations.map(({ trace }) => trace),
    [],
  )
  const contents = records.map((record) => JSON.stringify({ ...record, subject: null }))
  expect(operations.length).toBeGreaterThan(500)
  expect(contents.length).toBeGreaterThan(250)
  expect(logged).not.toBe('')
  for (const text of [metrics, logged, ...told, ...operations.map(({ row }) => row), ...contents])
    expect(codesIn(text)).toEqual([])
})

function count(what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1)
}

/** Codes of people of the country, with hyphen or without. */
function codesIn(text: string): readonly string[] {
  const numbers = text.match(/(?<!\d)\d{6}-?\d{5}(?!\d)/g) ?? []
  return numbers.filter((found) => harness.country.currentCodes.has(found.replace('-', '')))
}
