import { expect, test } from 'vitest'
import { compileHotFetch } from '../planner/compile-hot-fetch.ts'
import type { HotFetch } from '../planner/hot-fetch.ts'
import { composeSdl, loadSupergraph } from '../planner/local-planner.ts'
import { createHotSet } from './hot-set.ts'
import type { RememberedEntity } from './hot-set.ts'

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
        type Query { person(code: String!): Person @lookup(field: "id") persons(name: String): [Person!] }
        type Person @key(fields: "id") @hot(registry: "people", maxAge: 1, maxStale: 2) {
          id: ID! name: String offices(first: Int): [String!]
        }`,
    },
  ]),
)

function compiled(text: string): HotFetch {
  const found = compileHotFetch(supergraph, 'people', text)
  if (found === null) throw new Error(`nothing is kept of ${text}`)
  return found.hot
}

const entities = compiled(
  'query($representations:[_Any!]!,$first:Int){_entities(representations:$representations){...on Person{id offices(first:$first)}}}',
)
const lookup = compiled('query($code:String!){person(code:$code){id name}}')
const search = compiled('query($name:String){persons(name:$name){id name}}')

function hotSet(recent: string[] = []) {
  return createHotSet({
    recent: (limit) => recent.slice(0, limit).map((key) => ({ registry: 'people', type: 'Person', key })),
  })
}
const person = (key: string): RememberedEntity => ({
  registry: 'people',
  type: 'Person',
  key,
  representation: null,
})

test('remembers what was asked for, without of whom', () => {
  const set = hotSet()
  for (const code of ['39000000001', '39000000002'])
    set.note(lookup, { variables: { code, other: 'x' }, representations: null })
  set.note(entities, {
    variables: { first: 3, code: '39000000003' },
    representations: [{ __typename: 'Person', id: '39000000001' }],
  })
  const { shapes } = set.content()
  expect(shapes).toStrictEqual([
    {
      registry: 'people',
      source: entities.source,
      variables: { first: 3 },
      keyVariable: null,
      needsMore: false,
    },
    { registry: 'people', source: lookup.source, variables: {}, keyVariable: 'code', needsMore: false },
  ])
  expect(JSON.stringify(shapes)).not.toMatch(/39000/)
})

test('searches and parts of operations are not remembered', () => {
  const set = hotSet()
  set.note(search, { variables: { name: 'Ozols' }, representations: null })
  set.note({ ...lookup, source: null }, { variables: { code: '1' }, representations: null })
  expect(set.content().shapes).toStrictEqual([])
})

test('an entity is remembered with what some operation needs of it beside its key', () => {
  const set = hotSet(['b', 'a'])
  const representation = { __typename: 'Person', id: 'a', codes: ['a', 'c'] }
  set.note(entities, { variables: {}, representations: [representation] })
  const { shapes, entities: remembered } = set.content()
  expect(shapes.map(({ needsMore }) => needsMore)).toStrictEqual([true])
  expect(remembered).toStrictEqual([person('b'), { ...person('a'), representation }])
})

test('what has yet to be fetched after a restart is not forgotten, and comes after what is hot now', () => {
  const set = hotSet(['c', 'a'])
  set.note(lookup, { variables: { code: 'c' }, representations: null })
  const before = { shapes: set.content().shapes, entities: [person('a'), person('b')] }
  set.warming(before)
  expect(set.content().entities).toStrictEqual([person('c'), person('a'), person('b')])
  expect(set.content().shapes).toHaveLength(1)
  set.warming(null)
  expect(set.content().entities).toStrictEqual([person('c'), person('a')])
})

test('is bounded, however much is asked', () => {
  const set = hotSet(Array.from({ length: 20_000 }, (_, place) => String(place)))
  for (let first = 0; first < 1_000; first += 1)
    set.note(entities, { variables: { first }, representations: [{ __typename: 'Person', id: 'a' }] })
  const { shapes, entities: remembered } = set.content()
  expect([shapes.length, remembered.length]).toStrictEqual([300, 5_000])
  expect(shapes[0]?.variables).toStrictEqual({ first: 999 })
  set.note(entities, { variables: { first: 'x'.repeat(3_000) }, representations: [] })
  expect(set.content().shapes[0]?.variables).toStrictEqual({ first: 999 })
})
