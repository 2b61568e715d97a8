import { expect, test } from 'vitest'
import { accessRecords } from './access-records.ts'
import type { Accesses } from './access-records.ts'

const nothing: Accesses = {
  released: [],
  withheld: [],
  seen: new Set(),
  lookups: [],
  denied: [],
  owners: new Map([['Person.givenName', 'population']]),
  freshness: new Map(),
}
const anna = '39000000001'
const name = { subject: anna, disclosure: { coordinates: ['Person.givenName'], isSearchRow: false } }
const birth = { subject: anna, coordinate: 'Person.dateOfBirth' }
const hit = { subject: anna, disclosure: { coordinates: ['Query.persons'], isSearchRow: true } }

test.each([
  ['RELEASED', { released: [name] }],
  ['PARTLY', { released: [name], withheld: [birth] }],
  ['REFUSED', { withheld: [birth] }],
  ['SEARCH_HIT', { released: [hit] }],
  ['SEARCH_HIT', { released: [hit], withheld: [birth] }],
  ['RELEASED', { released: [hit, name] }],
  ['NOT_FOUND', { lookups: [{ code: anna, isDelivered: true }] }],
  ['REFUSED', { lookups: [{ code: anna, isDelivered: false }] }],
  ['REFUSED', { denied: [{ code: anna, withheld: ['Query.person'] }] }],
] as const)('%s', (outcome, accesses) => {
  expect(accessRecords({ ...nothing, ...accesses })).toMatchObject([{ subject: anna, outcome }])
})

test('one record per data subject, each coordinate once', () => {
  const other = { ...name, subject: '39000000002' }
  const records = accessRecords({ ...nothing, released: [name, name, other] })
  expect(records.map(({ subject, released }) => [subject, released])).toEqual([
    [anna, ['Person.givenName']],
    ['39000000002', ['Person.givenName']],
  ])
  expect(records[0]?.registries).toEqual(['population'])
})

test('who was found by an earlier code has no second record under that code', () => {
  const records = accessRecords({
    ...nothing,
    released: [name],
    seen: new Set([anna, '16117519997']),
    lookups: [{ code: '16117519997', isDelivered: true }],
  })
  expect(records.map(({ subject }) => subject)).toEqual([anna])
})
