import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { accessControlTrees } from './access-control-tree.ts'
import type { AccessNode } from './access-control-tree.ts'
import { coordinatesBelow, rootSteps } from './access-tree.ts'

const api = buildSchema(`
  type Query {
    person(code: String!): Person
    persons(name: String, first: Int): PersonConnection
    property(number: String!): Property
  }
  type Mutation { register(input: Form!, note: String): Person }
  input Form { name: String, inner: Form }
  type Person { name: String, born: String, family: [Person!], properties: [Property!] }
  type PersonConnection { edges: [PersonEdge!]!, pageInfo: PageInfo! }
  type PersonEdge { node: Person, cursor: String! }
  type PageInfo { hasNextPage: Boolean! }
  type Company { name: String }
  type Property { number: String, owner: Owner }
  union Owner = Person | Company
`)
const owners = new Map(
  Object.entries({
    population: [
      'Query.person',
      'Query.persons',
      'Mutation.register',
      'Person.name',
      'Person.born',
      'Person.family',
      'PersonConnection.edges',
    ],
    cadastre: ['Query.property', 'Person.properties', 'Property.number', 'Property.owner'],
    enterprise: ['Company.name'],
  }).flatMap(([registry, coordinates]) => coordinates.map((coordinate) => [coordinate, registry] as const)),
)

function trees(always: readonly string[], conditionally: readonly string[] = []) {
  const found = accessControlTrees({ api, owners }, (coordinate) =>
    always.includes(coordinate) ? 'always' : conditionally.includes(coordinate) ? 'conditionally' : null,
  )
  return Object.fromEntries([...found].map(([registry, tree]) => [registry, shown(tree)]))
}

/** `name`, `name?` where it is conditional, with what is below it. */
function shown({ name, read_access: access, properties, conditional }: AccessNode): unknown {
  const told = conditional ? `${name}?` : name
  if (access === 'full') return properties === null ? `${told}: all` : 'a full node has no properties'
  return properties === null ? told : { [told]: properties.map(shown) }
}

test('a tree nests what is granted from the root fields down, and spells each type out once', () => {
  expect(
    trees(['Query.person', 'Query.persons', 'Query.persons(first:)', 'Person.name', 'Person.family']),
  ).toEqual({
    population: {
      population: [{ person: ['name: all', { family: [] }] }, { persons: [] }, 'persons(first:): all'],
    },
  })
})

test("another registry's fields are in it where they lead to its own, and everything of a registry is full", () => {
  const granted = ['Query.person', 'Person.name', 'Person.properties', 'Property.owner', 'Company.name']
  expect(trees(granted)).toEqual({
    population: { population: [{ person: ['name: all'] }] },
    // What is below the owner leads back to properties, whose number is not granted.
    cadastre: { cadastre: [{ person: [{ properties: [{ owner: [] }] }] }] },
    enterprise: 'enterprise: all',
  })
})

test('a field is full where all of its registry that is below it is granted, for every row', () => {
  const granted = ['Query.property', 'Property.number', 'Property.owner', 'Person.properties']
  expect(trees(granted)).toEqual({ cadastre: 'cadastre: all' })
  expect(trees(granted.slice(0, 3))).toEqual({
    cadastre: { cadastre: [{ property: ['number: all', { owner: [] }] }] },
  })
  expect(trees(granted.slice(0, 3), ['Person.properties'])).toEqual({
    cadastre: { cadastre: [{ property: ['number: all', { owner: [{ Person: [{ 'properties?': [] }] }] }] }] },
  })
  expect(trees(['Query.person'], ['Person.name'])).toEqual({
    population: { population: [{ person: ['name?'] }] },
  })
})

test('what a field takes is below its argument, and only where the field is granted', () => {
  expect(trees(['Mutation.register', 'Form.name'])).toEqual({
    population: { population: [{ register: [] }, { 'register(input:)': ['name: all'] }] },
  })
  expect(trees(['Form.name', 'Query.persons(name:)', 'Person.name'])).toEqual({})
})

test('what is below a field goes through nobody else’s fields', () => {
  const schema = { api, owners }
  const property = rootSteps(schema).find(({ name }) => name === 'property')
  if (!property) throw new Error('no property')
  expect(coordinatesBelow(schema, property, 'cadastre')).toEqual([
    'Property.number',
    'Property.owner',
    'Person.properties',
  ])
})
