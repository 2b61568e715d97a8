import { readFile } from 'node:fs/promises'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { composeOwnSubgraphs } from '#tools/compose-subgraphs.ts'
import { planFetches } from '#tests/plan-fetches.ts'
import type { HotField, HotSelection } from './hot-fetch.ts'
import { planOperation } from './plan-operation.ts'
import type { FetchNode } from './query-plan.ts'
import type { Supergraph } from './supergraph.ts'

let supergraph: Supergraph
const schemas = new Map<string, GraphQLSchema>()

beforeAll(async () => {
  supergraph = await composeOwnSubgraphs()
  for (const name of supergraph.subgraphs.keys()) {
    const url = new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url)
    schemas.set(name, buildSubgraphSchema(parse(await readFile(url, 'utf8'))))
  }
})

async function fetchesOf(text: string): Promise<FetchNode[]> {
  return planFetches((await planOperation(supergraph, parse(text), undefined)).root)
}

function textOf({ bodyHead }: { readonly bodyHead: string }): string {
  return (JSON.parse(`${bodyHead}0}`) as { query: string }).query
}

function entitiesIn(fields: readonly HotField[]): HotSelection[] {
  return fields.flatMap(({ target }) =>
    [...(target?.selections.values() ?? [])].flatMap((each) => [
      ...(each.entity ? [each] : []),
      ...entitiesIn(each.fields),
    ]),
  )
}

const faultsOf = (registry: string, text: string): readonly unknown[] =>
  validate(
    schemas.get(registry) as GraphQLSchema,
    parse(text),
    specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule),
  )

const person = `query ($code: String!, $s: RowScope) { person(personalCode: $code, scope: $s) {
  givenName dagr_field_id: id codes residence { address { fullAddress } since }
  family(scope: $s) { relation person { familyName } }
  properties(scope: $s) { cadastralNumber parcels { area buildings { name } }
    ownerships { share owner { __typename ... on Person { givenName } ... on LegalEntity { legalName } } } }
  offices { position legalEntity { legalName officers { person { familyName } } } } } }`

describe('a fetch of registries that let their entities be kept', () => {
  test('is read from memory, all fetches of a person with properties', async () => {
    const all = await fetchesOf(person)
    expect(new Set(all.map(({ endpoint }) => endpoint.name))).toEqual(
      new Set(['population', 'cadastre', 'enterprise', 'addresses']),
    )
    expect(all.map(({ hot }) => hot?.isReadable)).toEqual(all.map(() => true))
    expect(all.map(({ hot }) => hot?.isRoot)).toEqual(all.map(({ requires }) => requires === null))
  })

  test('is what its registry understands, and so is what asks for an entity alone', async () => {
    let alone = 0
    for (const { endpoint, bodyHead, asked, hot } of await fetchesOf(person)) {
      expect(faultsOf(endpoint.name, textOf({ bodyHead }))).toEqual([])
      expect(JSON.stringify([...asked.untyped.keys()])).not.toBe('[]')
      for (const { entity, type } of entitiesIn(
        [...(hot?.selections.values() ?? [])].flatMap(({ fields }) => fields),
      )) {
        if (!entity?.request) continue
        alone += 1
        expect(faultsOf(endpoint.name, textOf(entity.request))).toEqual([])
        expect([...(entity.request.asked.untyped.get('_entities')?.byType.keys() ?? [])]).toContain(type)
      }
    }
    expect(alone).toBeGreaterThan(5)
  })

  test('asks for keys under names that are no aliases of the operation, and that pass as asked', async () => {
    const [root] = await fetchesOf('{ person(personalCode: "1") { dagr_alias_id: givenName } }')
    expect(textOf(root as FetchNode)).toContain('{dagr_alias_id:givenName __hot_id:id}')
    expect(root?.asked.untyped.get('person')?.untyped.has('__hot_id')).toBe(true)
    const [keyed] = await fetchesOf('{ person(personalCode: "1") { helper: id } }')
    expect(textOf(keyed as FetchNode)).not.toContain('__hot_id')
  })

  test('is kept of a search as far as its entities go, and is not read from memory', async () => {
    const [search] = await fetchesOf('{ persons(familyName: "A") { edges { node { givenName } } } }')
    expect(search?.hot?.isReadable).toBe(false)
    expect(textOf(search as FetchNode)).toContain('__hot_id')
  })

  test.each([
    ['of a registry that keeps everything to itself', '{ accessStatistics { edges { node { day } } } }'],
    ['with a name of ours', '{ person(personalCode: "1") { __hot_id: givenName } }'],
    ['without a hot type', '{ __typename }'],
  ])('is not kept %s', async (_name, text) => {
    expect((await fetchesOf(text)).every(({ hot }) => hot === null)).toBe(true)
  })
})

test('the supergraph tells what may be kept, and for how long', () => {
  expect(supergraph.facts.hot.get('population Person')).toEqual({ maxAgeMs: 300_000, maxStaleMs: 86_400_000 })
  expect(supergraph.facts.keyed.has('population Person')).toBe(true)
  expect(supergraph.facts.keyed.has('population Address')).toBe(false)
  expect([...supergraph.facts.hot.keys()].filter((name) => !supergraph.facts.keyed.has(name))).toEqual([])
})
