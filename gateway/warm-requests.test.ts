import { expect, test } from 'vitest'
import type { HotShape, RememberedEntity } from './entities/hot-set.ts'
import { composeSdl, loadSupergraph } from './planner/local-planner.ts'
import { warmRequests } from './warm-requests.ts'

const supergraph = loadSupergraph(
  composeSdl([
    {
      name: 'people',
      url: 'http://people/graphql',
      sdl: `
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
          @link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@lookup", "@hot"])
          @composeDirective(name: "@lookup") @composeDirective(name: "@hot")
        directive @lookup(field: String!) on FIELD_DEFINITION
        directive @hot(registry: String!, maxAge: Int!, maxStale: Int!) repeatable on OBJECT
        type Query { person(code: String!): Person @lookup(field: "id") }
        type Person @key(fields: "id") @hot(registry: "people", maxAge: 1, maxStale: 2) { id: ID! name: String }`,
    },
  ]),
)

const byEntity: HotShape = {
  registry: 'people',
  source:
    'query($representations:[_Any!]!){_entities(representations:$representations){...on Person{id name}}}',
  variables: {},
  keyVariable: null,
  needsMore: false,
}
const byLookup: HotShape = {
  ...byEntity,
  source: 'query($code:String!){person(code:$code){id name}}',
  keyVariable: 'code',
}

const person = (
  key: string,
  representation: RememberedEntity['representation'] = null,
): RememberedEntity => ({
  registry: 'people',
  type: 'Person',
  key,
  representation,
})
const many = Array.from({ length: 70 }, (_, place) => person(`p${place}`))

test('entities are asked for in batches, the hottest first, and others are not', () => {
  const others = [
    { ...person('x'), registry: 'land' },
    { ...person('y'), type: 'Plot' },
  ]
  const requests = [...warmRequests(supergraph, byEntity, [...others, ...many])]
  expect(requests.map(({ representations }) => representations?.length)).toStrictEqual([50, 20])
  expect(requests[0]?.representations?.[0]).toStrictEqual({ __typename: 'Person', id: 'p0' })
  expect(JSON.parse(requests[1]?.body ?? '').variables.representations).toStrictEqual(
    requests[1]?.representations,
  )
})

test('an operation that needs more than the key asks for those alone of whom that is known', () => {
  const known = { __typename: 'Person', id: 'a', codes: ['a', 'b'] }
  const [request, ...more] = warmRequests(supergraph, { ...byEntity, needsMore: true }, [
    person('a', known),
    person('c'),
  ])
  expect(request?.representations).toStrictEqual([known])
  expect(more).toStrictEqual([])
})

test('look-ups are asked for together, each by its own key', () => {
  const requests = [...warmRequests(supergraph, byLookup, many)]
  expect(requests.map(({ hot }) => [...hot.selections.values()][0]?.fields.length)).toStrictEqual([
    20, 20, 20, 10,
  ])
  const [request] = warmRequests(supergraph, byLookup, [person('a'), person('b')])
  const { query, variables } = JSON.parse(request?.body ?? '')
  expect(query).toContain('at0:person(code:$key0)')
  expect(query).toContain('at1:person(code:$key1)')
  expect(variables).toStrictEqual({ key0: 'a', key1: 'b' })
  expect(request?.variables).toStrictEqual(variables)
})

test('what the schema of now does not have is left out', () => {
  const sources = ['query($code:String!){person(code:$code){id shoeSize}}', '{ nonsense', '{ nobody { id } }']
  for (const source of sources) {
    const shape = { ...byLookup, source }
    expect([...warmRequests(supergraph, shape, [person('a')])]).toStrictEqual([])
  }
})
