import { expect, test } from 'vitest'
import { permitted, smallBindings } from '#tests/small-schema.ts'
import type { Release } from './response-journal.ts'
import { compileResponse } from './response.ts'

const all = [
  'Query.person',
  'Query.persons',
  'Person.givenName',
  'Person.properties',
  'Property.number',
  'Property.ownerships',
  'Ownership.share',
  'Ownership.owner',
]
const anna = '39000000001'
const janis = '39000000002'

function write(
  query: string,
  data: Record<string, unknown>,
  rights = { granted: all },
  caller: string[] = [],
) {
  const { text, released, ...found } = compileResponse(permitted(query, rights).shape)(data, {
    knowledge: { callerCodes: new Set(caller), bindings: smallBindings, consent: 'agency test' },
    pseudonymOf: (value) => `pseudonym of ${value}`,
    introspected: null,
    sealCursor: (position) => `sealed ${position}`,
  })
  return { ...found, text, data: JSON.parse(text), released: released.flatMap(sightingsOf) }
}

function sightingsOf({ subject, disclosure: { coordinates, isSearchRow } }: Release) {
  return coordinates.map((coordinate) => ({ subject, coordinate, isSearchRow }))
}

const of = (sightings: readonly { subject: string; coordinate: string }[], subject: string) =>
  sightings.filter((each) => each.subject === subject).map(({ coordinate }) => coordinate)

test.each([undefined, null, 39000000001])('what is about somebody whose id is %s is not released', (id) => {
  const person = { ...(id !== undefined && { dagr_field_id: id }), givenName: 'Anna' }
  const response = write(`{ person(personalCode: "${anna}") { __typename givenName } }`, { person })
  expect(response.text).toBe('{"person":null}')
  expect(response.released).toEqual([])
  expect(response.violations).toMatchObject([{ coordinate: 'Query.person', path: ['person'] }])
})

test('a value beside a subject that was not delivered is not released; null is nobody', () => {
  const query = '{ property(number: "1") { ownerships { share owner { ... on Person { givenName } } } } }'
  const rights = { granted: [...all, 'Query.property'] }
  const person = { __typename: 'Person', givenName: 'Anna' }
  const ownerships = [
    { share: '1/1', dagr_field_subject: null, owner: null },
    { share: '1/2', owner: null },
    { share: '1/3', dagr_field_subject: anna, owner: person },
  ]
  const { data, released } = write(query, { property: { ownerships } }, rights)
  expect(data.property.ownerships).toEqual([
    { share: '1/1', owner: null },
    { share: null, owner: null },
    { share: '1/3', owner: { givenName: null } },
  ])
  expect(released.every(({ subject }) => subject === anna)).toBe(true)
})

test('a registry that fails does not make a caller somebody else', () => {
  const query = `{ person(personalCode: "${anna}") { givenName } }`
  const response = write(query, {}, { granted: [], self: all } as never, [anna])
  expect(response.text).toBe('{"person":null}')
  expect(response.outside).toEqual([])
  expect(response.lookups).toMatchObject([{ isDelivered: false, withheld: [] }])
})

const propertiesQuery = `{
  person(personalCode: "${anna}") {
    givenName
    properties { number ownerships { share owner { __typename ... on Person { givenName } } } }
  }
}`
const owner = (code: string, name: string) => ({
  share: '1/2',
  dagr_field_subject: code,
  owner: { __typename: 'Person', dagr_field_id: code, givenName: name },
})
const propertiesData = {
  person: {
    dagr_field_id: anna,
    givenName: 'Anna',
    properties: [{ number: '1', ownerships: [owner(anna, 'Anna'), owner(janis, 'Jānis')] }],
  },
}

test('what is below a person is about that person, until a field names another', () => {
  const { released } = write(propertiesQuery, propertiesData)
  expect(of(released, anna)).toEqual([
    'Query.person',
    'Person.givenName',
    'Person.properties',
    'Property.number',
    'Property.ownerships',
    'Ownership.share',
    'Ownership.owner',
    'Person.givenName',
  ])
  expect(of(released, janis)).toEqual(['Ownership.share', 'Ownership.owner', 'Person.givenName'])
})

test('helpers never leave, and values that nobody asked for are dropped and counted', () => {
  const { text, dropped } = write('{ person(personalCode: "1") { givenName } }', {
    person: { dagr_field_id: anna, givenName: 'Anna', birth: '1980-01-01' },
  })
  expect(text).toBe('{"person":{"givenName":"Anna"}}')
  expect(dropped).toBe(1)
})

test('on the condition of being the caller, co-owners are withheld', () => {
  const { data, released, withheld, outside } = write(
    propertiesQuery,
    propertiesData,
    { granted: [], self: all } as never,
    [anna],
  )
  expect(JSON.stringify(data)).not.toContain('Jānis')
  expect(of(released, janis)).toEqual([])
  expect(of(withheld, janis)).toEqual(['Ownership.share', 'Ownership.owner', 'Person.givenName'])
  expect(outside).toMatchObject([
    { coordinate: 'Ownership.share', reason: 'NOT_ABOUT_CALLER' },
    { coordinate: 'Ownership.owner', reason: 'NOT_ABOUT_CALLER' },
  ])
})

test('a null of the registry is released, what was not delivered is not', () => {
  const query = '{ person(personalCode: "1") { givenName properties { number } } }'
  const { data, released } = write(query, { person: { dagr_field_id: anna, givenName: null } })
  expect(data).toEqual({ person: { givenName: null, properties: null } })
  expect(of(released, anna)).toEqual(['Query.person', 'Person.givenName'])
})

test('an empty list is released', () => {
  const { released } = write('{ person(personalCode: "1") { properties { number } } }', {
    person: { dagr_field_id: anna, properties: [] },
  })
  expect(of(released, anna)).toEqual(['Query.person', 'Person.properties'])
})

test('what a null takes away from above is taken from the record as well', () => {
  const query = '{ person(personalCode: "1") { givenName properties { number ownerships { share } } } }'
  const { data, released, violations } = write(query, {
    person: {
      dagr_field_id: anna,
      givenName: 'Anna',
      properties: [{ number: '1', ownerships: [{ dagr_field_subject: janis, share: '1/2' }, null] }],
    },
  })
  expect(data).toEqual({ person: { givenName: 'Anna', properties: [{ number: '1', ownerships: null }] } })
  expect(of(released, janis)).toEqual([])
  expect(of(released, anna)).not.toContain('Property.ownerships')
  expect(violations).toHaveLength(1)
})

test('a value that its type cannot have is null, told, and not released', () => {
  const { data, released, violations } = write('{ person(personalCode: "1") { givenName } }', {
    person: { dagr_field_id: anna, givenName: { deep: 'value' } },
  })
  expect(data).toEqual({ person: { givenName: null } })
  expect(of(released, anna)).toEqual(['Query.person'])
  expect(violations).toMatchObject([{ coordinate: 'Person.givenName', path: ['person', 'givenName'] }])
})

test('people of a search are seen also where only its size is asked for', () => {
  const { released } = write('{ persons { pageInfo { hasNextPage } } }', {
    persons: {
      pageInfo: { hasNextPage: false },
      dagr_hits: [{ dagr_node: { dagr_field_id: anna } }],
    },
  })
  expect(released).toEqual([{ subject: anna, coordinate: 'Query.persons', isSearchRow: true }])
})

test('cursors are sealed', () => {
  const { data } = write('{ persons { edges { cursor } pageInfo { endCursor hasNextPage } } }', {
    persons: { edges: [{ cursor: 'a' }], pageInfo: { endCursor: 'a', hasNextPage: true } },
  })
  expect(data).toEqual({
    persons: { edges: [{ cursor: 'sealed a' }], pageInfo: { endCursor: 'sealed a', hasNextPage: true } },
  })
})

test('an alias that names a prototype is a key like any other', () => {
  const { text } = write('{ __proto__: person(personalCode: "1") { constructor: givenName } }', {
    dagr_alias___proto__: { dagr_field_id: anna, dagr_alias_constructor: 'Anna' },
  })
  expect(text).toBe('{"__proto__":{"constructor":"Anna"}}')
  expect(Object.getPrototypeOf({})).toBe(Object.prototype)
})
