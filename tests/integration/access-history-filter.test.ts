import { constantFrom, assert, asyncProperty, integer, option, record, subarray } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessOutcomes } from '#audit/access-record.ts'
import type { AccessOutcome } from '#audit/access-record.ts'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { openHistory } from '#tests/history-under-test.ts'
import type { HistoryPage, HistoryUnderTest } from '#tests/history-under-test.ts'

const anna = { __typename: 'Person', id: '39010110001', codes: ['39010110001', '16117510003'] }
const juris = { __typename: 'Person', id: '39010120001', codes: ['39010120001'] }
const hourMs = 3_600_000
const begin = Date.parse('2026-03-01T00:00:00Z')

interface Use {
  readonly case: string
  readonly at: number
  readonly consumer: string | null
  readonly organisation: string | null
  readonly purpose: string | null
  readonly outcome: AccessOutcome
}

/** Uses of Anna's data that differ in everything by which is filtered, in the order in which they were recorded. */
const uses: readonly Use[] = Array.from({ length: 60 }, (_, n) => ({
  case: `use-${n}`,
  // Requests that begin earlier may be recorded later.
  at: begin + ((n * 7) % 60) * hourMs,
  consumer: ['vid', 'riga', 'bank', null][n % 4] ?? null,
  organisation: ['Valsts ieņēmumu dienests', 'Rīga', 'Banka', null][n % 4] ?? null,
  purpose: ['taxes', 'benefits', null][n % 3] ?? null,
  outcome: accessOutcomes[n % 5] ?? 'RELEASED',
}))

let history: HistoryUnderTest

beforeAll(async () => {
  history = await openHistory()
  for (const [n, { case: reference, at, consumer, organisation, purpose, outcome }] of uses.entries()) {
    const operation = { case: reference, at: new Date(at), consumer, organisation, purpose }
    const code = anna.codes[n % 2] ?? anna.id
    await history.log.append(operationRecord(operation), [accessRecordInput(code, { outcome })])
  }
})
afterAll(() => history.close())

const page =
  '{ edges { cursor node { case } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }'

async function pageOf(person: object, given: Readonly<Record<string, unknown>>): Promise<HistoryPage> {
  const { data, errors } = await history.askPeople(
    [person],
    `accessHistory(first: $first, after: $after, filter: $filter, scope: $scope) ${page}`,
    given,
    ', $first: Int, $after: String, $filter: AccessHistoryFilter, $scope: RowScope',
  )
  expect(errors).toBeUndefined()
  const found = data?.people[0]?.['accessHistory']
  if (found === undefined) throw new Error('No page')
  return found
}

/** Cases of all pages, turned one after the other. */
async function casesOf(given: Readonly<Record<string, unknown>>, person: object = anna): Promise<unknown[]> {
  const cases: unknown[] = []
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: HistoryPage = await pageOf(person, { ...given, after })
    cases.push(...edges.map(({ node }) => node['case']))
    if (!pageInfo.hasNextPage) return cases
    expect(pageInfo.endCursor).not.toBe(after)
    after = pageInfo.endCursor
  }
}

const maybe = { nil: null }
const moment = integer({ min: -1, max: 61 }).map((hour) => new Date(begin + hour * hourMs).toISOString())
const filters = record({
  since: option(moment, maybe),
  until: option(moment, maybe),
  organisation: option(constantFrom('Valsts ieņēmumu dienests', 'Rīga', 'rīga', 'vid'), maybe),
  purpose: option(constantFrom('taxes', 'benefits', 'debts'), maybe),
  outcomes: option(subarray([...accessOutcomes]), maybe),
})
const isConsumer = (...ids: string[]) => ({ attribute: 'AccessRecord.consumer', in: ids })

/** What the gateway asks of rows, and what that says of a use. */
const scopes = [
  { scope: null, holds: () => true },
  { scope: { where: isConsumer('vid') }, holds: ({ consumer }: Use) => consumer === 'vid' },
  {
    scope: { where: isConsumer('vid', 'bank') },
    holds: ({ consumer }: Use) => /vid|bank/.test(`${consumer}`),
  },
  { scope: { where: isConsumer() }, holds: () => false },
  {
    scope: { where: { not: isConsumer('vid') } },
    holds: ({ consumer }: Use) => consumer !== null && consumer !== 'vid',
  },
  {
    scope: { where: { any: [isConsumer('riga'), { subjects: ['39010119999'] }] } },
    holds: ({ consumer }: Use) => consumer === 'riga',
  },
  { scope: { where: { any: [isConsumer('riga'), { subjects: [anna.id] }] } }, holds: () => true },
  {
    scope: { where: { all: [isConsumer('riga', 'vid'), { not: isConsumer('vid') }] }, subjects: anna.codes },
    holds: ({ consumer }: Use) => consumer === 'riga',
  },
  { scope: { where: isConsumer('vid'), subjects: [juris.id] }, holds: () => false },
]

test('pages of a filtered history are what the filter and the scope say, whatever their size', async () => {
  const size = integer({ min: 1, max: 30 })
  await assert(
    asyncProperty(filters, constantFrom(...scopes), size, async (filter, { scope, holds }, first) => {
      const { since, until, organisation, purpose, outcomes } = filter
      const expected = uses
        .filter(holds)
        .filter(
          (use) =>
            (since === null || use.at >= Date.parse(since)) &&
            (until === null || use.at < Date.parse(until)) &&
            (organisation === null || use.organisation === organisation) &&
            (purpose === null || use.purpose === purpose) &&
            (outcomes === null || outcomes.includes(use.outcome)),
        )
        .map((use) => use.case)
      expect(await casesOf({ filter, scope, first })).toEqual(expected.toReversed())
    }),
    { numRuns: 60, seed: 4 },
  )
})

test('whose use a scope leaves out is in no page, cursor or flag', async () => {
  const scope = { where: isConsumer('bank') }
  const nobody = { where: isConsumer('nobody') }
  const { edges, pageInfo } = await pageOf(anna, { first: 15, scope })
  expect(edges).toHaveLength(15)
  expect(pageInfo).toMatchObject({ hasNextPage: false, endCursor: edges.at(-1)?.cursor })
  expect(await pageOf(anna, { scope: nobody })).toEqual(await pageOf(juris, { scope: nobody }))
})

test('a page for which many records are looked at is short, and says that there is more', async () => {
  const unwanted = Array.from({ length: 2_150 }, () => accessRecordInput(juris.id))
  await history.log.append(operationRecord({ case: 'wanted' }), [
    accessRecordInput(juris.id, { outcome: 'REFUSED' }),
  ])
  await history.log.append(operationRecord({ subjects: unwanted.length }), unwanted)
  const filter = { outcomes: ['REFUSED'] }
  const short = await pageOf(juris, { first: 1, filter })
  expect(short).toMatchObject({ edges: [], pageInfo: { hasNextPage: true, startCursor: null } })
  const next = await pageOf(juris, { first: 1, filter, after: short.pageInfo.endCursor })
  expect(next.edges.map(({ node }) => node['case'])).toEqual(['wanted'])
  expect(next.pageInfo).toMatchObject({ hasNextPage: false, endCursor: next.edges[0]?.cursor })
})

test.for([
  { filter: { since: 'yesterday' }, message: /^since must be a moment/ },
  { filter: { until: '2026-03-01' }, message: /^until must be a moment/ },
  { filter: { since: '2026-02-31T25:00:00Z' }, message: /^since must be a moment/ },
  {
    scope: { where: { attribute: 'AccessRecord.purpose', in: ['taxes'] } },
    message: /^These rows cannot be scoped by that attribute/,
  },
  {
    scope: { where: { attribute: 'AccessRecord.consumer', atLeast: 'vid' } },
    message: /^atLeast and atMost compare dates/,
  },
])('refuses $filter $scope', async ({ message, ...given }) => {
  const { data, errors } = await history.askPeople(
    [anna],
    `accessHistory(filter: $filter, scope: $scope) ${page}`,
    given,
    ', $filter: AccessHistoryFilter, $scope: RowScope',
  )
  expect(data?.people).toEqual([{ accessHistory: null }])
  expect(errors).toMatchObject([
    { message: expect.stringMatching(message), extensions: { code: 'ARGUMENT_NOT_VALID' } },
  ])
})
