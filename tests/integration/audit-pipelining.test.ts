import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import type { Receipt } from '#audit/log.ts'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { appendAbout, openFaultyAudit } from '#tests/faulty-audit.ts'
import type { FaultyAudit } from '#tests/faulty-audit.ts'

/** Batches and keys that are sent before what went before them is answered. */
const [known, stranger] = ['39010112345', '39010112346']
/** More rows than a batch that waits for the one before it. */
const many = 300
const unavailable = { status: 'rejected', reason: expect.any(AuditUnavailable) }
let audit: FaultyAudit
let blocker: Client

beforeEach(async () => {
  audit = await openFaultyAudit()
  blocker = new Client({ connectionString: audit.url })
  await blocker.connect()
})
afterEach(async () => {
  await blocker.end()
  await audit.close()
})

function nextTurns(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30))
}

async function commits(): Promise<number> {
  const { rowCount } = await audit.direct.query('SELECT DISTINCT xmin::text FROM operation_record')
  return rowCount ?? 0
}

function firstSequences(receipts: readonly Receipt[]): readonly (number | null)[] {
  return receipts.map(({ firstSequence }) => firstSequence)
}

test('a batch is committed behind the one before it, in the order of their numbers', async () => {
  const log = await audit.open(10_000)
  await appendAbout(log, known)
  await blocker.query('BEGIN; SELECT FROM log_head FOR UPDATE')
  const first = appendAbout(log, known)
  await nextTurns()
  const second = Array.from({ length: many }, () => appendAbout(log, known))
  await nextTurns()
  const third = appendAbout(log, known)
  await blocker.query('COMMIT')
  expect(await first).toMatchObject({ firstSequence: 2 })
  const receipts = await Promise.all(second)
  expect(firstSequences(receipts)).toEqual(receipts.map((_, index) => 3 + index))
  expect(await third).toMatchObject({ firstSequence: 3 + many })
  expect(await commits()).toBe(4)
  expect(await audit.unreadable()).toEqual([])
})

test('where a batch fails, the one behind it has no receipt, and what came later has', async () => {
  const log = await audit.open(10_000)
  const repeated = operationRecord()
  await log.append(repeated, [accessRecordInput(known)])
  await blocker.query('BEGIN; SELECT FROM log_head FOR UPDATE')
  const first = Promise.allSettled([log.append(repeated, [accessRecordInput(known)])])
  await nextTurns()
  const second = Promise.allSettled(Array.from({ length: many }, () => appendAbout(log, known)))
  await nextTurns()
  const third = appendAbout(log, known)
  await blocker.query('COMMIT')
  expect(await first).toEqual([unavailable])
  expect((await second).filter(({ status }) => status === 'rejected')).toHaveLength(many)
  const { firstSequence } = await third
  await audit.settled()
  // What was behind may be there all the same: the log says more than what was seen, never less.
  expect([2, 2 + many]).toContain(firstSequence)
  const sequences = [...(await audit.recorded()).keys()]
  expect(sequences).toEqual(sequences.map((_, index) => index + 1))
  expect(await audit.unreadable()).toEqual([])
})

test('somebody new has one key, also where others ask about them before it is committed', async () => {
  const log = await audit.open(10_000)
  await appendAbout(log, known)
  await blocker.query('BEGIN; SELECT FROM log_head FOR UPDATE')
  const appends = [appendAbout(log, stranger)]
  for (let turn = 0; turn < 5; turn += 1) {
    await nextTurns()
    appends.push(appendAbout(log, stranger), appendAbout(log, known, stranger))
  }
  await blocker.query('COMMIT')
  await Promise.all(appends)
  expect((await audit.direct.query('SELECT FROM subject_key')).rowCount).toBe(2)
  expect(await audit.unreadable()).toEqual([])
})
