import { expect, test } from 'vitest'
import type { Condition, Grant, Obligation } from '#policies/model.ts'
import { permitted } from '#tests/small-schema.ts'

const compare = (attribute: string): Condition => ({
  kind: 'compare',
  attribute,
  operator: 'in',
  value: { parameter: 'territory' },
})
const inTerritory = compare('Person.territory')
const consent: Condition = { kind: 'consent' }
const person = 'person(personalCode: "39000000001")'
const reasons = (denials: readonly { coordinate: string; reason: string }[]) =>
  denials.map(({ coordinate, reason }) => `${coordinate} ${reason}`)

const under = (condition: Condition, ...coordinates: string[]) =>
  coordinates.map((coordinate) => ({ coordinate, condition }))

test('a search is cut where it is read, and its rows are checked whatever is asked of them', () => {
  const { augmented, denials } = permitted('{ persons { pageInfo { hasNextPage } } }', {
    grants: under(inTerritory, 'Query.persons'),
  })
  expect(denials).toEqual([])
  expect(augmented.scopes).toHaveLength(1)
  expect(augmented.text).toContain('persons(scope: $dagr_scope0)')
  expect(augmented.text.replaceAll(/\s+/g, ' ')).toContain(
    'dagr_hits: edges { dagr_node: node { dagr_field_territory: territory dagr_field_id: id } }',
  )
})

test.for<[string, string, Condition]>([
  ['an attribute that it does not know', 'Query.persons', compare('Person.isSecret')],
  ['consent', 'Query.persons', consent],
  ['either consent or what it knows', 'Query.persons', { kind: 'any', of: [inTerritory, consent] }],
  ['rows of which it knows nothing', 'Query.properties', compare('Property.territory')],
])('a search that cannot be cut by %s is not fetched', ([, coordinate, condition]) => {
  const field = coordinate.slice('Query.'.length)
  const { augmented, denials } = permitted(`{ ${field} { pageInfo { hasNextPage } } }`, {
    grants: under(condition, coordinate),
  })
  expect(reasons(denials)).toEqual([`${coordinate} ROW_CONDITION`])
  expect(augmented.document).toBeNull()
})

test('so is a list of rows that cannot be cut, but not a list in a row', () => {
  const query = `{ ${person} { properties { number } } }`
  const rights = { granted: ['Query.person', 'Property.number'] }
  const ofRows = { ...rights, grants: under(compare('Property.territory'), 'Person.properties') }
  expect(reasons(permitted(query, ofRows).denials)).toEqual(['Person.properties ROW_CONDITION'])
  const inRow = { ...rights, grants: under(inTerritory, 'Person.properties') }
  expect(permitted(query, inRow).denials).toEqual([])
})

test('a lookup is cut by what the registry knows, and checked by all', () => {
  const { augmented } = permitted(`{ ${person} { givenName } }`, {
    granted: ['Person.givenName'],
    grants: under(inTerritory, 'Query.person'),
  })
  expect(augmented.text).toContain('scope: $dagr_scope0')
  expect(augmented.text).toContain('dagr_field_territory: territory')
  const unknown = permitted(`{ ${person} { givenName } }`, {
    granted: ['Person.givenName'],
    grants: under(compare('Person.isSecret'), 'Query.person'),
  })
  expect(unknown.augmented.text).not.toContain('scope:')
  expect(unknown.augmented.text).toContain('dagr_field_isSecret: isSecret')
})

test('attributes are fetched beside what needs them, and nowhere else', () => {
  const query = `{ ${person} { givenName children { person { givenName birth } } } }`
  const { augmented } = permitted(query, {
    granted: ['Query.person', 'Person.givenName', 'Person.children', 'Child.person'],
    grants: under(inTerritory, 'Person.birth'),
  })
  expect(augmented.text.match(/dagr_field_territory: territory/g)).toHaveLength(1)
  const without = permitted('{ persons { edges { node { givenName } } } }', {
    granted: ['Query.persons', 'Person.givenName'],
    grants: under(inTerritory, 'Person.birth'),
  })
  expect(without.augmented.text).not.toContain('territory')
})

test('an attribute that is not in the schema, or no value, is not asked for', () => {
  const { augmented } = permitted(`{ ${person} { givenName birth } }`, {
    granted: ['Query.person'],
    grants: [
      ...under(compare('Person.nothing'), 'Person.givenName'),
      ...under(compare('Person.address'), 'Person.birth'),
    ],
  })
  expect(augmented.text).not.toMatch(/nothing|dagr_field_address/)
})

test('where there can be no such row, nothing is fetched', () => {
  const { augmented, denials } = permitted('{ property(number: "1") { number } }', {
    granted: ['Query.property'],
    grants: under(inTerritory, 'Property.number'),
  })
  expect(reasons(denials)).toEqual(['Property.number ROW_CONDITION'])
  expect(augmented.text).not.toContain('territory')
})

test('an argument’s condition is the field’s as well', () => {
  const { augmented, denials } = permitted('{ persons(familyName: "A") { pageInfo { hasNextPage } } }', {
    granted: ['Query.persons'],
    grants: under(inTerritory, 'Query.persons(familyName:)'),
  })
  expect(denials).toEqual([])
  expect(augmented.scopes).toHaveLength(1)
  const denied = permitted('{ persons(familyName: "A") { pageInfo { hasNextPage } } }', {
    granted: ['Query.persons'],
    grants: under(consent, 'Query.persons(familyName:)'),
  })
  expect(reasons(denied.denials)).toEqual(['Query.persons(familyName:) ROW_CONDITION'])
})

test('a grant by which no registry can cut a search takes nothing from the others', () => {
  const query = '{ persons { pageInfo { hasNextPage } } }'
  const cut = permitted(query, { granted: [], grants: under(inTerritory, 'Query.persons') })
  const more = permitted(query, {
    granted: [],
    grants: [...under(inTerritory, 'Query.persons'), ...under(consent, 'Query.persons')],
  })
  expect(more.denials).toEqual([])
  expect(more.augmented.text).toBe(cut.augmented.text)
  expect(more.augmented.scopes[0]?.guards.flat()).toHaveLength(1)
})

test('a grant whose obligations cannot be done on the field is none', () => {
  const mask: Obligation = { kind: 'mask', keep: 2 }
  const { denials } = permitted(`{ ${person} { birth } }`, {
    granted: ['Query.person'],
    grants: [{ coordinate: 'Person.birth', obligations: [mask] }],
  })
  expect(reasons(denials)).toEqual(['Person.birth NO_GRANT'])
})

test('as many rows are asked for as the way that allows most', () => {
  const { augmented } = permitted(
    'query ($n: Int) { persons(first: $n) { pageInfo { hasNextPage } } }',
    {
      granted: ['Query.persons(first:)'],
      grants: [
        { coordinate: 'Query.persons', condition: inTerritory, obligations: [{ kind: 'maxRows', rows: 10 }] },
        {
          coordinate: 'Query.persons',
          condition: { kind: 'self' },
          obligations: [{ kind: 'maxRows', rows: 3 }],
        },
      ],
    },
    { n: 50 },
  )
  expect(augmented.pages).toMatchObject([{ variable: 'dagr_first0', maxRows: 10 }])
  expect(augmented.text).toContain('first: $dagr_first0')
  expect(augmented.text).not.toContain('$n')
})

const rows = (most: number): Obligation[] => [{ kind: 'maxRows', rows: most }]
const persons = { coordinate: 'Query.persons' }

test.for<[string, Omit<Grant, 'id'>[], number | null]>([
  ['only one way', [{ ...persons, obligations: rows(5) }], 5],
  [
    'a way without a limit',
    [
      { ...persons, obligations: rows(5) },
      { ...persons, condition: inTerritory },
    ],
    null,
  ],
  [
    'another limit on an argument, which has its own say',
    [
      { ...persons, obligations: rows(5) },
      { coordinate: 'Query.persons(familyName:)', obligations: rows(2) },
      { coordinate: 'Query.persons(familyName:)', obligations: rows(3) },
    ],
    3,
  ],
])('a search with %s', ([, grants, expected]) => {
  const { augmented } = permitted('{ persons(familyName: "A") { pageInfo { hasNextPage } } }', {
    granted: grants.some(({ coordinate }) => coordinate.includes('(')) ? [] : ['Query.persons(familyName:)'],
    grants,
  })
  expect(augmented.pages.map(({ maxRows }) => maxRows)).toEqual(expected === null ? [] : [expected])
})
