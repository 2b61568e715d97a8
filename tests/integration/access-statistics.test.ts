import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OperationRecord } from '#audit/access-record.ts'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { openHistory } from '#tests/history-under-test.ts'
import type { HistoryUnderTest } from '#tests/history-under-test.ts'

interface Statistics {
  readonly accessStatistics: {
    readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  } | null
}

const vid = {
  consumer: 'vid',
  organisation: 'Valsts ieņēmumu dienests',
  purpose: 'taxes',
  coordinates: ['Query.person', 'Person.givenName'],
}
const riga = {
  consumer: 'riga',
  organisation: 'Rīga',
  purpose: 'benefits',
  coordinates: ['Query.person', 'Person.family'],
}
const unknown = { ...vid, organisation: null, purpose: null, permission: null }

let history: HistoryUnderTest

beforeAll(async () => {
  history = await openHistory()
  const append = (parts: Partial<OperationRecord>, ...codes: readonly string[]) =>
    history.log.append(
      operationRecord({ subjects: codes.length, ...parts }),
      codes.map((code) => accessRecordInput(code)),
    )
  // The first two are of one day in Riga, in winter two hours ahead of UTC, and of two in UTC.
  await append({ ...vid, at: new Date('2026-03-01T22:30:00Z') }, '39010110001', '39010120001')
  await append({ ...vid, at: new Date('2026-03-02T21:30:00Z') }, '39010110001')
  await append({ ...vid, at: new Date('2026-03-02T22:30:00Z') })
  await append({ ...vid, at: new Date('2026-03-02T12:00:00Z'), outcome: 'FAILED', code: 'INTERNAL' })
  await append(
    { ...vid, at: new Date('2026-03-02T12:00:00Z'), coordinates: ['Person.givenName'] },
    '39010110001',
  )
  await append({ ...riga, at: new Date('2026-03-02T12:00:00Z') }, '39010110001')
  await append({ ...unknown, at: new Date('2026-03-02T12:00:00Z'), outcome: 'REFUSED' })
  await history.sealer.sealNow()
  await append({ ...vid, at: new Date('2026-03-02T12:00:00Z') }, '39010110001')
})
afterAll(() => history.close())

const fields = 'day consumer organisation purpose attribute outcome operations subjects'

async function statistics(given: string): Promise<NonNullable<Statistics['accessStatistics']>> {
  const { data, errors } = await history.ask<Statistics>(
    `{ accessStatistics${given} { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } } }`,
  )
  expect(errors).toBeUndefined()
  if (!data?.accessStatistics) throw new Error('No statistics')
  return data.accessStatistics
}

const row = (
  day: string,
  { consumer, organisation, purpose }: typeof vid | typeof unknown,
  attribute: string,
  outcome: string,
  operations: number,
  subjects: number,
) => ({ day, consumer, organisation, purpose, attribute, outcome, operations, subjects })

const rows = [
  row('2026-03-02', riga, 'Person.family', 'RELEASED', 1, 1),
  row('2026-03-02', riga, 'Query.person', 'RELEASED', 1, 1),
  row('2026-03-02', unknown, 'Person.givenName', 'REFUSED', 1, 0),
  row('2026-03-02', unknown, 'Query.person', 'REFUSED', 1, 0),
  row('2026-03-02', vid, 'Person.givenName', 'FAILED', 1, 0),
  row('2026-03-02', vid, 'Person.givenName', 'RELEASED', 3, 4),
  row('2026-03-02', vid, 'Query.person', 'FAILED', 1, 0),
  row('2026-03-02', vid, 'Query.person', 'RELEASED', 2, 3),
  row('2026-03-03', vid, 'Person.givenName', 'RELEASED', 1, 0),
  row('2026-03-03', vid, 'Query.person', 'RELEASED', 1, 0),
]

test('what is sealed is counted by day in Riga, organisation, purpose, coordinate and outcome', async () => {
  const { edges, pageInfo } = await statistics('')
  expect(edges.map(({ node }) => node)).toEqual(rows)
  expect(pageInfo.hasNextPage).toBe(false)
})

test.for([1, 3, 9, 10])('they are paged by %s, and nothing is there twice or left out', async (first) => {
  const found: unknown[] = []
  let after = ''
  for (;;) {
    const { edges, pageInfo } = await statistics(`(first: ${first}${after})`)
    found.push(...edges.map(({ node }) => node))
    expect(edges.length).toBeLessThanOrEqual(first)
    if (!pageInfo.hasNextPage) break
    after = `, after: ${JSON.stringify(pageInfo.endCursor)}`
  }
  expect(found).toEqual(rows)
})

test.for([
  { given: '(since: "2026-03-03")', expected: rows.slice(8) },
  { given: '(until: "2026-03-02")', expected: rows.slice(0, 8) },
  { given: '(since: "2026-03-02", until: "2026-03-02", consumer: "riga")', expected: rows.slice(0, 2) },
  { given: '(consumer: "bank")', expected: [] },
])('only those of $given', async ({ given, expected }) => {
  expect((await statistics(given)).edges.map(({ node }) => node)).toEqual(expected)
})

test.for([
  { given: '(first: 101)', code: 'ARGUMENT_NOT_VALID' },
  { given: '(after: "W10")', code: 'ARGUMENT_NOT_VALID' },
  {
    given: `(after: "${Buffer.from('["[1,2,3,4,5,6]"]').toString('base64url')}")`,
    code: 'ARGUMENT_NOT_VALID',
  },
  { given: '(scope: { subjects: ["39010110001"] })', code: 'ARGUMENT_NOT_VALID' },
  { given: '(since: "yesterday")', code: 'OPERATION_NOT_VALID' },
])('refuses $given', async ({ given, code }) => {
  const { data, errors } = await history.ask<Statistics>(
    `{ accessStatistics${given} { pageInfo { hasNextPage } } }`,
  )
  expect(data?.accessStatistics ?? null).toBeNull()
  expect(errors).toMatchObject([{ extensions: { code } }])
})
