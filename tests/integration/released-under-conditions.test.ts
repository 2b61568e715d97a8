import { setTimeout } from 'node:timers/promises'
import { assert, asyncProperty } from 'fast-check'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { publish } from '#policies/store.ts'
import { runHotDagr } from '#tests/hot-dagr.ts'
import { conditionalAgreements } from '#tests/release/conditional-agreements.ts'
import type { ConditionalAgreement } from '#tests/release/conditional-agreements.ts'
import { consentOf, grantsOf } from '#tests/release/grants.ts'
import { openReleaseHarness } from '#tests/release/release-harness.ts'
import type { ReleaseHarness } from '#tests/release/release-harness.ts'

/**
 * What is released equals what is recorded, under agreements with row conditions and obligations that are generated as the
 * queries are, for an official and for a person. The oracle evaluates the conditions row by row. Memory is on: each query is
 * asked when it holds what the others brought, and once more when it holds all of it.
 */
const runs = Number(process.env['RELEASE_RUNS'] ?? 1)
const count = 16
const queriesOfEach = 18

let harness: ReleaseHarness
let agreements: readonly ConditionalAgreement[]
/** How often each outcome and error code came. */
const met = new Map<string, number>()

beforeAll(async () => {
  harness = await openReleaseHarness(undefined, () =>
    runHotDagr({ env: { SUBGRAPH_TIMEOUT_MS: '30000', DEADLINE_MS: '60000', MAX_DEADLINE_MS: '60000' } }),
  )
  const municipalities = harness.country.values.get('Query.persons(municipality:)') ?? []
  const some = municipalities.slice(0, 4).map(String)
  agreements = conditionalAgreements(count, ['riga', 'latvija.lv'], harness.supergraph, some)
  const organisations = ['riga', 'latvija.lv'].map((id) => ({ id, name: id }))
  const pool = new Pool({ connectionString: harness.dagr.urls.policy, max: 1 })
  const file = readAgreementsFile(JSON.stringify({ organisations, applications: [], agreements }))
  await publish(pool, file, { author: 'conditions' })
  await pool.end()
  await untilInForce()
})

afterAll(() => harness.close())

const positions = Array.from({ length: count }, (_, position) => position)

test.each(positions)('under conditions %i', { timeout: 240_000 }, async (position) => {
  const agreement = agreements[position]
  if (!agreement) throw new Error('no agreement')
  const { permission } = agreement
  const caller = agreement.consumer === 'riga' ? 'riga' : 'resident'
  const [grants, consent] = [grantsOf(agreement), consentOf(agreement)]
  const property = asyncProperty(harness.queriesUnder(caller, grants), async (query) => {
    for (const _ of [1, 2]) {
      const found = await harness.ask({ caller, permission, grants, consent, query })
      for (const { extensions } of found.errors) note(String(extensions['reason'] ?? extensions['code']))
      found.outcomes.forEach(note)
      expect(found.actual).toEqual(found.expected)
    }
  })
  await assert(property, { numRuns: queriesOfEach * runs, interruptAfterTimeLimit: 200_000 })
})

test('the generated queries met rows inside and outside, and no fault', () => {
  for (const each of ['RELEASED', 'PARTLY', 'NOT_FOUND', 'ROW_CONDITION'])
    expect(met.get(each) ?? 0, each).toBeGreaterThan(1)
  expect([...met.keys()].filter((code) => /UNAVAILABLE|INTERNAL|OVERLOADED/.test(code))).toEqual([])
})

test('they were answered from memory, too', async () => {
  const metrics = await (await fetch(`${harness.dagr.url}/metrics`)).text()
  expect(Number(/^dagr_memory_hits_total (\d+)/m.exec(metrics)?.[1])).toBeGreaterThan(500)
})

function note(what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1)
}

/** The gateway follows the policies: a new agreement is there within a second or so. */
async function untilInForce(): Promise<void> {
  const last = agreements.at(-1)?.permission ?? ''
  for (;;) {
    const { errors } = await harness.dagr.ask(
      'resident',
      { query: '{ __typename }' },
      { 'x-dagr-permission': last },
    )
    if (errors.length === 0) return
    await setTimeout(100)
  }
}
