import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

let dagr: DagrUnderTest

beforeAll(async () => {
  dagr = await runDagr()
})
afterAll(() => dagr.stop())

test('an agency gets what its agreement grants, and the resident sees it', async () => {
  const query = 'query ($code: String!) { person(personalCode: $code) { givenName dateOfBirth } }'
  const variables = { code: dagr.resident }
  const { data, errors, records } = await dagr.askAndSeeRecords('vid', { query, variables })
  expect(data).toMatchObject({ person: { givenName: expect.any(String), dateOfBirth: null } })
  expect(errors).toMatchObject([
    { path: ['person', 'dateOfBirth'], extensions: { code: 'FIELD_NOT_GRANTED', reason: 'NO_GRANT' } },
  ])
  expect(records).toEqual([
    {
      subject: dagr.resident,
      organisation: 'Valsts ieņēmumu dienests',
      permission: '1001',
      outcome: 'PARTLY',
      released: ['Query.person', 'Person.givenName'],
      withheld: ['Person.dateOfBirth'],
    },
  ])
  const history = `query ($code: String!) { person(personalCode: $code) { accessHistory(first: 1) { edges { node {
    organisation permission outcome released withheld } } } } }`
  const seen = await dagr.ask('resident', { query: history, variables })
  const { subject: _subject, ...record } = records[0] ?? {}
  expect(seen.data).toEqual({ person: { accessHistory: { edges: [{ node: record }] } } })
})
