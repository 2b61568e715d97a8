import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { openHistory } from '#tests/history-under-test.ts'
import type { HistoryAnswer, HistoryUnderTest, People } from '#tests/history-under-test.ts'

const anna = { __typename: 'Person', id: '39010110001', codes: ['39010110001', '16117510003'] }
const juris = { __typename: 'Person', id: '39010120001', codes: ['39010120001', null] }
let history: HistoryUnderTest

beforeEach(async () => {
  history = await openHistory()
})

afterEach(() => history.close())

function cases(answer: HistoryAnswer<People>, alias = 'accessHistory'): unknown[][] {
  return (answer.data?.people ?? []).map(
    (person) => person?.[alias]?.edges.map(({ node }) => node['case']) ?? [],
  )
}

/** One access of each code, in this order; the case is the code's last digits. */
async function access(...codes: string[]): Promise<void> {
  for (const code of codes) {
    await history.log.append(operationRecord({ case: code.slice(-5) }), [accessRecordInput(code)])
  }
}

const caseOnly =
  '{ edges { cursor node { case } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }'

describe('Person.accessHistory', () => {
  it('shows who asked, for what, and what became of it', async () => {
    const operation = operationRecord()
    await history.log.append(operation, [
      accessRecordInput('161175-10003', { outcome: 'PARTLY', withheld: ['Person.documents'] }),
    ])
    const answer = await history.askPeople(
      [anna],
      `accessHistory { edges { node { id at organisation application permission purpose legalBasis case outcome
        released withheld trace } } }`,
    )
    expect(answer.errors).toBeUndefined()
    expect(answer.data?.people[0]?.['accessHistory']?.edges).toEqual([
      {
        node: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          at: '2026-03-02T10:20:30.123Z',
          organisation: operation.organisation,
          application: operation.application,
          permission: operation.permission,
          purpose: operation.purpose,
          legalBasis: operation.legalBasis,
          case: operation.case,
          outcome: 'PARTLY',
          released: ['Query.person', 'Person.givenName'],
          withheld: ['Person.documents'],
          trace: operation.trace,
        },
      },
    ])
  })

  it('keeps people apart, with one statement for all of them and all aliases', async () => {
    await access('39010110001', '39010120001', '16117510003', '39010130001')
    const answer = await history.askPeople(
      [anna, juris, anna],
      `accessHistory ${caseOnly} newest: accessHistory(first: 1) ${caseOnly}`,
    )
    expect(cases(answer)).toEqual([['10003', '10001'], ['20001'], ['10003', '10001']])
    expect(cases(answer, 'newest')).toEqual([['10003'], ['20001'], ['10003']])
    expect(history.statements()).toBe(1)
  })

  it('is paged by cursors', async () => {
    await access('39010110001', '16117510003', '39010110001')
    const one = await history.askPeople([anna], `accessHistory(first: 2) ${caseOnly}`)
    expect(cases(one)).toEqual([['10001', '10003']])
    const pageInfo = one.data?.people[0]?.['accessHistory']?.pageInfo
    const edges = one.data?.people[0]?.['accessHistory']?.edges
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges?.[0]?.cursor,
      endCursor: edges?.[1]?.cursor,
    })
    const two = await history.askPeople(
      [anna],
      `accessHistory(first: 2, after: $after) ${caseOnly}`,
      { after: pageInfo?.['endCursor'] },
      ', $after: String',
    )
    expect(cases(two)).toEqual([['10001']])
    expect(two.data?.people[0]?.['accessHistory']?.pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    })
  })

  it.each([
    { scope: null, seen: [['10001'], ['20001']] },
    { scope: { subjects: null }, seen: [['10001'], ['20001']] },
    { scope: { subjects: ['16117510003'] }, seen: [['10001'], []] },
    { scope: { subjects: [] }, seen: [[], []] },
  ])('is of nobody outside the scope: $scope', async ({ scope, seen }) => {
    await access('39010110001', '39010120001')
    const answer = await history.askPeople(
      [anna, juris],
      `accessHistory(scope: $scope) ${caseOnly}`,
      { scope },
      ', $scope: RowScope',
    )
    expect(answer.errors).toBeUndefined()
    expect(cases(answer)).toEqual(seen)
  })

  it.each([
    { arguments: '(first: 101)', message: 'first must be 1 to 100.' },
    { arguments: '(first: 0)', message: 'first must be 1 to 100.' },
    { arguments: '(after: "39010110001")', message: 'after must be a cursor of this history.' },
  ])('refuses $arguments', async ({ arguments: given, message }) => {
    const answer = await history.askPeople([anna], `accessHistory${given} ${caseOnly}`)
    expect(answer.errors).toMatchObject([{ message, extensions: { code: 'ARGUMENT_NOT_VALID' } }])
    expect(answer.data?.people).toEqual([{ accessHistory: null }])
  })

  it.each([{ codes: null }, { codes: [] }, { codes: [null] }])(
    'is an error, not empty: $codes',
    async ({ codes }) => {
      await access('39010110001')
      const answer = await history.askPeople([{ ...anna, codes }], `accessHistory ${caseOnly}`)
      expect(answer.data?.people).toEqual([{ accessHistory: null }])
      expect(answer.errors).toMatchObject([{ extensions: { code: 'SOURCE_FAILED' } }])
    },
  )
})

describe('health', () => {
  it('is that of the audit database', async () => {
    const health = new URL('/health', history.url)
    expect((await fetch(health)).status).toBe(200)
    await history.drop()
    expect((await fetch(health)).status).toBe(503)
  })
})
