import { expect, test } from 'vitest'
import { Copies } from './copies.ts'
import { MemoryRegistry } from './memory-registry.ts'
import type { Entity } from './read-registries.ts'
import { readRegistrySchemas } from './registry-schemas.ts'

const person: Entity = {
  __typename: 'Person',
  id: '39000000011',
  codes: ['39000000011', '39000000022'],
  personalCode: '390000-00011',
  givenName: 'Anna',
}
const property: Entity = {
  __typename: 'Property',
  id: '99010000000',
  cadastralNumber: '99010000000',
  kind: '39',
  ownerships: [{ share: '1/2', owner: { __typename: 'Person', id: '39000000011' } }],
}

function cadastreOf(copies: Copies): MemoryRegistry {
  const schema = readRegistrySchemas().find(({ registry }) => registry === 'cadastre')
  if (schema === undefined) throw new Error('There is no cadastre')
  const registry = new MemoryRegistry(schema, copies)
  for (const entity of [person, property]) registry.add(entity)
  return registry
}

test('a copy has what the country has, under numbers of its own that lead to each other', () => {
  const registry = cadastreOf(new Copies(3))
  const copied = registry.find({ __typename: 'Property', id: '99010000000002' })
  expect(copied).toEqual({
    ...property,
    id: '99010000000002',
    cadastralNumber: '99010000000002',
    ownerships: [{ share: '1/2', owner: { __typename: 'Person', id: '39000200000' } }],
  })
  const owner = registry.find({ __typename: 'Person', id: '39000200000' })
  expect(owner).toEqual({
    ...person,
    id: '39000200000',
    codes: ['39000200000', '39000200001'],
    personalCode: '390002-00000',
  })
  expect(registry.find({ __typename: 'Person', id: '39000200001' })).toEqual(owner)
  expect(registry.find(property)).toBe(property)
})

test.each([
  ['Property', '99010000000003'],
  ['Property', '99010000000000'],
  ['Property', '99010000001001'],
  ['Person', '39000300000'],
  ['Person', '39000200002'],
])('a %s %s is of no copy', (__typename, id) => {
  expect(cadastreOf(new Copies(3)).find({ __typename, id })).toBeNull()
})

test('without copies nothing has other numbers', () => {
  expect(cadastreOf(new Copies(1)).find({ __typename: 'Property', id: '99010000000001' })).toBeNull()
})
