import { assert, constantFrom, property, record, oneof, array, integer } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { EntryShape, KnownEntry } from './catalogue.ts'
import { truthOf } from './condition.ts'
import { effectOf } from './effect.ts'
import { knownSchema } from './known-schema.ts'
import type { Agreement, Comparison, Condition, Grant, Obligation, Operand } from './model.ts'
import { plainTerms } from './plain-terms.ts'
import { idleness, misfits } from './schema-fit.ts'

const value: EntryShape = { isAttribute: false, isMany: false, leadsTo: [], values: null, scopes: null }
const entries: Readonly<Record<string, readonly [string, Partial<EntryShape>]>> = {
  'Query.person': ['Person', { leadsTo: ['Person'], scopes: ['Person.municipality'] }],
  'Query.persons': [
    'PersonConnection!',
    { leadsTo: ['Person'], isMany: true, scopes: ['Person.municipality'] },
  ],
  'Query.institutions': ['InstitutionConnection', { leadsTo: ['Institution'], isMany: true }],
  'Institution.legalName': ['String', {}],
  'Person.municipality': ['String', { isAttribute: true }],
  'Person.addressSecret': ['Boolean', { isAttribute: true }],
  'Person.dateOfBirth': ['Date', {}],
  'Person.sex': ['Sex', { values: ['MALE', 'FEMALE'] }],
  'Person.children': ['Int', {}],
  'Person.changed': ['DateTime', {}],
  'Person.shoe': ['ShoeSize', {}],
  'Person.givenNames': ['[String!]', {}],
  'Person.homes': ['[Address!]', { leadsTo: ['Address'], isMany: true }],
  'Person.residence': ['Residence', { leadsTo: ['Residence'] }],
  'Residence.address': ['Address', { leadsTo: ['Address'] }],
  'Address.fullAddress': ['String', {}],
  'Mutation.giveConsent': ['Consent', { leadsTo: ['Consent'] }],
}
const known = Object.entries(entries).map(([coordinate, [type, shape]]): KnownEntry => ({
  coordinate,
  type,
  registry: 'population',
  description: null,
  isPersonal: true,
  shape: { ...value, ...shape },
  firstSeen: '',
  lastSeen: null,
}))
const schema = knownSchema(known)
if (schema === null) throw new Error('The schema has no shapes')

function compare(attribute: string, given: Operand, operator: Comparison['operator'] = 'in'): Condition {
  return { kind: 'compare', attribute, operator, value: given }
}

const parameters = { territory: ['0001000'], ages: ['1', '2'], age: ['18'], flags: ['yes'] }
const inRiga = compare('Person.municipality', { parameter: 'territory' })

test.for<[string, Condition]>([
  ['Person.municipality', inRiga],
  ['Person.dateOfBirth', compare('Person.addressSecret', { values: [false] })],
  ['Person.dateOfBirth', compare('Person.addressSecret', { values: ['false'] })],
  ['Person.dateOfBirth', compare('Person.dateOfBirth', { yearsAgo: 18 }, 'atMost')],
  ['Person.dateOfBirth', compare('Person.dateOfBirth', { values: ['1990-01-01'] }, 'atLeast')],
  ['Person.dateOfBirth', compare('Person.changed', { values: ['2026-01-01T00:00:00Z'] }, 'atLeast')],
  ['Person.dateOfBirth', compare('Person.sex', { values: ['FEMALE'] })],
  ['Person.dateOfBirth', compare('Person.children', { parameter: 'age' }, 'atLeast')],
  ['Person.dateOfBirth', compare('Person.shoe', { values: [true] })],
  ['Person.dateOfBirth', compare('Person.givenNames', { claim: 'official' })],
  ['Address.fullAddress', inRiga],
  ['Query.person', inRiga],
  ['Query.persons', inRiga],
  ['Query.persons(familyName:)', inRiga],
  ['Query.institutions', { kind: 'self' }],
  ['PersonSearch.familyName', inRiga],
])('at %s fits %j', ([coordinate, condition]) => {
  expect(misfits({ condition, obligations: [] }, coordinate, parameters, schema)).toStrictEqual([])
  expect(idleness({ condition, obligations: [] }, coordinate, parameters, schema)).toStrictEqual([])
})

test.for<[string, Condition, string]>([
  [
    'Person.sex',
    compare('Person.municpality', { values: ['0001000'] }),
    'there is no Person.municpality: did you mean Person.municipality?',
  ],
  [
    'Person.sex',
    compare('Persn.sex', { values: ['MALE'] }),
    'there is no Persn.sex, nor any row of a type Persn',
  ],
  [
    'Person.sex',
    compare('Address.colour', { values: ['red'] }),
    'there is no Address.colour: compare one of Address.fullAddress',
  ],
  [
    'Person.sex',
    compare('Person.residence', { values: ['x'] }),
    'Person.residence is no value that could be compared: Residence has attributes of its own',
  ],
  [
    'Person.sex',
    compare('Person.addressSecret', { values: [0] }),
    'Person.addressSecret is of the type Boolean: compare it with true and false, not with 0',
  ],
  [
    'Person.sex',
    compare('Person.addressSecret', { parameter: 'flags' }),
    'Person.addressSecret is of the type Boolean: compare it with true and false, not with "yes"',
  ],
  [
    'Person.sex',
    compare('Person.addressSecret', { values: [1] }, 'atLeast'),
    'Person.addressSecret is of the type Boolean: compare it with true and false, by the operator in',
  ],
  [
    'Person.sex',
    compare('Person.dateOfBirth', { values: ['1990-02-30'] }, 'atLeast'),
    'Person.dateOfBirth is of the type Date: compare it with dates such as 1990-12-31, not with "1990-02-30"',
  ],
  [
    'Person.sex',
    compare('Person.changed', { yearsAgo: 3 }, 'atLeast'),
    'Person.changed is of the type DateTime: compare it with moments such as 2026-01-01T00:00:00Z',
  ],
  [
    'Person.sex',
    compare('Person.sex', { values: ['WOMAN'] }),
    'Person.sex is of the type Sex: compare it with MALE, FEMALE, not with "WOMAN"',
  ],
  [
    'Person.sex',
    compare('Person.children', { yearsAgo: 3 }),
    'Person.children is of the type Int: compare it with numbers',
  ],
  [
    'Person.sex',
    compare('Person.children', { parameter: 'ages' }, 'atLeast'),
    'atLeast takes exactly one limit for Person.children',
  ],
  [
    'Institution.legalName',
    inRiga,
    'no Person is ever around it: set a condition about rows that it is part of, or none',
  ],
  [
    'Institution.legalName',
    { kind: 'consent' },
    'no Person is ever around it: set a condition about rows that it is part of, or none',
  ],
  [
    'Query.persons',
    compare('Person.addressSecret', { values: [false] }),
    'its rows cannot be chosen by Person.addressSecret: it can be by Person.municipality',
  ],
  [
    'Query.persons(familyName:)',
    { kind: 'consent' },
    'its rows cannot be chosen by consent: grant single rows, such as a look-up, under this condition',
  ],
  [
    'Person.homes',
    compare('Address.fullAddress', { values: ['x'] }),
    'its rows cannot be chosen by a condition: grant single rows, such as a look-up, under this condition',
  ],
  ['Mutation.giveConsent', { kind: 'self' }, 'no change is made under a condition: grant it without one'],
])('at %s never %j', ([coordinate, condition, problem]) => {
  expect(misfits({ condition, obligations: [] }, coordinate, parameters, schema)).toStrictEqual([problem])
  expect(idleness({ condition, obligations: [] }, coordinate, parameters, schema)).toStrictEqual([problem])
})

test.for<[string, Obligation, string]>([
  ['Person.dateOfBirth', { kind: 'mask', keep: 2 }, 'generalise to year, generalise to month'],
  ['Person.municipality', { kind: 'generalise', to: 'year' }, 'mask, generalise to pseudonym'],
  ['Person.municipality', { kind: 'generalise', to: 'municipality' }, 'mask, generalise to pseudonym'],
  ['Query.person', { kind: 'maxRows', rows: 2 }, 'leave it out'],
  ['Person.givenNames', { kind: 'maxRows', rows: 2 }, 'mask, generalise to pseudonym'],
])('at %s cannot be done: %j', ([coordinate, obligation, advice]) => {
  const [problem, ...others] = idleness(
    { condition: null, obligations: [obligation] },
    coordinate,
    {},
    schema,
  )
  expect(problem).toContain(advice)
  expect(others).toStrictEqual([])
})

test('a part that is never true leaves what else there is', () => {
  const slip = compare('Person.municpality', { values: ['x'] })
  const any = { condition: { kind: 'any', of: [slip, inRiga] } as const, obligations: [] }
  expect(idleness(any, 'Person.sex', parameters, schema)).toStrictEqual([])
  expect(misfits(any, 'Person.sex', parameters, schema)).toHaveLength(1)
  const not = { condition: { kind: 'not', of: slip } as const, obligations: [] }
  expect(idleness(not, 'Person.sex', parameters, schema)).toHaveLength(1)
  const none = { condition: compare('Person.municipality', { parameter: 'none' }), obligations: [] }
  expect(idleness(none, 'Person.sex', { none: [] }, schema)).toStrictEqual([
    'its condition is true of no row',
  ])
})

const leaf: Arbitrary<Condition> = oneof(
  constantFrom<Condition>({ kind: 'self' }, { kind: 'consent' }),
  record({
    kind: constantFrom('compare' as const),
    attribute: constantFrom('Person.addressSecret', 'Person.children', 'Person.dateOfBirth', 'Person.sx'),
    operator: constantFrom('in' as const, 'atLeast' as const, 'atMost' as const),
    value: oneof(
      record({ values: array(constantFrom(true, 3, '2', 'x', '1990-01-01', 'false'), { maxLength: 2 }) }),
      constantFrom<Operand>({ yearsAgo: 18 }, { parameter: 'territory' }, { claim: 'official' }),
    ),
  }),
)
const condition: Arbitrary<Condition> = oneof(
  leaf,
  leaf.map((of): Condition => ({ kind: 'not', of })),
  record({
    kind: constantFrom('all' as const, 'any' as const),
    of: array(leaf, { minLength: 1, maxLength: 3 }),
  }),
)
const row = record({
  'Person.addressSecret': constantFrom(true, false, null),
  'Person.children': oneof(integer({ min: 0, max: 4 }), constantFrom(null)),
  'Person.dateOfBirth': constantFrom('1990-01-01', '2020-05-05', null),
})
const agreement: Agreement = {
  ...plainTerms,
  permission: '7',
  consumer: 'riga',
  organisation: 'Rīga',
  purpose: 'p',
  legalBasis: 'l',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: null,
  status: 'active',
  parameters,
  grants: [],
  forbids: [],
}
const at = new Date('2026-06-01T00:00:00Z')

test('whatever is true of a row that there can be is told as gained, and what is not told so is told as idle', () => {
  assert(
    property(condition, row, (given, attributes) => {
      const grant: Grant = { id: 'g', coordinate: 'Person.sex', condition: given }
      const effect = effectOf(null, { ...agreement, grants: [grant] }, at, schema)
      const truth = truthOf(given, {
        subject: '39000000001',
        callerCodes: new Set(['39000000001']),
        consented: true,
        attribute: (coordinate) => new Map<string, unknown>(Object.entries(attributes)).get(coordinate),
        bindings: { claims: { official: '3' }, parameters, relations: {}, today: '2026-06-01' },
      })
      expect(truth === true && effect.gained.length === 0).toBe(false)
      expect(effect.gained.length === 0).toBe(
        effectOf(null, { ...agreement, grants: [grant] }, at).gained.length === 0 || effect.idle.length === 1,
      )
    }),
    { numRuns: 500 },
  )
})

test('what was idle and stays so is not told; what comes to release is gained', () => {
  const slip: Grant = {
    id: 'g',
    coordinate: 'Person.sex',
    condition: compare('Person.municpality', { values: ['0001000'] }),
  }
  const idle = { ...agreement, grants: [slip] }
  expect(effectOf(null, idle, at, schema).words.at(-1)).toBe(
    'Person.sex: releases nothing for rows where Person.municpality is 0001000: there is no Person.municpality: did you mean Person.municipality?',
  )
  expect(effectOf(idle, idle, at, schema).words).toStrictEqual([])
  const right = { ...agreement, grants: [{ ...slip, condition: inRiga }] }
  expect(effectOf(idle, right, at, schema)).toMatchObject({
    gained: [{ coordinate: 'Person.sex' }],
    idle: [],
  })
  expect(effectOf(right, idle, at, schema)).toMatchObject({
    lost: [{ coordinate: 'Person.sex' }],
    idle: [{ coordinate: 'Person.sex' }],
  })
})
