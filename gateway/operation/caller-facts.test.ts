import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { callerFactsDocument, readCallerFacts } from './caller-facts.ts'

const schema = buildSchema(`
  scalar Date
  type Query { person(personalCode: String!): Person }
  type Person { codes: [String] dateOfBirth: Date family: [Relation!] offices: [Office!] }
  type Relation { relation: String person: Person }
  type Office { legalEntity: LegalEntity }
  type LegalEntity { registrationNumber: String }
`)
const both = new Set(['minorChildren', 'companies'] as const)
const facts = callerFactsDocument(schema, both)
if (facts === null) throw new Error('the schema can tell both')
const child = (codes: string[], dateOfBirth: string | null, relation = 'CHILD') => ({
  relation,
  person: { codes, dateOfBirth },
})

test('children are minors until the day on which they are 18, under every code', () => {
  const family = [
    child(['39000000001', '01010012345'], '2008-06-16'),
    child(['39000000002'], '2008-06-15'),
    child(['39000000003'], null),
    child(['39000000004'], '2010-01-01', 'WARD'),
    { relation: 'CHILD', person: null },
  ]
  const relations = readCallerFacts(facts, { person: { family, offices: [] } }, '2026-06-15')
  expect(relations).toEqual({
    minorChildren: new Set(['39000000001', '01010012345']),
    companies: new Set(),
  })
})

test.for([
  ['2008-02-29', '2026-02-27', true],
  ['2008-02-29', '2026-02-28', false],
  ['2010-03-01', '2028-02-29', true],
  ['2010-02-28', '2028-02-28', false],
] as const)('who was born on %s is a child on %s: %s', ([born, today, isChild]) => {
  const family = [child(['39000000001'], born)]
  const { minorChildren } = readCallerFacts(facts, { person: { family, offices: [] } }, today) ?? {}
  expect(minorChildren?.size).toBe(isChild ? 1 : 0)
})

test('wards are those whose guardian the caller is, of whatever age, under every code', () => {
  const document = callerFactsDocument(schema, new Set(['wards', 'minorChildren'] as const))
  if (document === null) throw new Error('the schema can tell wards')
  const family = [
    child(['39000000001', '01010012345'], '1950-06-16', 'WARD'),
    child(['39000000002'], null, 'WARD'),
    child(['39000000003'], '2015-01-01', 'GUARDIAN'),
    child(['39000000004'], '2015-01-01'),
    { relation: 'WARD', person: null },
  ]
  expect(readCallerFacts(document, { person: { family } }, '2026-06-15')).toEqual({
    wards: new Set(['39000000001', '01010012345', '39000000002']),
    minorChildren: new Set(['39000000004']),
  })
  expect(readCallerFacts(document, { person: { family: null } }, '2026-06-15')).toBeNull()
})

test('companies are those in which the caller holds an office', () => {
  const offices = [{ legalEntity: { registrationNumber: '40003000001' } }, { legalEntity: null }]
  expect(readCallerFacts(facts, { person: { family: [], offices } }, '2026-06-15')?.companies).toEqual(
    new Set(['40003000001']),
  )
})

test.for([{}, { person: {} }, { person: { family: [] } }, { person: { family: null, offices: [] } }])(
  'what the registers do not say is not known: %j',
  (data) => {
    expect(readCallerFacts(facts, data, '2026-06-15')).toBeNull()
  },
)

test('every code that the caller has had', () => {
  const document = callerFactsDocument(schema, new Set(['codes'] as const))
  if (document === null) throw new Error('the schema can tell codes')
  expect(document.text).not.toContain('family')
  const read = (person: unknown) => readCallerFacts(document, { person }, '2026-06-15')
  expect(read({ codes: ['39000000001', null, '01010012345'] })).toEqual({
    codes: new Set(['39000000001', '01010012345']),
  })
  expect(read(null)).toEqual({ codes: new Set() })
  expect([read({}), read({ codes: null }), read(undefined)]).toEqual([null, null, null])
})

test('a caller whom the registers do not know has nobody', () => {
  expect(readCallerFacts(facts, { person: null }, '2026-06-15')).toEqual({
    minorChildren: new Set(),
    companies: new Set(),
  })
})

test('nothing is asked that nobody needs, or that the schema cannot tell', () => {
  expect(callerFactsDocument(schema, new Set())).toBeNull()
  expect(callerFactsDocument(buildSchema('type Query { a: String }'), both)).toBeNull()
  expect(facts.text).not.toContain('givenName')
})
