import { expect, test } from 'vitest'
import { permitted } from '#tests/small-schema.ts'

const person = 'person(personalCode: "39000000001")'

test('what is not granted is not in the permitted operation, and is told once', () => {
  const { augmented, denials } = permitted(`{ ${person} { givenName birth b: birth } }`, {
    granted: ['Query.person', 'Person.givenName'],
  })
  expect(augmented.text).toContain('givenName')
  expect(augmented.text).not.toContain('birth')
  expect(denials).toEqual([{ coordinate: 'Person.birth', reason: 'NO_GRANT', path: null }])
})

test('a denial has its path where there is one place, and none below a list', () => {
  const { denials } = permitted(`{ ${person} { birth properties { number } } }`, {
    granted: ['Query.person', 'Person.properties'],
  })
  expect(denials).toEqual([
    { coordinate: 'Person.birth', reason: 'NO_GRANT', path: ['person', 'birth'] },
    { coordinate: 'Property.number', reason: 'NO_GRANT', path: null },
  ])
})

test('a granted parent with denied children only is still looked up', () => {
  const { augmented } = permitted(`{ ${person} { birth } }`, { granted: ['Query.person'] })
  expect(augmented.text).toContain('dagr_field_id: id')
})

test('nothing below a denied field is fetched, and what would be denied there is told', () => {
  const { augmented, denials } = permitted(`{ ${person} { properties { number ownerships { share } } } }`, {
    granted: ['Query.person', 'Property.number'],
  })
  expect(augmented.text).not.toContain('number')
  expect(denials.map(({ coordinate }) => coordinate)).toEqual([
    'Person.properties',
    'Property.ownerships',
    'Ownership.share',
  ])
})

test.each([
  ['fragments', `query { ...A } fragment A on Query { ${person} { ...B } } fragment B on Person { birth }`],
  ['inline fragments', `{ ... on Query { ${person} { ... { birth } ... on Person { birth } } } }`],
  ['aliases', `{ p: ${person} { givenName: birth __typename: birth } }`],
  ['an included field', `{ ${person} { birth @include(if: true) @skip(if: false) } }`],
  [
    'a type condition on a union',
    `{ property(number: "1") { ownerships { owner { ... on Person { birth } } } } }`,
  ],
])('%s do not widen a grant', (_trick, query) => {
  const { augmented, denials } = permitted(query, {
    granted: ['Query.person', 'Query.property', 'Property.ownerships', 'Ownership.owner'],
  })
  expect(augmented.text).not.toContain('birth')
  expect(denials.map(({ coordinate }) => coordinate)).toEqual(['Person.birth'])
})

test('a skipped field is neither asked for nor denied', () => {
  const { coordinates, denials } = permitted(
    `query ($no: Boolean!) { ${person} { givenName birth @include(if: $no) } }`,
    { granted: ['Query.person', 'Person.givenName'] },
    { no: false },
  )
  expect(coordinates).not.toContain('Person.birth')
  expect(denials).toEqual([])
})

test('an optional argument needs its own grant, unless its variable has no value', () => {
  const query = 'query ($name: String) { persons(familyName: $name) { edges { node { givenName } } } }'
  const rights = { granted: ['Query.persons', 'Person.givenName'] }
  expect(permitted(query, rights, {}).denials).toEqual([])
  expect(permitted(query, rights, { name: 'x' }).denials).toMatchObject([
    { coordinate: 'Query.persons(familyName:)' },
  ])
})

test('connections, edges and page information follow the field that returns them', () => {
  const { coordinates, denials } = permitted('{ persons { edges { cursor } pageInfo { endCursor } } }', {
    granted: ['Query.persons'],
  })
  expect(coordinates).toEqual(['Query.persons'])
  expect(denials).toEqual([])
})

test('on the condition of being the caller, rows of a search are cut where they are read', () => {
  const { augmented } = permitted('{ persons { edges { node { givenName } } } }', {
    self: ['Query.persons', 'Person.givenName'],
  })
  expect(augmented.scopes).toHaveLength(1)
  expect(augmented.text).toContain('persons(scope: $dagr_scope0)')
})

test('on that condition, what is about nobody is denied without a fetch', () => {
  const { augmented, denials } = permitted('{ property(number: "1") { number } }', {
    self: ['Query.property', 'Property.number'],
  })
  expect(augmented.document).toBeNull()
  expect(denials).toMatchObject([{ coordinate: 'Query.property', reason: 'NOT_ABOUT_CALLER' }])
})

test("a caller's alias is never the key that registries are joined by", () => {
  const { augmented } = permitted(`{ ${person} { id: givenName codes: givenName dagr_x: givenName } }`, {
    granted: ['Query.person', 'Person.givenName'],
  })
  expect(augmented.text).toContain('dagr1_alias_id: givenName')
  expect(augmented.text).not.toMatch(/\sid: givenName/)
})
