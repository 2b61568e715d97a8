import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogueEntries } from './catalogue-entries.ts'
import { composeSupergraph } from './planner/compose.ts'

const names = [
  'access-history',
  'addresses',
  'cadastre',
  'enterprise',
  'institutions',
  'policy',
  'population',
]
const supergraph = composeSupergraph(
  names.map((name) => ({
    name,
    url: `http://${name}.invalid`,
    sdl: readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8'),
  })),
)
const entries = new Map(catalogueEntries(supergraph).map((entry) => [entry.coordinate, entry]))

test.each([
  ['Person.dateOfBirth', 'population', true],
  ['Query.persons(familyName:)', 'population', true],
  ['Person.properties', 'cadastre', true],
  ['Property.cadastralNumber', 'cadastre', false],
  ['Ownership.owner', 'cadastre', true],
  ['Address.fullAddress', 'addresses', false],
  ['LegalEntity.legalName', 'enterprise', false],
  ['AccessRecord.purpose', 'access-history', true],
  ['AgreementDraft.quotaPerDay', 'policy', false],
  ['GrantDraft.coordinates', 'policy', false],
  ['Mutation.approveRevision', 'policy', false],
])('%s is of %s; about people: %s', (coordinate, registry, isPersonal) => {
  expect(entries.get(coordinate)).toMatchObject({ registry, isPersonal })
  expect(entries.get(coordinate)?.description).toBeTruthy()
})

test.each(['Query.policySet', 'PersonConnection.edges', 'PageInfo.endCursor', 'Query.person(personalCode:)'])(
  '%s cannot be granted by itself',
  (coordinate) => {
    expect(entries.has(coordinate)).toBe(false)
  },
)

test('nothing that is hidden, or told by the gateway, can be granted', () => {
  const hidden = [...entries.values()].filter(
    ({ coordinate, shape }) => supergraph.facts.inaccessible.has(coordinate) && shape?.isAttribute !== true,
  )
  expect(hidden).toStrictEqual([])
  expect(
    [...entries.keys()].filter((coordinate) => /scope:|acting:|Acting\b|RowScope\b/.test(coordinate)),
  ).toStrictEqual([])
})

test('what is hidden and has a value is an attribute, except for consents', () => {
  const attributes = [...entries.values()].filter(({ shape }) => shape?.isAttribute)
  expect(attributes.map(({ coordinate }) => coordinate)).toEqual(
    expect.arrayContaining(['Person.addressSecret', 'Person.municipality', 'Property.municipality']),
  )
  expect(entries.has('Person.consents')).toBe(false)
  expect(entries.get('Person.addressSecret')).toMatchObject({
    type: 'Boolean',
    registry: 'population',
    isPersonal: true,
  })
  expect(entries.get('Person.addressSecret')?.description).toBeTruthy()
})

const value = { isAttribute: false, isMany: false, leadsTo: [], values: null, scopes: null }

test.each<[string, object | null]>([
  ['Person.dateOfBirth', value],
  ['Person.sex', { ...value, values: expect.arrayContaining(['FEMALE']) }],
  ['Person.municipality', { ...value, isAttribute: true }],
  [
    'Query.person',
    { ...value, leadsTo: ['Person'], scopes: expect.arrayContaining(['Person.municipality']) },
  ],
  [
    'Query.persons',
    { ...value, isMany: true, leadsTo: ['Person'], scopes: expect.arrayContaining(['Person.municipality']) },
  ],
  ['Ownership.owner', { ...value, leadsTo: ['LegalEntity', 'Person'] }],
  ['Person.family', { ...value, isMany: true, leadsTo: ['FamilyRelation'], scopes: [] }],
  ['Query.persons(familyName:)', null],
  ['AgreementDraft.quotaPerDay', null],
])('%s is of the shape %j', (coordinate, shape) => {
  expect(entries.get(coordinate)?.shape).toStrictEqual(shape)
})
