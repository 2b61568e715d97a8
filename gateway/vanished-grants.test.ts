import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { compilePolicySet } from '#policies/compile.ts'
import type { Agreement } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import type { Supergraph } from './planner/supergraph.ts'
import { vanishedGrants } from './vanished-grants.ts'

const now = new Date('2026-06-01T00:00:00Z')

function supergraph(sdl: string): Supergraph {
  // Of a supergraph, this reads two schemas alone; callers do not see what is hidden.
  return { api: buildSchema(sdl.replaceAll(/hidden\w*: \w+/g, '')), full: buildSchema(sdl) } as Supergraph
}

function losses(next: string, previous: string | null, changes: Partial<Agreement> = {}) {
  const agreement: Agreement = {
    ...plainTerms,
    permission: '1001',
    consumer: 'agency',
    organisation: 'Agency',
    purpose: 'test',
    legalBasis: 'test',
    caseRequired: false,
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2026-12-31T00:00:00Z',
    status: 'active',
    grants: [
      { id: '1', coordinate: 'Query.person' },
      { id: '2', coordinate: 'Query.person(asOf:)' },
      { id: '3', coordinate: 'Person.*', covers: ['Person.name', 'Person.born'] },
    ],
    forbids: [],
    ...changes,
  }
  const set = compilePolicySet({ epoch: 1, agreements: [agreement], applications: [] })
  return vanishedGrants(set, supergraph(next), previous === null ? null : supergraph(previous), now)
}

const whole =
  'type Query { person(asOf: String): Person } type Person { name: String born: String sex: String }'

test('what is granted and stays, or is not granted and goes, is no loss', () => {
  expect(losses(whole, whole)).toEqual([])
  expect(losses(whole.replace('sex: String', 'age: Int'), whole)).toEqual([])
})

test('a field, an argument and a leaf that a whole type covers are missed, with the permission', () => {
  expect(losses('type Query { person: Person } type Person { name: String }', whole)).toEqual([
    'permission 1001 grants Query.person(asOf:), which is not in the schema',
    'permission 1001 grants Person.born, which is not in the schema',
  ])
})

test('another type is a loss', () => {
  expect(losses(whole.replace('born: String', 'born: Int'), whole)).toEqual([
    'permission 1001 grants Person.born, whose type would change from String to Int',
  ])
  expect(losses(whole.replace('asOf: String', 'asOf: String!'), whole)).toHaveLength(1)
})

test('what was missing before is no news, and is told of a first schema', () => {
  const part = whole.replace('born: String', '')
  expect(losses(part, part)).toEqual([])
  expect(losses(part, null)).toEqual(['permission 1001 grants Person.born, which is not in the schema'])
  expect(losses(whole, null)).toEqual([])
})

test('agreements that are over rely on nothing, suspended ones and those to come do', () => {
  const part = whole.replace('born: String', '')
  expect(losses(part, whole, { status: 'ended' })).toEqual([])
  expect(losses(part, whole, { validTo: '2026-06-01T00:00:00Z' })).toEqual([])
  expect(losses(part, whole, { status: 'suspended' })).toHaveLength(1)
  expect(losses(part, whole, { validFrom: '2026-07-01T00:00:00Z' })).toHaveLength(1)
})

test('an attribute that a condition compares is missed, hidden as it is', () => {
  const attribute = 'Person.hiddenPlace'
  const condition = { kind: 'compare', attribute, operator: 'in', value: { values: ['1'] } } as const
  const grants = [{ id: '1', coordinate: 'Person.name', condition: { kind: 'not', of: condition } } as const]
  const before = whole.replace('sex: String', 'hiddenPlace: String')
  expect(losses(before, before, { grants })).toEqual([])
  expect(losses(whole, before, { grants })).toEqual([
    'permission 1001 depends on Person.hiddenPlace, which is not in the schema',
  ])
})
