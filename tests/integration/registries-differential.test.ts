import { randomBytes } from 'node:crypto'
import { asyncProperty, check, constantFrom, defaultReportMessage, record, sample } from 'fast-check'
import type { Arbitrary, IAsyncProperty } from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { followSubgraphs } from '#gateway/planner/follow-subgraphs.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { testMasterKeys } from '#tests/audit-records.ts'
import { sharedCountry } from '#tests/country.ts'
import { openFaultyProxy } from '#tests/differential/faulty-proxy.ts'
import type { FaultyProxy } from '#tests/differential/faulty-proxy.ts'
import { createPair, differenceOf } from '#tests/differential/pair.ts'
import type { Pair } from '#tests/differential/pair.ts'
import { httpFaults } from '#tests/differential/serve-shop.ts'
import type { HttpFault } from '#tests/differential/serve-shop.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import { countryValues } from '#tests/release/country-values.ts'
import { findResident } from '#tools/demo/resident.ts'
import { startSubgraphs } from '#tools/start-subgraphs.ts'

const patientMs = 60_000
const hastyMs = 500
const timeout = 240_000
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1)
const credential = 'of the tests'

const proxies = new Map<string, FaultyProxy>()
const closing: (() => Promise<unknown>)[] = []
let supergraph: Supergraph
let queries: Arbitrary<GeneratedQuery>
let pair: Pair

beforeAll(async () => {
  const country = await sharedCountry()
  const [policy, audit] = await Promise.all([createTestDatabase('policy'), createTestDatabase('audit')])
  closing.push(
    () => policy.drop(),
    () => audit.drop(),
  )
  const urls = { ...country, policy: policy.url, audit: audit.url }
  const keys = { subjectKey: randomBytes(32), masterKeys: testMasterKeys, consentKey: randomBytes(32) }
  const subgraphs = await startSubgraphs(urls, keys, { credential })
  closing.push(() => subgraphs.close())
  for (const { name, url } of subgraphs.composed) {
    const proxy = await openFaultyProxy(url)
    proxies.set(name, proxy)
    closing.push(() => proxy.close())
  }
  const followed = followSubgraphs({
    subgraphs: [...proxies].map(([name, { url }]) => ({ name, url })),
    credential,
    onSupergraph: () => undefined,
    onProblem: () => undefined,
  })
  supergraph = await followed.ready
  await followed.close()
  const { values } = await countryValues(country, await findResident(urls))
  queries = queryArbitrary(supergraph.api, {
    values: (coordinate) => values.get(coordinate),
    conditions: 'narrower',
  })
  pair = createPair(supergraph, { credential, deadlineMs: () => patientMs })
  closing.push(() => pair.close())
})

afterEach(() => {
  for (const { faults } of proxies.values()) Object.assign(faults, { http: null, nulling: 0, failing: 0 })
})

afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

async function expectSame(query: GeneratedQuery, executors = pair): Promise<void> {
  expect(await differenceOf(executors, query)).toBeNull()
}

async function failureOf<Inputs>(
  property: IAsyncProperty<Inputs>,
  numRuns: number,
): Promise<string | undefined> {
  const details = await check(property, {
    numRuns: numRuns * runs,
    interruptAfterTimeLimit: timeout - 60_000,
  })
  return details.failed ? `${defaultReportMessage(details)}\n${String(details.errorInstance)}` : undefined
}

describe('over the registries, open mode answers as the reference does', () => {
  test('queries', { timeout }, async () => {
    const property = asyncProperty(queries, (query) => expectSame(query))
    expect(await failureOf(property, 350)).toBeUndefined()
  })

  test('queries whose values are null, or fail', { timeout }, async () => {
    const percent = constantFrom(0, 3, 10)
    const property = asyncProperty(
      queries,
      constantFrom(...proxies.keys()),
      record({ nulling: percent, failing: percent }),
      async (query, name, faults) => {
        Object.assign(proxies.get(name)?.faults ?? {}, faults)
        await expectSame(query)
      },
    )
    expect(await failureOf(property, 350)).toBeUndefined()
  })

  test('queries to registries that are down, refuse, or answer garbage', { timeout }, async () => {
    const kinds = (Object.keys(httpFaults) as HttpFault[]).filter((kind) => kind !== 'silence')
    const property = asyncProperty(
      queries,
      constantFrom(...proxies.keys()),
      constantFrom(null, ...kinds),
      async (query, name, http) => {
        Object.assign(proxies.get(name)?.faults ?? {}, { http })
        await expectSame(query)
      },
    )
    expect(await failureOf(property, 200)).toBeUndefined()
  })

  test('queries to a registry that never answers', { timeout }, async () => {
    Object.assign(proxies.get('population')?.faults ?? {}, { http: 'silence' })
    const hasty = createPair(supergraph, {
      credential,
      deadlineMs: (name) => (name === 'population' ? hastyMs : patientMs),
    })
    const compared = sample(queries, 30 * runs).map((query) => expectSame(query, hasty))
    await expect(Promise.all(compared)).resolves.toBeDefined()
    await hasty.close()
  })
})
