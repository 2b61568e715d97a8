import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OperationRecord } from '#audit/access-record.ts'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import type { Keeper } from '#audit/keeping/keeper.ts'
import { dueContents, removeDueContents } from '#audit/keeping/retention.ts'
import { rulesDigest } from '#audit/keeping/retention-rules.ts'
import { RemovalRefused } from '#audit/keeping/two-officials.ts'
import { verifyHistory } from '#audit/verify/history.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'
import { found, verify } from '#tests/tampered-log.ts'

const now = new Date('2026-11-20T10:00:00Z')
const code = '39010110001'
const rules = {
  agreements: new Map([['1001', 30]]),
  purposes: new Map([
    ['Taxes', 60],
    ['', 10],
  ]),
}
const officials = { author: 'vdaa/1', approver: 'vdaa/2' }
const options = { rules, now, officials }

let log: SealedLog
let keeper: Keeper
let owner: Client

beforeEach(async () => {
  log = await openSealedLog()
  keeper = openKeeper(log.url)
  owner = new Client({ connectionString: log.url })
  await owner.connect()
})

afterEach(async () => {
  await owner.end()
  await keeper.close()
  await log.close()
})

function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * 86_400_000)
}

async function access(entity: string, days: number, operation: Partial<OperationRecord> = {}): Promise<void> {
  await log.append([code], { at: daysAgo(days), ...operation }, { entity })
}

async function readable(): Promise<string[]> {
  return (await log.history([code])).map(({ entity }) => entity)
}

/** All that the log commits to, and what is left of contents. */
async function rows(): Promise<readonly { content: Buffer; sealed_digest: Buffer | null }[]> {
  return (await owner.query('SELECT * FROM access_record ORDER BY sequence')).rows
}

async function housekeeping(): Promise<
  readonly { detail: { records: number; first: number; last: number } }[]
> {
  return (await owner.query('SELECT kind, author, approver, detail FROM housekeeping ORDER BY number')).rows
}

test('contents go by agreement, else by purpose, and are listed before; nothing else goes', async () => {
  await access('by agreement', 40)
  await access('by agreement, not by its purpose', 40, { purpose: 'Taxes' })
  await access('too young for its agreement', 20, { purpose: null })
  await access('by purpose', 70, { permission: '2001', purpose: 'Taxes' })
  await access('too young for its purpose', 50, { permission: '2001', purpose: 'Taxes' })
  await access('of a purpose that is kept', 900, { permission: '2001', purpose: 'Statistics' })
  await access('without a purpose', 40, { permission: null, purpose: null })
  await access('delayed until lately', 90, { disclosedFrom: daysAgo(20) })
  await log.seal()
  await access('not sealed yet', 40)

  const before = await rows()
  const due = await dueContents(keeper, options)
  expect(due).toEqual([
    {
      purpose: 'Taxes',
      month: '2026-09',
      records: 1,
      oldest: daysAgo(70),
      newest: daysAgo(70),
      bytes: expect.any(Number),
    },
    {
      purpose: 'Tax administration',
      month: '2026-10',
      records: 1,
      oldest: daysAgo(40),
      newest: daysAgo(40),
      bytes: expect.any(Number),
    },
    {
      purpose: 'Taxes',
      month: '2026-10',
      records: 1,
      oldest: daysAgo(40),
      newest: daysAgo(40),
      bytes: expect.any(Number),
    },
    {
      purpose: null,
      month: '2026-10',
      records: 1,
      oldest: daysAgo(40),
      newest: daysAgo(40),
      bytes: expect.any(Number),
    },
  ])
  expect(await rows()).toEqual(before)

  const bytes = due.reduce((total, line) => total + line.bytes, 0)
  expect(await removeDueContents(keeper, options)).toEqual({ number: 1, records: 4, bytes })
  expect(await dueContents(keeper, options)).toEqual([])
  expect(await readable()).toEqual([
    'not sealed yet',
    'delayed until lately',
    'of a purpose that is kept',
    'too young for its purpose',
    'too young for its agreement',
  ])
  expect(await housekeeping()).toEqual([
    {
      kind: 'RETENTION',
      ...officials,
      detail: {
        records: 4,
        first: 1,
        last: 7,
        rulesDigest: rulesDigest(rules),
        rules: [
          {
            purpose: 'Tax administration',
            permission: '1001',
            cutoff: daysAgo(30).toISOString(),
            records: 1,
            bytes: due[1]?.bytes,
          },
          {
            purpose: 'Taxes',
            permission: '1001',
            cutoff: daysAgo(30).toISOString(),
            records: 1,
            bytes: due[2]?.bytes,
          },
          {
            purpose: 'Taxes',
            permission: null,
            cutoff: daysAgo(60).toISOString(),
            records: 1,
            bytes: due[0]?.bytes,
          },
          {
            purpose: null,
            permission: null,
            cutoff: daysAgo(10).toISOString(),
            records: 1,
            bytes: due[3]?.bytes,
          },
        ],
      },
    },
  ])
})

test('without rules everything is kept', async () => {
  await access('old', 4_000)
  await log.seal()
  const none = {
    rules: { agreements: new Map<string, number>(), purposes: new Map<string, number>() },
    now,
    officials,
  }
  expect(await dueContents(keeper, none)).toEqual([])
  expect(await removeDueContents(keeper, none)).toEqual({ number: 0, records: 0, bytes: 0 })
  expect(await readable()).toEqual(['old'])
})

test('one official removes nothing', async () => {
  await access('old', 4_000)
  await log.seal()
  const alone = { ...options, officials: { author: 'vdaa/1', approver: 'vdaa/1' } }
  await expect(removeDueContents(keeper, alone)).rejects.toThrow(RemovalRefused)
  expect(await readable()).toEqual(['old'])
})

test('what is listed is what goes, whatever there is, in batches of any size', async () => {
  const operations = array(
    record({
      days: integer({ min: 0, max: 90 }),
      permission: constantFrom('1001', '2001', null),
      purpose: constantFrom('Taxes', 'Statistics', null),
    }),
    { minLength: 1, maxLength: 8 },
  )
  await assert(
    asyncProperty(operations, integer({ min: 1, max: 4 }), async (given, batch) => {
      for (const { days, ...operation } of given) await access('any', days, operation)
      await log.seal()
      const kept = await readable()
      const due = await dueContents(keeper, options)
      const records = due.reduce((total, line) => total + line.records, 0)
      const bytes = due.reduce((total, line) => total + line.bytes, 0)
      expect(await removeDueContents(keeper, { ...options, batch })).toMatchObject({ records, bytes })
      expect(kept.length - (await readable()).length).toBe(records)
      expect(await dueContents(keeper, options)).toEqual([])
    }),
    { numRuns: 10 },
  )
})

test('interrupted, what is done is recorded, and the next run does the rest', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await access(name, 40)
  await log.seal()
  const interrupted = new AbortController()
  const stopping = {
    ...options,
    batch: 2,
    signal: interrupted.signal,
    onRemoved: () => interrupted.abort(),
  }
  expect(await removeDueContents(keeper, stopping)).toMatchObject({ number: 1, records: 2 })
  expect(await readable()).toEqual(['e', 'd', 'c'])
  expect(await removeDueContents(keeper, { ...options, batch: 2 })).toMatchObject({ number: 3, records: 3 })
  expect(await readable()).toEqual([])
  expect((await housekeeping()).map(({ detail }) => [detail.first, detail.last, detail.records])).toEqual([
    [1, 2, 2],
    [3, 4, 2],
    [5, 5, 1],
  ])
})

test('cut off in the middle, nothing is gone without its record, and the next run does it', async () => {
  await access('a', 40)
  await log.seal()
  await owner.query('BEGIN; SELECT FROM log_head FOR UPDATE')
  const [removing] = await Promise.allSettled([removeDueContents(keeper, options), cutOffWaiting()])
  expect(removing).toMatchObject({ status: 'rejected' })
  await owner.query('ROLLBACK')
  expect(await readable()).toEqual(['a'])
  expect(await housekeeping()).toEqual([])
  expect(await removeDueContents(keeper, options)).toMatchObject({ number: 1, records: 1 })
})

/** Cuts the keeper off where it waits for the head of the log: the contents are changed by then. */
async function cutOffWaiting(): Promise<void> {
  const other = new Client({ connectionString: log.url })
  await other.connect()
  for (let cut = 0; cut === 0;) {
    const { rowCount } = await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%last_housekeeping%'`,
    )
    cut = rowCount ?? 0
  }
  await other.end()
}

test('every proof stays valid: of what was erased, of what its time was over for, and of everything else', async () => {
  const others = ['39010120001', '39010130001']
  await access('over', 40)
  await log.append([code, ...others], { at: daysAgo(5) }, { entity: 'young' })
  await log.seal()
  const proofBefore = await proofOf(code)
  const digests = (await rows()).map(({ content }) => content.length > 0)
  expect(digests).toEqual([true, true, true, true])

  await removeDueContents(keeper, options)
  const [subjectHash = Buffer.alloc(0)] = log.hashesOf(others.slice(0, 1))
  const asked = { subjectHash, at: now }
  const { request } = await requestErasure(keeper, { ...asked, author: 'one', reason: 'VDAA 1' })
  await approveErasure(keeper, { ...asked, request, approver: 'two' })
  const { lastHousekeeping } = await log.seal()
  expect(lastHousekeeping).toBe(2)

  const proofs = await Promise.all([code, ...others].map(proofOf))
  // What is not shown any more is still proven to have been there, and nothing else is found.
  expect(proofs.map(({ findings }) => findings)).toEqual([[], [], []])
  expect(proofs.map(({ gone }) => gone.map(({ reason }) => reason))).toEqual([['REMOVED'], ['ERASED'], []])
  expect(proofs[0]?.history?.chains[0]?.commitments).toEqual(proofBefore.history?.chains[0]?.commitments)

  const audited = await verify(log.url, { keys: log.trust.verifierKeys })
  expect(found(audited)).toEqual([])
  expect(audited.code).toBe(0)
  expect(audited.lines.join('\n')).toContain(
    '2 contents decrypted; 1 erased, 1 removed, each by a record that says so',
  )
})

async function proofOf(subject: string) {
  const seal = await log.seal()
  const records = await log.history([subject])
  const proofs = await log.proofs.recordProofs(records, seal)
  const shown = proofs.map((proof, index) => ({ proof, answer: { id: records[index]?.id } }))
  return verifyHistory(shown, await log.proofs.historyProof(log.hashesOf([subject]), seal), log.trust)
}
