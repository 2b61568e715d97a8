import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cursorOf, historyPage } from '#audit/history-page.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { openAuditReader } from '#audit/read.ts'
import type { AuditReader, HistoryPage } from '#audit/read.ts'
import * as digests from '#audit/verify/digests.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
/** The codes of three people: one of them changed theirs twice. */
const people = [
  ['39010110001', '39010110002', '16117510003'],
  ['39010120001'],
  ['39010130001', '39010130002'],
]
let database: TestDatabase
let log: AuditLog
let reader: AuditReader
let statements: string[]

beforeEach(async () => {
  database = await createTestDatabase('audit')
  log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  statements = []
  const onStatement = (sql: string): void => void statements.push(sql)
  reader = openAuditReader({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000, onStatement })
})

afterEach(async () => {
  await log.close()
  await reader.close()
  await database.drop()
})

async function page(codes: readonly string[], first: number, after: string | null): Promise<HistoryPage> {
  const [found] = await reader.histories([{ codes, ...historyPage({ first, after }) }])
  if (found === undefined) throw new Error('No page')
  return found
}

/** A code of somebody, by two numbers of any size. */
function codeOf(person: number, code: number): string {
  const codes = people[person % people.length] ?? []
  return codes[code % codes.length] ?? ''
}

describe('a history', () => {
  it('is that of one person under all their codes, the newest first', async () => {
    const names = ['a', 'b', 'c', 'd']
    for (const [index, code] of ['39010110001', '39010120001', '161175-10003', '39010110002'].entries()) {
      await log.append(operationRecord(), [accessRecordInput(code, { entity: names[index] ?? '' })])
    }
    const { records, hasNextPage } = await page(people[0] ?? [], 20, null)
    expect(records.map(({ entity }) => entity)).toEqual(['d', 'c', 'a'])
    expect(hasNextPage).toBe(false)
  })

  it('gives a record back as it was appended', async () => {
    const operation = operationRecord({ epoch: 7, case: null })
    await log.append(operation, [
      accessRecordInput('39010120001', { outcome: 'SEARCH_HIT', released: [], freshness: 'STALE' }),
    ])
    const { records } = await page(['390101-20001'], 20, null)
    expect(records).toEqual([
      expect.objectContaining({
        sequence: 1,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        operation: operation.id,
        at: operation.at,
        consumer: operation.consumer,
        organisation: operation.organisation,
        application: operation.application,
        official: operation.official,
        permission: operation.permission,
        purpose: operation.purpose,
        legalBasis: operation.legalBasis,
        case: null,
        outcome: 'SEARCH_HIT',
        released: [],
        withheld: [],
        entity: 'Person',
        registries: ['population'],
        freshness: 'STALE',
        epoch: 7,
        trace: operation.trace,
      }),
    ])
  })

  it('opens what the log commits to as shown, without what is kept', async () => {
    await log.append(operationRecord({ official: 'official-17' }), [accessRecordInput('39010120001')])
    const [record] = (await page(['39010120001'], 1, null)).records
    const { shown, shownSalt, keptDigest, row } = record ?? {}
    if (shown == null || shownSalt == null || keptDigest == null) throw new Error('There is no opening')
    expect(shown).not.toContain('official-17')
    const shownDigest = digests.shownDigest(shownSalt, Buffer.from(shown))
    expect(Buffer.from(digests.plainDigest(shownDigest, keptDigest))).toEqual(row?.plainDigest)
  })

  it('is read with one statement for many people and pages', async () => {
    await log.append(
      operationRecord(),
      people.flat().map((code) => accessRecordInput(code)),
    )
    const requests = people.map((codes) => ({ codes, ...historyPage({ first: 2 }) }))
    const pages = await reader.histories([...requests, { codes: [], ...historyPage({}) }])
    expect(pages.map(({ records }) => records.map(({ sequence }) => sequence))).toEqual([
      [3, 2],
      [4],
      [6, 5],
      [],
    ])
    expect(pages.map(({ hasNextPage }) => hasNextPage)).toEqual([true, false, false, false])
    expect(statements).toHaveLength(1)
  })

  it('is nothing under another key', async () => {
    await log.append(operationRecord(), [accessRecordInput('39010120001')])
    const stranger = openAuditReader({
      url: database.url,
      subjectKey: randomBytes(32),
      masterKeys,
      timeoutMs: 5_000,
    })
    const pages = await stranger.histories([{ codes: ['39010120001'], ...historyPage({}) }])
    await stranger.close()
    expect(pages).toEqual([{ records: [], hasNextPage: false }])
  })

  it('is whole over any pages, without duplicates and other people, whatever is appended meanwhile', async () => {
    const operations = fc.array(
      fc.array(fc.record({ person: fc.nat(20), code: fc.nat(20) }), { minLength: 1, maxLength: 4 }),
      { minLength: 1, maxLength: 12 },
    )
    const write = (given: { person: number; code: number }[][]): Promise<unknown> =>
      Promise.all(
        given.map((records) =>
          log.append(
            operationRecord(),
            records.map(({ person, code }) =>
              accessRecordInput(codeOf(person, code), { entity: `person ${person % people.length}` }),
            ),
          ),
        ),
      )
    const appended = people.map(() => 0)
    const count = (given: { person: number }[][]): void => {
      for (const { person } of given.flat()) appended[person % people.length]! += 1
    }

    await fc.assert(
      fc.asyncProperty(
        operations,
        fc.array(operations, { maxLength: 3 }),
        fc.nat(2),
        fc.integer({ min: 1, max: 9 }),
        async (before, meanwhile, person, size) => {
          await write(before)
          count(before)
          const codes = people[person] ?? []
          const expected = appended[person]
          const seen: number[] = []
          let after: string | null = null
          for (let turn = 0, hasNext = true; hasNext; turn += 1) {
            const more = meanwhile[turn - 1] ?? []
            const [found] = await Promise.all([page(codes, size, after), write(more)])
            count(more)
            for (const record of found.records) expect(record.entity).toBe(`person ${person}`)
            expect(found.records.length).toBe(found.hasNextPage ? size : found.records.length)
            seen.push(...found.records.map(({ sequence }) => sequence))
            after = seen.length > 0 ? cursorOf(seen.at(-1) ?? 0) : null
            hasNext = found.hasNextPage
          }
          expect(seen).toHaveLength(expected ?? 0)
          expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a))
        },
      ),
      { numRuns: 40 },
    )
  })
})
