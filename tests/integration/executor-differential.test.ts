import {
  asyncProperty,
  check,
  constantFrom,
  defaultReportMessage,
  dictionary,
  oneof,
  record,
  sample,
} from 'fast-check'
import type { Arbitrary, IAsyncProperty } from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createEntityStore } from '#gateway/entities/create-entity-store.ts'
import type { EntityStore } from '#gateway/entities/entity-store.ts'
import { loadSupergraph } from '#gateway/planner/local-planner.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { createPair, differenceOf } from '#tests/differential/pair.ts'
import type { Pair } from '#tests/differential/pair.ts'
import { httpFaults, serveShop } from '#tests/differential/serve-shop.ts'
import type { HttpFault, Shop } from '#tests/differential/serve-shop.ts'
import { hotShopSchemas, shopSchemas } from '#tests/differential/shop-schemas.ts'
import type { ShopSubgraph } from '#tests/differential/shop-schemas.ts'
import { simpleTrust } from '#tests/simple-trust.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'

/** A busy machine must change nothing: only a subgraph that never answers is given up early. */
const patientMs = 30_000
const hastyMs = 300
const narrow = { maxDepth: 4, conditions: 'narrower' } as const
const runs = Number(process.env.DIFFERENTIAL_RUNS ?? 1)

let shop: Shop
let supergraph: Supergraph
let queries: Arbitrary<GeneratedQuery>
let mutations: Arbitrary<GeneratedQuery>
let pair: Pair

beforeAll(async () => {
  shop = await serveShop()
  supergraph = loadSupergraph(shop.supergraphSdl)
  queries = queryArbitrary(supergraph.api, narrow)
  mutations = queryArbitrary(supergraph.api, { operation: 'mutation', ...narrow })
  pair = createPair(supergraph, { deadlineMs: () => patientMs })
})

afterEach(() => {
  Object.assign(shop.fieldFaults, { throwing: 0, nulling: 0, missing: 0 })
  shop.httpFaults.clear()
})

afterAll(async () => {
  await pair.close()
  await shop.close()
})

async function expectSame(query: GeneratedQuery, executors = pair): Promise<void> {
  expect(await differenceOf(executors, query, () => shop.reset())).toBeNull()
}

const timeout = 150_000

/** The counterexample, if there is one: before the test's own time is over. */
async function failureOf<Inputs>(
  property: IAsyncProperty<Inputs>,
  numRuns: number,
): Promise<string | undefined> {
  const details = await check(property, { numRuns: numRuns * runs, interruptAfterTimeLimit: 100_000 })
  return details.failed ? `${defaultReportMessage(details)}\n${String(details.errorInstance)}` : undefined
}

describe('our executor answers as the reference does', () => {
  test('queries', { timeout }, async () => {
    const property = asyncProperty(queries, (query) => expectSame(query))
    expect(await failureOf(property, 500)).toBeUndefined()
  })

  test('mutations, in series across subgraphs', { timeout }, async () => {
    const property = asyncProperty(mutations, (query) => expectSame(query))
    expect(await failureOf(property, 120)).toBeUndefined()
  })

  test('operations whose fields fail or are null, or whose entities are missing', { timeout }, async () => {
    const percent = constantFrom(0, 3, 10, 30)
    const faults = record({ throwing: percent, nulling: percent, missing: percent })
    const operations = oneof(queries, queries, mutations)
    const property = asyncProperty(operations, faults, async (query, chosen) => {
      Object.assign(shop.fieldFaults, chosen)
      await expectSame(query)
    })
    expect(await failureOf(property, 400)).toBeUndefined()
  })

  test('queries to subgraphs that are down, refuse, or answer garbage', { timeout }, async () => {
    const names = Object.keys(shopSchemas) as ShopSubgraph[]
    const kinds = (Object.keys(httpFaults) as HttpFault[]).filter((kind) => kind !== 'silence')
    const faults = dictionary(constantFrom(...names), constantFrom(...kinds), { minKeys: 1, maxKeys: 3 })
    const property = asyncProperty(queries, faults, async (query, chosen) => {
      shop.httpFaults.clear()
      for (const [name, fault] of Object.entries(chosen)) shop.httpFaults.set(name as ShopSubgraph, fault)
      await expectSame(query)
    })
    expect(await failureOf(property, 250)).toBeUndefined()
  })

  test('queries to a subgraph that never answers', { timeout }, async () => {
    shop.httpFaults.set('reviews', 'silence')
    const hasty = createPair(supergraph, {
      deadlineMs: (subgraph) => (subgraph === 'reviews' ? hastyMs : patientMs),
    })
    const compared = sample(queries, 40 * runs).map((query) => expectSame(query, hasty))
    await expect(Promise.all(compared)).resolves.toBeDefined()
    await hasty.close()
  })
})

describe('with memory, our executor answers as the reference does', () => {
  let hotShop: Shop
  let store: EntityStore
  let hotPair: Pair

  beforeAll(async () => {
    hotShop = await serveShop(hotShopSchemas)
    store = createEntityStore({ maxBytes: 2 ** 24, trustOf: (registry) => simpleTrust(registry) })
    const hotSupergraph = loadSupergraph(hotShop.supergraphSdl)
    hotPair = createPair(hotSupergraph, { deadlineMs: () => patientMs, entities: store })
  })
  afterAll(async () => {
    await hotPair.close()
    await hotShop.close()
  })

  /** Whatever is in memory from before, and once more when all of it is. */
  async function expectSameTwice(query: GeneratedQuery): Promise<void> {
    for (const _ of [1, 2]) expect(await differenceOf(hotPair, query, () => hotShop.reset())).toBeNull()
  }

  test('queries and changes', { timeout }, async () => {
    const property = asyncProperty(oneof(queries, queries, mutations), expectSameTwice)
    expect(await failureOf(property, 50)).toBeUndefined()
    expect(store.counts().hits).toBeGreaterThan(0)
  })

  // An entity that its registry does not know, and another one links to, is somewhere and nowhere: nobody can tell which.
  test('operations whose fields fail or are null', { timeout }, async () => {
    const percent = constantFrom(0, 3, 10, 30)
    const faults = record({ throwing: percent, nulling: percent })
    const property = asyncProperty(oneof(queries, mutations), faults, async (query, chosen) => {
      store.clear()
      Object.assign(hotShop.fieldFaults, chosen)
      await expectSameTwice(query)
    })
    expect(await failureOf(property, 50)).toBeUndefined()
  })
})
