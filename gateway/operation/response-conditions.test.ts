import { array, assert, boolean, constantFrom, option, property, record, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, Grant } from '#policies/model.ts'
import { codes, condition, naiveTruth, somebody } from '#tests/row-world.ts'
import type { Somebody } from '#tests/row-world.ts'
import { permitted, smallBindings } from '#tests/small-schema.ts'
import { conditionErrors } from './denial-errors.ts'
import { compileResponse } from './response.ts'

type Grants = readonly Omit<Grant, 'id'>[]

const anna = '39000000001'
const janis = '39000000002'

function write(query: string, fetched: Record<string, unknown>, grants: Grants, caller: string[] = []) {
  const { shape } = permitted(query, { grants })
  const { text, released, ...found } = compileResponse(shape)(fetched, {
    knowledge: { callerCodes: new Set(caller), bindings: smallBindings, consent: 'agency test' },
    pseudonymOf: (value) => `pseudonym of ${value}`,
    introspected: null,
    sealCursor: (position) => `sealed ${position}`,
  })
  return {
    ...found,
    text,
    data: JSON.parse(text) as Record<string, unknown>,
    released: released.flatMap(({ subject, disclosure }) =>
      disclosure.coordinates.map((coordinate) => ({ subject, coordinate })),
    ),
  }
}

const inTerritory: Condition = {
  kind: 'compare',
  attribute: 'Person.territory',
  operator: 'in',
  value: { parameter: 'territory' },
}
const freely = (...coordinates: string[]): Grants => coordinates.map((coordinate) => ({ coordinate }))
const under = (each: Condition, ...coordinates: string[]): Grants =>
  coordinates.map((coordinate) => ({ coordinate, condition: each }))
const of = (sightings: readonly { subject: string; coordinate: string }[], subject: string) =>
  sightings.filter((each) => each.subject === subject).map(({ coordinate }) => coordinate)

const shareOf = (subject: string | null) => ({ share: '1/2', dagr_field_subject: subject })
const ownedBy = (id: string, territory: string) => ({
  dagr_field_subject: id,
  owner: { __typename: 'Person', dagr_field_id: id, dagr_field_territory: territory, givenName: id },
})
const ownedByCompany = (status: string) => ({
  dagr_field_subject: null,
  owner: { __typename: 'Company', dagr_field_status: status, name: 'SIA' },
})
const helpers = ({ id, territory, age, isSecret }: Somebody) => ({
  dagr_field_id: id,
  dagr_field_territory: territory,
  dagr_field_age: age,
  dagr_field_isSecret: isSecret,
})

describe('a lookup', () => {
  const query = `{ person(personalCode: "${anna}") { givenName } }`
  const grants = [...under(inTerritory, 'Query.person'), ...freely('Person.givenName')]
  const person = (territory: unknown) => ({
    person: { dagr_field_id: anna, dagr_field_territory: territory, givenName: 'Anna' },
  })

  test('inside is released', () => {
    const { data, released, outside } = write(query, person('A'), grants)
    expect(data).toEqual({ person: { givenName: 'Anna' } })
    expect(of(released, anna)).toEqual(['Query.person', 'Person.givenName'])
    expect(outside).toEqual([])
  })

  test.for(['C', null, undefined, 7])('outside, or of which nobody knows (%s), is as nobody', (territory) => {
    const found = write(query, person(territory), grants)
    const nobody = write(query, { person: null }, grants)
    for (const key of ['data', 'released', 'withheld', 'lookups', 'seen', 'violations'] as const)
      expect(found[key], key).toEqual(nobody[key])
    expect(conditionErrors({ ...found, released: [] })).toEqual([])
    expect(found.lookups).toMatchObject([{ isDelivered: true, withheld: [] }])
  })
})

describe('a value in a row', () => {
  const query = `{ person(personalCode: "${anna}") { givenName birth } }`
  const grants = [...freely('Query.person', 'Person.givenName'), ...under(inTerritory, 'Person.birth')]
  const fetched = (territory: string) => ({
    person: { dagr_field_id: anna, dagr_field_territory: territory, givenName: 'Anna', birth: '1990-01-01' },
  })

  test('is withheld, told and recorded where the condition does not hold', () => {
    const response = write(query, fetched('C'), grants)
    expect(response.data).toEqual({ person: { givenName: 'Anna', birth: null } })
    expect(of(response.released, anna)).toEqual(['Query.person', 'Person.givenName'])
    expect(of(response.withheld, anna)).toEqual(['Person.birth'])
    expect(conditionErrors({ ...response, released: [] })).toMatchObject([
      { path: ['person', 'birth'], extensions: { coordinate: 'Person.birth', reason: 'ROW_CONDITION' } },
    ])
  })

  test('is released where it does', () => {
    const { data, withheld } = write(query, fetched('B'), grants)
    expect(data).toEqual({ person: { givenName: 'Anna', birth: '1990-01-01' } })
    expect(withheld).toEqual([])
  })
})

describe('what is about one person in another’s row', () => {
  const query = `{ person(personalCode: "${anna}") { properties { ownerships { share } } } }`
  const grants = [
    ...freely('Query.person', 'Person.properties', 'Property.ownerships'),
    ...under(inTerritory, 'Ownership.share'),
  ]

  test('is not released for what is true of the other', () => {
    const { data, withheld } = write(
      query,
      {
        person: {
          dagr_field_id: anna,
          dagr_field_territory: 'A',
          properties: [{ ownerships: [shareOf(anna), shareOf(janis), shareOf(null)] }],
        },
      },
      grants,
    )
    expect(data).toEqual({
      person: { properties: [{ ownerships: [{ share: '1/2' }, { share: null }, { share: '1/2' }] }] },
    })
    expect(of(withheld, janis)).toEqual(['Ownership.share'])
  })
})

describe('a link under a union', () => {
  const query =
    '{ property(number: "1") { ownerships { owner { ... on Person { givenName } ... on Company { name } } } } }'
  const open = freely('Query.property', 'Property.ownerships', 'Person.givenName', 'Company.name')
  const ownerships = [
    ownedBy(anna, 'A'),
    ownedBy(janis, 'C'),
    ownedByCompany('REGISTERED'),
    ownedByCompany('LIQUIDATED'),
  ]

  test('gives rows of the type that the condition is about; another is null without an error', () => {
    const { data, withheld, outside } = write(query, { property: { ownerships } }, [
      ...open,
      ...under(inTerritory, 'Ownership.owner'),
    ])
    expect(data).toEqual({
      property: {
        ownerships: [{ owner: { givenName: anna } }, { owner: null }, { owner: null }, { owner: null }],
      },
    })
    expect(of(withheld, janis)).toEqual(['Ownership.owner', 'Person.givenName', 'Company.name'])
    expect(outside.every(({ reason }) => reason === null)).toBe(true)
  })

  test('each type can have its own way', () => {
    const registered: Condition = {
      kind: 'compare',
      attribute: 'Company.status',
      operator: 'in',
      value: { values: ['REGISTERED'] },
    }
    const { data } = write(query, { property: { ownerships } }, [
      ...open,
      ...under(inTerritory, 'Ownership.owner'),
      ...under(registered, 'Ownership.owner'),
    ])
    expect(data).toEqual({
      property: {
        ownerships: [
          { owner: { givenName: anna } },
          { owner: null },
          { owner: { name: 'SIA' } },
          { owner: null },
        ],
      },
    })
  })
})

describe('consent', () => {
  const query = `{ person(personalCode: "${anna}") { givenName } }`
  const grants = [...freely('Query.person'), ...under({ kind: 'consent' }, 'Person.givenName')]
  test.for<[unknown, string | null]>([
    [['agency test'], 'Anna'],
    [['agency other', 'other test'], null],
    [[], null],
    [null, null],
    [undefined, null],
    ['agency test', null],
  ])('given as %j', ([consents, expected]) => {
    const person = { dagr_field_id: anna, dagr_field_consents: consents, givenName: 'Anna' }
    expect(write(query, { person }, grants).data).toEqual({ person: { givenName: expected } })
  })
})

describe('obligations', () => {
  test('are those of the first way that holds', () => {
    const query = `{ person(personalCode: "${anna}") { givenName birth } }`
    const grants: Grants = [
      ...freely('Query.person'),
      { coordinate: 'Person.birth', condition: { kind: 'self' } },
      { coordinate: 'Person.birth', obligations: [{ kind: 'generalise', to: 'year' }] },
      { coordinate: 'Person.givenName', obligations: [{ kind: 'generalise', to: 'pseudonym' }] },
    ]
    const person = { dagr_field_id: anna, givenName: 'Anna', birth: '1990-07-21' }
    const others = write(query, { person }, grants)
    expect(others.data).toEqual({ person: { givenName: 'pseudonym of Anna', birth: '1990-01-01' } })
    expect(of(others.released, anna)).toContain('Person.birth')
    expect(write(query, { person }, grants, [anna]).data).toMatchObject({ person: { birth: '1990-07-21' } })
  })

  test('an address becomes its municipality, or is withheld', () => {
    const query = `{ person(personalCode: "${anna}") { address { text } } }`
    const grants: Grants = [
      ...freely('Query.person', 'Person.address'),
      { coordinate: 'Address.text', obligations: [{ kind: 'generalise', to: 'municipality' }] },
    ]
    const fetched = (unit: unknown) => ({
      person: { dagr_field_id: anna, address: { text: 'Brīvības iela 1', dagr_field_adminUnit: unit } },
    })
    expect(write(query, fetched('Rīga'), grants).data).toEqual({ person: { address: { text: 'Rīga' } } })
    const unknown = write(query, fetched(null), grants)
    expect(unknown.data).toEqual({ person: { address: { text: null } } })
    expect(of(unknown.withheld, anna)).toEqual(['Address.text'])
    expect(of(unknown.released, anna)).not.toContain('Address.text')
  })
})

describe('a value that cannot be changed as one way asks', () => {
  const query = `{ person(personalCode: "${anna}") { address { text } } }`
  const fetched = (unit: unknown) => ({
    person: {
      dagr_field_id: anna,
      dagr_field_territory: 'A',
      address: { text: 'Brīvības iela 1', dagr_field_adminUnit: unit },
    },
  })
  const ways: Grants = [
    ...freely('Query.person', 'Person.address'),
    { coordinate: 'Address.text', obligations: [{ kind: 'generalise', to: 'municipality' }] },
    {
      coordinate: 'Address.text',
      condition: inTerritory,
      obligations: [{ kind: 'generalise', to: 'pseudonym' }],
    },
  ]

  test('is released by the next that holds', () => {
    expect(write(query, fetched('Rīga'), ways).data).toEqual({ person: { address: { text: 'Rīga' } } })
    const unknown = write(query, fetched(null), ways)
    expect(unknown.data).toEqual({ person: { address: { text: 'pseudonym of Brīvības iela 1' } } })
    expect(of(unknown.released, anna)).toContain('Address.text')
    expect([...unknown.withheld, ...unknown.outside]).toEqual([])
  })

  test('is withheld where the next does not hold', () => {
    const elsewhere = { person: { ...fetched(null).person, dagr_field_territory: 'C' } }
    const { data, withheld } = write(query, elsewhere, ways)
    expect(data).toEqual({ person: { address: { text: null } } })
    expect(of(withheld, anna)).toEqual(['Address.text'])
  })
})

const limited = (rows: number): Pick<Grant, 'obligations'> => ({ obligations: [{ kind: 'maxRows', rows }] })

describe('rows beyond a way’s maximum', () => {
  test('are cut where no other way holds', () => {
    const people = ['A', 'A', 'C', 'A', 'C', 'C'].map((territory, at): Somebody => ({
      id: codes[at % codes.length] ?? '',
      territory,
      age: null,
      isSecret: null,
    }))
    const { data, cut } = write(query, page(people), [
      ...freely('Query.persons(first:)', 'Person.givenName', 'Person.birth'),
      { coordinate: 'Query.persons', condition: inTerritory, ...limited(2) },
      { coordinate: 'Query.persons', condition: { kind: 'not', of: inTerritory }, ...limited(1) },
    ])
    const { persons } = data as { persons: { edges: { cursor: string }[]; again: unknown[] } }
    expect(persons.edges.map(({ cursor }) => cursor)).toEqual(['sealed 0', 'sealed 1', 'sealed 2'])
    expect(persons.again).toHaveLength(3)
    expect(cut).not.toEqual([])
  })

  test('of a list in a row, by the way that holds for the row', () => {
    const listed = `{ person(personalCode: "${anna}") { properties { number } } }`
    const fetched = (territory: string) => ({
      person: {
        dagr_field_id: anna,
        dagr_field_territory: territory,
        properties: [{ number: '1' }, { number: '2' }, { number: '3' }],
      },
    })
    const grants: Grants = [
      ...freely('Query.person', 'Property.number'),
      { coordinate: 'Person.properties', ...limited(1) },
      { coordinate: 'Person.properties', condition: inTerritory, ...limited(2) },
    ]
    const numbers = (territory: string) =>
      (write(listed, fetched(territory), grants).data as { person: { properties: unknown[] } }).person
        .properties
    expect([numbers('A'), numbers('C')].map(({ length }) => length)).toEqual([2, 1])
  })
})

interface SearchWay {
  readonly condition: Condition | undefined
  readonly most: number | null
}

const searchWay: Arbitrary<SearchWay> = record({
  condition: option(condition, { nil: undefined }),
  most: option(constantFrom(1, 2, 3), { nil: null }),
})
const searchGrants = (ways: readonly SearchWay[]): Grants => [
  ...freely('Query.persons(first:)', 'Person.givenName', 'Person.birth'),
  ...ways.map(({ condition: each, most }) => ({
    coordinate: 'Query.persons',
    ...(each && { condition: each }),
    ...(most !== null && limited(most)),
  })),
]
const mostAsked = (grants: Grants) => permitted(query, { grants }).augmented.pages[0]?.maxRows ?? Infinity
const cursorsOf = (people: readonly Somebody[], grants: Grants) => {
  const { data } = write(query, page(people), grants, [anna])
  return (data as { persons: { edges: { cursor: string }[] } }).persons.edges.map(({ cursor }) => cursor)
}

test('another grant takes no row away, whatever its maximum and its condition', () => {
  const ways = array(searchWay, { minLength: 1, maxLength: 3 })
  assert(
    property(ways, searchWay, array(somebody, { maxLength: 8 }), (given, another, people) => {
      const [fewer, more] = [searchGrants(given), searchGrants([...given, another])]
      const before = cursorsOf(people, fewer)
      expect(cursorsOf(people, more)).toEqual(expect.arrayContaining(before))
      expect(before.length).toBeLessThanOrEqual(given.reduce((sum, { most }) => sum + (most ?? Infinity), 0))
      expect(mostAsked(more)).toBeGreaterThanOrEqual(mostAsked(fewer))
    }),
    { numRuns: 400 },
  )
})

const query =
  '{ persons(first: 100) { edges { cursor node { givenName birth } } again: edges { cursor } pageInfo { hasNextPage } } }'

const openedNode = (person: Somebody) => ({ ...helpers(person), givenName: person.id, birth: '1990-01-01' })

/** A page as a registry that cuts nothing gives it. */
function page(people: readonly Somebody[], isOpened = true) {
  return {
    persons: {
      ...(isOpened && {
        edges: people.map((person, at) => ({ cursor: String(at), node: openedNode(person) })),
      }),
      dagr_alias_again: people.map((_person, at) => ({ cursor: String(at) })),
      pageInfo: { hasNextPage: false },
      dagr_hits: people.map((person) => ({ dagr_node: helpers(person) })),
    },
  }
}

test('release agrees with a naive filter, whatever the conditions, the rows and what the registry cut', () => {
  const ways = array(condition, { minLength: 1, maxLength: 2 })
  const people = array(somebody, { maxLength: 8 })
  const input = tuple(ways, ways, people, constantFrom(anna, null), boolean())
  assert(
    property(input, ([searches, births, given, caller, isCut]) => {
      const isTrue = (alternatives: readonly Condition[], person: Somebody) =>
        alternatives.some((way) => naiveTruth(way, person, caller) === 2)
      const visible = given.filter((person) => isTrue(searches, person))
      const grants: Grants = [
        ...freely('Query.persons(first:)', 'Person.givenName'),
        ...searches.flatMap((way) => under(way, 'Query.persons')),
        ...births.flatMap((way) => under(way, 'Person.birth')),
      ]
      const response = write(query, page(isCut ? visible : given), grants, caller === null ? [] : [caller])
      const edges = (
        response.data as { persons: { edges: { node: Record<string, unknown> }[]; again: unknown[] } }
      ).persons
      expect(edges.edges.map(({ node }) => node)).toEqual(
        visible.map((person) => ({
          givenName: person.id,
          birth: isTrue(births, person) ? '1990-01-01' : null,
        })),
      )
      expect(edges.again).toHaveLength(visible.length)
      const ids = new Set(visible.map(({ id }) => id))
      expect(new Set(response.released.map(({ subject }) => subject))).toEqual(ids)
      expect(response.withheld.filter(({ subject }) => !ids.has(subject))).toEqual([])
      expect(response.seen).toEqual(ids)
    }),
    { numRuns: 500 },
  )
})
