import { assert, property, subarray } from 'fast-check'
import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { accessControlTrees } from '#gateway/operation/access-control-tree.ts'
import { coordinatesOfRegistry } from '#gateway/operation/access-tree.ts'
import { jsonLines } from './json-lines.ts'
import { readPermissionsFile } from './permissions-file.ts'

const api = buildSchema(`
  type Query {
    person(code: String!): Person
    persons(name: String, first: Int): PersonConnection
    address(code: String!): Address
  }
  type Person { name: String, born: String, family: [Person!], residence: Address, holder: Holder }
  union Holder = Person | Address
  type PersonConnection { edges: [PersonEdge!]!, pageInfo: PageInfo! }
  type PersonEdge { node: Person, cursor: String! }
  type PageInfo { hasNextPage: Boolean! }
  type Address { code: String, text: String, parent: Address }
`)
const owners = new Map([
  ...['Query.person', 'Query.persons', 'Person.name', 'Person.born', 'Person.family', 'Person.holder'].map(
    (coordinate) => [coordinate, 'population'] as const,
  ),
  ...['Query.address', 'Person.residence', 'Address.code', 'Address.text', 'Address.parent'].map(
    (coordinate) => [coordinate, 'addresses'] as const,
  ),
])
const schema = { api, owners }

function entry(service: string, properties: unknown, changes: Record<string, unknown> = {}) {
  return {
    service_name: service,
    permission_number: '1321',
    purpose_of_use: 'Mērķis',
    use_count: 1,
    use_count_quota: null,
    valid_from: null,
    valid_to: null,
    access_control_tree: {
      name: service,
      read_access: properties === null ? 'full' : 'partial',
      properties,
    },
    ...changes,
  }
}

function read(...entries: unknown[]) {
  return readPermissionsFile(JSON.stringify(entries, null, 1), schema)
}

function coordinates(...entries: unknown[]): readonly string[] {
  const { permissions, problems, leftOut } = read(...entries)
  expect([problems, leftOut]).toEqual([[], []])
  return permissions.flatMap((permission) => permission.coordinates)
}

const leaf = (name: string) => ({ name, read_access: 'full', properties: null })
const part = (name: string, ...properties: unknown[]) => ({ name, read_access: 'partial', properties })

describe('a file of permissions', () => {
  test('full without properties is everything of the service, under its name here or there', () => {
    const all = ['Address.code', 'Address.parent', 'Address.text', 'Person.residence', 'Query.address']
    expect(coordinates(entry('vzd_address', null))).toEqual(all)
    expect(coordinates(entry('addresses', null))).toEqual(all)
  })

  test('a tree grants what it names of its own service, and all below what is full', () => {
    expect(
      coordinates(
        entry('fpr_person', [part('person', leaf('name'), part('family')), leaf('persons(first:)')]),
      ),
    ).toEqual(['Person.family', 'Person.name', 'Query.person', 'Query.persons(first:)'])
    expect(coordinates(entry('fpr_person', [leaf('person')]))).toEqual([
      'Person.born',
      'Person.family',
      'Person.holder',
      'Person.name',
      'Query.person',
    ])
    const residence = part('person', part('residence', leaf('code')))
    expect(coordinates(entry('vzd_address', [residence]))).toEqual(['Address.code', 'Person.residence'])
    const holder = part('person', part('holder', part('Person', leaf('born'))))
    expect(coordinates(entry('population', [holder]))).toEqual([
      'Person.born',
      'Person.holder',
      'Query.person',
    ])
  })

  test('entries of one number are one permission', () => {
    const { permissions } = read(entry('fpr_person', [leaf('person')]), entry('vzd_address', null))
    expect(permissions).toMatchObject([{ permission: '1321', registries: ['addresses', 'population'] }])
    const { problems } = read(
      entry('fpr_person', [leaf('person')]),
      entry('vzd_address', null, { use_count_quota: 5 }),
    )
    expect(problems).toEqual([
      expect.stringMatching(/^line \d+: \[1\] says otherwise of permission 1321 than line 2: \[0\]$/),
    ])
  })

  test.each([
    [
      'an unknown service',
      entry('vraa_things', null),
      /^line 3: \[0\]\.service_name "vraa_things" is no service.*addresses/,
    ],
    [
      'an unknown field',
      entry('fpr_person', [leaf('persona')]),
      /"persona" is not known here; known are: person, persons/,
    ],
    [
      'a field that is elsewhere',
      entry('fpr_person', [part('person', leaf('text'))]),
      /"text".*known are: name, born/,
    ],
    [
      'a text for a node',
      entry('fpr_person', ['(placeholder)']),
      /properties\[0\] "\(placeholder\)" is no node/,
    ],
    [
      'an unknown access',
      entry('fpr_person', [{ ...leaf('person'), read_access: 'some' }]),
      /"some" is neither full nor/,
    ],
    ['a condition', entry('fpr_person', [{ ...part('person'), conditional: true }]), /under a condition/],
    [
      'a part of nothing',
      entry('fpr_person', [{ ...leaf('person'), read_access: 'partial' }]),
      /says nothing of what/,
    ],
    [
      'a tree of another service',
      entry('fpr_person', null, { access_control_tree: leaf('vzd_address') }),
      /not the service/,
    ],
  ])('%s is left out, and said', (_what, bad, line) => {
    const { problems, leftOut } = read(bad)
    expect(problems).toEqual([])
    expect(leftOut).toEqual([expect.stringMatching(line)])
  })

  test.each([
    ['a number that is no text', { permission_number: 1321 }],
    ['no purpose', { purpose_of_use: '' }],
    ['a quota of nothing', { use_count_quota: 0 }],
    ['a day without its time', { valid_from: '2026-01-01' }],
    ['an end before the beginning', { valid_from: '2026-01-01T00:00:00Z', valid_to: '2026-01-01T00:00:00Z' }],
  ])('%s is a problem', (_what, changes) => {
    expect(read(entry('vzd_address', null, changes)).problems).toEqual([
      expect.stringMatching(/^line \d+: \[0\]\./),
    ])
  })

  test('what is no list is a problem', () => {
    expect(readPermissionsFile('{', schema).problems).toHaveLength(1)
    expect(readPermissionsFile('{}', schema).problems).toHaveLength(1)
  })

  test('what is written is read back: the same trees, and nothing that was not granted', () => {
    const all = ['addresses', 'population'].flatMap((registry) => coordinatesOfRegistry(schema, registry))
    assert(
      property(subarray(all), (granted) => {
        const trees = accessControlTrees(schema, (coordinate) =>
          granted.includes(coordinate) ? 'always' : null,
        )
        const entries = [...trees].map(([name, tree]) => entry(name, null, { access_control_tree: tree }))
        const back = coordinates(...entries)
        expect(granted).toEqual(expect.arrayContaining([...back]))
        const again = accessControlTrees(schema, (coordinate) =>
          back.includes(coordinate) ? 'always' : null,
        )
        expect([...again]).toEqual([...trees])
      }),
      { numRuns: 500 },
    )
  })
})

test('the lines of a JSON text', () => {
  const lines = jsonLines('[\n {"a": "x\\n,[",\n  "b": [1,\n   2]},\n null]')
  expect(Object.fromEntries(lines)).toEqual({
    '': 1,
    '[0]': 2,
    '[0].a': 2,
    '[0].b': 3,
    '[0].b[0]': 3,
    '[0].b[1]': 4,
    '[1]': 5,
  })
})
