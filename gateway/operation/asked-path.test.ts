import { expect, test } from 'vitest'
import { permitted } from '#tests/small-schema.ts'
import { askedPath } from './asked-path.ts'

const granted = ['Query.property', 'Property.ownerships', 'Ownership.owner', 'Person.givenName']
const { shape } = permitted(
  '{ p: property(number: "1") { ownerships { owner { ... on Person { first: givenName } } } } }',
  { granted },
)
const key = 'dagr_alias_p'
const data = { [key]: { ownerships: [{ owner: null }, { owner: { dagr_alias_first: 'A' } }] } }

test("a path is told by the caller's names, also below a value that is not there", () => {
  const path = [key, 'ownerships', 1, 'owner', 'dagr_alias_first']
  expect(askedPath(path, shape, data)).toEqual(['p', 'ownerships', 1, 'owner', 'first'])
  expect(askedPath(path, shape, {})).toEqual(['p', 'ownerships'])
  expect(askedPath([key, 'ownerships', 0, 'owner', 'dagr_alias_first'], shape, data)).toEqual([
    'p',
    'ownerships',
    0,
    'owner',
    'first',
  ])
})

test('it ends before what the caller did not ask for', () => {
  for (const end of ['39000000001', 'id', 'dagr_field_id', '__proto__', 'length', 39000000001, -1, 0.5, 2])
    expect(askedPath([key, 'ownerships', end, 'owner'], shape, data)).toEqual(['p', 'ownerships'])
  for (const start of ['_entities', 'dagr_self', 'p', 0])
    expect(askedPath([start, key], shape, data)).toBeUndefined()
})
