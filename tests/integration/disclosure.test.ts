import { randomBytes } from 'node:crypto'
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cursorOf, historyPage } from '#audit/history-page.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { openAuditReader } from '#audit/read.ts'
import type { AuditReader, HistoryPage } from '#audit/read.ts'
import { accessHistorySubgraph } from '#subgraphs/access-history/resolvers.ts'
import { openAccessHistorySource } from '#subgraphs/access-history/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
const code = '39010110001'
const begin = Date.parse('2026-03-02T10:00:00Z')
const dayMs = 86_400_000

let database: TestDatabase
let log: AuditLog
let reader: AuditReader
let now: Date

beforeEach(async () => {
  database = await createTestDatabase('audit')
  log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  reader = openAuditReader({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000, clock: () => now })
  now = new Date(begin)
})

afterEach(async () => {
  await log.close()
  await reader.close()
  await database.drop()
})

/** Appends a record that may be seen after so many days; `name` stands for it. */
async function access(name: string, days: number, subject = code): Promise<void> {
  const disclosedFrom = days === 0 ? null : new Date(begin + days * dayMs)
  await log.append(operationRecord({ disclosedFrom }), [accessRecordInput(subject, { entity: name })])
}

async function page(first: number, after: string | null = null, codes = [code]): Promise<HistoryPage> {
  const [found] = await reader.histories([{ codes, ...historyPage({ first, after }) }])
  if (found === undefined) throw new Error('No page')
  return found
}

function names({ records }: HistoryPage): string[] {
  return records.map(({ entity }) => entity)
}

test('a delayed record is in no history before its time, and from then on in its place', async () => {
  await access('first', 0)
  await access('delayed', 30)
  await access('last', 0)
  expect(names(await page(20))).toEqual(['last', 'first'])
  now = new Date(begin + 30 * dayMs - 1)
  expect(names(await page(20))).toEqual(['last', 'first'])
  now = new Date(begin + 30 * dayMs)
  const { records } = await page(20)
  expect(records.map(({ entity, sequence }) => [entity, sequence])).toEqual([
    ['last', 3],
    ['delayed', 2],
    ['first', 1],
  ])
})

test('nothing tells that there is a delayed record: neither a next page nor a shorter one', async () => {
  await access('first', 0)
  await access('second', 0)
  for (let each = 0; each < 5; each++) await access('delayed', 30)
  await access('last', 0)
  expect(await page(2)).toMatchObject({
    records: [{ entity: 'last' }, { entity: 'second' }],
    hasNextPage: true,
  })
  expect(await page(3)).toMatchObject({ hasNextPage: false })
  now = new Date(begin + 30 * dayMs)
  expect(await page(3)).toMatchObject({ hasNextPage: true })
})

test('the record itself says from when on it may be seen, and only where it is delayed', async () => {
  await access('now', 0)
  await access('delayed', 2)
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query<{ disclosed_from: Date | null }>(
    'SELECT disclosed_from FROM access_record ORDER BY sequence',
  )
  await client.end()
  expect(rows.map(({ disclosed_from }) => disclosed_from?.toISOString())).toEqual([
    undefined,
    '2026-03-04T10:00:00.000Z',
  ])
})

test('page by page while time passes: each page is what may be seen then, below the page before, nothing twice', async () => {
  const delays = array(constantFrom(0, 0, 1, 5, 30), { minLength: 1, maxLength: 30 })
  const turns = array(record({ first: integer({ min: 1, max: 7 }), days: constantFrom(0, 0, 1, 5, 30) }), {
    minLength: 1,
    maxLength: 12,
  })
  let person = 0
  await assert(
    asyncProperty(delays, turns, async (given, pages) => {
      const subject = `3901012${String((person += 1)).padStart(4, '0')}`
      for (const [index, days] of given.entries()) await access(`${index}`, days, subject)
      now = new Date(begin)
      let after: string | null = null
      let last = given.length
      for (const { first, days } of pages) {
        now = new Date(now.getTime() + days * dayMs)
        const isVisible = (index: number) => begin + (given[index] ?? 0) * dayMs <= now.getTime()
        const expected = [...given.keys()].filter((index) => index < last && isVisible(index)).toReversed()
        const found: HistoryPage = await page(first, after, [subject])
        expect(names(found)).toEqual(expected.slice(0, first).map(String))
        expect(found.hasNextPage).toBe(expected.length > first)
        const end = found.records.at(-1)
        if (end === undefined) break
        after = cursorOf(end.sequence)
        last = Number(end.entity)
      }
    }),
    { numRuns: 25, seed: 11 },
  )
})

test('a resident is shown it through the subgraph from its time on', async () => {
  await access('first', 0)
  await access('delayed', 30)
  const source = openAccessHistorySource({ url: database.url, subjectKey, masterKeys, clock: () => now })
  const subgraph = await serveSubgraph(accessHistorySubgraph(source), { credential: 'credential' })
  const query = `query ($people: [_Any!]!) {
    people: _entities(representations: $people) { ... on Person { accessHistory { edges { node { id } } } } }
  }`
  const shown = async (): Promise<number> => {
    const response = await fetch(subgraph.url, {
      method: 'POST',
      headers: { authorization: 'Bearer credential', 'content-type': 'application/json' },
      body: JSON.stringify({
        query,
        variables: { people: [{ __typename: 'Person', id: code, codes: [code] }] },
      }),
    })
    const { data } = (await response.json()) as { data: { people: { accessHistory: { edges: object[] } }[] } }
    return data.people[0]?.accessHistory.edges.length ?? 0
  }
  expect(await shown()).toBe(1)
  now = new Date(begin + 30 * dayMs)
  expect(await shown()).toBe(2)
  await subgraph.close()
})
