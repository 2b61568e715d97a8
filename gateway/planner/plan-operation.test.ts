import { composeServices } from '@apollo/composition'
import { parse, print, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { planFetches } from '#tests/plan-fetches.ts'
import { createPlanCache } from './plan-cache.ts'
import { planOperation } from './plan-operation.ts'
import { loadSupergraph } from './local-planner.ts'

const preamble = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@composeDirective"])
    @link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@personal", "@lookup"])
    @composeDirective(name: "@personal")
    @composeDirective(name: "@lookup")
  directive @personal(subject: String) on FIELD_DEFINITION | ARGUMENT_DEFINITION | OBJECT
  directive @lookup(field: String!) on FIELD_DEFINITION
  input RowScope @inaccessible { subjects: [ID!] }
`
const people = `${preamble}
  type Query { person(code: String! @personal): Person @lookup(field: "code") @personal }
  type Person @key(fields: "id") @personal(subject: "id") {
    id: ID! @inaccessible
    code: String @personal(subject: "id")
    size: Int @personal(subject: "id")
  }
`
const land = `${preamble}
  union Owner = Person | Firm
  type Firm { name: String }
  type Person @key(fields: "id") {
    id: ID! @inaccessible
    plots(scope: RowScope @inaccessible): [Plot!] @personal(subject: "id")
  }
  type Plot { name: String @personal(subject: "ownerId") ownerId: ID @inaccessible owner: Owner @personal }
`
const composed = composeServices(
  Object.entries({ people, land }).map(([name, sdl]) => ({
    name,
    url: `http://${name}/graphql`,
    typeDefs: parse(sdl),
  })),
)
const supergraph = loadSupergraph(composed.supergraphSdl ?? '')

describe('a supergraph', () => {
  test('tells what its directives say, of fields, arguments and types', () => {
    const { facts, subgraphs } = supergraph
    expect(facts.personal.get('Person.code')).toEqual({ subject: 'id' })
    expect(facts.personal.get('Query.person')).toEqual({ subject: null })
    expect(facts.personal.get('Query.person(code:)')).toEqual({ subject: null })
    expect(facts.dataSubjectTypes).toEqual(new Map([['Person', 'id']]))
    expect(facts.lookups).toEqual(new Map([['Query.person', 'code']]))
    expect([...facts.inaccessible].toSorted()).toEqual([
      'Person.id',
      'Person.plots(scope:)',
      'Plot.ownerId',
      'RowScope',
    ])
    expect(facts.owners.get('Person.code')).toBe('people')
    expect(facts.owners.get('Person.plots')).toBe('land')
    expect(facts.owners.get('Plot.name')).toBe('land')
    expect(subgraphs.get('land')).toEqual({ name: 'land', url: 'http://land/graphql' })
  })

  test('has a schema for callers without its hidden parts', () => {
    const hidden = parse('{ person(code: "1") { id } }')
    expect(validate(supergraph.api, hidden)).toHaveLength(1)
    expect(validate(supergraph.full, hidden)).toEqual([])
    expect(supergraph.api.getType('RowScope')).toBeUndefined()
  })
})

describe('a plan', () => {
  test('fetches hidden helpers: keys, data subjects, row scopes', async () => {
    const document = parse(`query ($code: String!, $scope: RowScope) {
      person(code: $code) { helper: id plots(scope: $scope) { name helper: ownerId } }
    }`)
    expect(validate(supergraph.full, document)).toEqual([])
    const [first, second] = planFetches((await planOperation(supergraph, document, undefined)).root)
    expect(first?.bodyHead).toContain('helper:id')
    expect(first?.variables).toEqual(['code'])
    expect(first?.requires).toBeNull()
    expect(second?.bodyHead).toContain('plots(scope:$scope){name helper:ownerId}')
    expect(second?.variables).toEqual(['scope'])
    expect(second?.endpoint.name).toBe('land')
    expect(second?.requires).toHaveLength(1)
  })

  test('holds no values of variables, and knows the defaults of its conditions', async () => {
    const document = parse(
      'query Q($with: Boolean = true, $code: String!) { person(code: $code) { code plots @include(if: $with) { name } } }',
    )
    const { root } = await planOperation(supergraph, document, 'Q')
    expect(root?.kind).toBe('sequence')
    const condition = root?.kind === 'sequence' ? root.nodes[1] : null
    expect(condition).toMatchObject({
      kind: 'condition',
      variable: 'with',
      defaultValue: true,
      whenFalse: null,
    })
  })

  test('for introspection alone fetches nothing', async () => {
    expect(
      (await planOperation(supergraph, parse('{ __schema { queryType { name } } }'), undefined)).root,
    ).toBeNull()
  })

  test('may be sent again for queries only', async () => {
    const [fetch] = planFetches(
      (await planOperation(supergraph, parse('{ person(code: "1") { code } }'), undefined)).root,
    )
    expect(fetch?.repeatable).toBe(true)
  })
})

describe('the cache of plans', () => {
  test('gives one plan for one permitted operation, by its text and name', () => {
    const cache = createPlanCache(supergraph)
    const document = parse('query A { person(code: "1") { code } } query B { person(code: "1") { size } }')
    const text = print(document)
    expect(cache.planFor(text, document, 'A')).toBe(cache.planFor(text, document, 'A'))
    expect(cache.planFor(text, document, 'B')).not.toBe(cache.planFor(text, document, 'A'))
  })

  test('is bounded', () => {
    const cache = createPlanCache(supergraph, { maxPlans: 1 })
    const documents = ['{ person(code: "1") { code } }', '{ person(code: "1") { size } }'].map((text) =>
      parse(text),
    )
    const plan = (position: 0 | 1) => {
      const document = documents[position] ?? parse('')
      return cache.planFor(print(document), document, undefined)
    }
    const first = plan(0)
    expect(plan(0)).toBe(first)
    expect(plan(1)).not.toBe(first)
    expect(plan(0)).not.toBe(first)
  })
})
