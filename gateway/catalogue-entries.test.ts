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

test.each([
  'Person.id',
  'Query.policySet',
  'PersonConnection.edges',
  'PageInfo.endCursor',
  'Query.person(personalCode:)',
])('%s cannot be granted by itself', (coordinate) => {
  expect(entries.has(coordinate)).toBe(false)
})

test('nothing that is hidden, or told by the gateway, is in the catalogue', () => {
  const hidden = [...entries.keys()].filter((coordinate) => supergraph.facts.inaccessible.has(coordinate))
  expect(hidden).toStrictEqual([])
  expect(
    [...entries.keys()].filter((coordinate) => /scope:|acting:|Acting\b|RowScope\b/.test(coordinate)),
  ).toStrictEqual([])
})
