import { array, assert, asyncProperty, boolean, nat } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoReaders } from './grants.ts'
import { openMadeHarness } from './made-harness.ts'
import type { MadeHarness } from './made-harness.ts'

/**
 * The released set in the answer is the released set in the record, no record names a value, and nothing leaves whose
 * record is not durable: over generated queries, each answered from many made-up countries. `PROPERTY_RUNS` is how many
 * requests there are in all; a million has been run, with figures in docs/audit.md. `PROPERTY_SEED` chooses others.
 */
const requests = Number(process.env['PROPERTY_RUNS'] ?? 4_500)
/** A query costs more than its answers: few requests are to be of many queries all the same. */
const countriesOfEach = requests > 100_000 ? 20 : 4
const met = new Map<string, number>()
const metWithMemory = new Map<string, number>()
let asked = 0
let harness: MadeHarness

beforeAll(async () => {
  harness = await openMadeHarness()
})
afterAll(() => harness.close())

test.each(demoReaders)('$caller under $permission', { timeout: 20_000 + requests * 20 }, async (reader) => {
  const countries = array(nat({ max: 2 ** 31 }), { minLength: countriesOfEach, maxLength: countriesOfEach })
  const property = asyncProperty(
    harness.queriesUnder(reader),
    boolean(),
    countries,
    async (query, asksCodes, seeds) => {
      const prepared = harness.prepared(query, asksCodes)
      for (const seed of seeds) {
        const { problems, met: found } = await harness.examine(reader, prepared, seed)
        asked += 1
        for (const each of found) met.set(each, (met.get(each) ?? 0) + 1)
        expect(problems).toEqual([])
      }
    },
  )
  await assert(property, { numRuns: Math.ceil(requests / countriesOfEach / demoReaders.length) })
})

/** Each question three times: for a third of the requests that are asked without memory. */
test.each(demoReaders)(
  'with memory: $caller under $permission',
  { timeout: 20_000 + requests * 20 },
  async (reader) => {
    const questions = Math.ceil(requests / 9 / 2 / demoReaders.length)
    const property = asyncProperty(
      harness.queriesUnder(reader),
      boolean(),
      nat(),
      nat(),
      async (query, asksCodes, one, other) => {
        const prepared = harness.prepared(query, asksCodes)
        for (const seed of [one, other]) {
          const { problems, met: found } = await harness.examineMemory(reader, prepared, seed)
          for (const each of found) metWithMemory.set(each, (metWithMemory.get(each) ?? 0) + 1)
          expect(problems).toEqual([])
        }
      },
    )
    await assert(property, { numRuns: questions })
  },
)

test('the requests with memory were answered from it, also where nobody vouched', () => {
  for (const each of ['HIT', 'UNVERIFIED', 'RELEASED', 'REGISTRY_UNAVAILABLE'])
    expect(metWithMemory.get(each) ?? 0, each).toBeGreaterThan(5)
})

test('the requests were as many as were wanted, and met every outcome', () => {
  expect(asked).toBeGreaterThanOrEqual(requests)
  for (const outcome of ['RELEASED', 'PARTLY', 'REFUSED', 'NOT_FOUND', 'SEARCH_HIT', 'NO_GRANT'])
    expect(met.get(outcome) ?? 0, outcome).toBeGreaterThan(5)
  for (const code of ['REGISTRY_UNAVAILABLE', 'AUDIT_UNAVAILABLE', 'ROW_CONDITION'])
    expect(met.get(code) ?? 0, code).toBeGreaterThan(5)
  expect(met.get('INTERNAL') ?? 0).toBe(0)
})
