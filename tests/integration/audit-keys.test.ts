import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { AuditMisconfigured, AuditUnavailable } from '#audit/failures.ts'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { RemovalRefused } from '#audit/keeping/two-officials.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import type { MasterKeys } from '#audit/keys/master-key.ts'
import { rewrapKeys } from '#audit/keys/rewrap-keys.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog, AuditLogOptions } from '#audit/log.ts'
import { openAuditReader } from '#audit/read.ts'
import { subjectHash } from '#audit/subject.ts'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
const [former, current] = [randomBytes(32), randomBytes(32)] as const
const before = masterKeys([former])
const between = masterKeys([current, former])
const after = masterKeys([current])
const people = Array.from({ length: 10 }, (_, index) => `3901011000${index}`)
let database: TestDatabase
let direct: Client
let logs: AuditLog[] = []

async function open(keys: MasterKeys, options: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
  const log = await openAuditLog({
    url: database.url,
    subjectKey,
    masterKeys: keys,
    timeoutMs: 5_000,
    ...options,
  })
  logs.push(log)
  return log
}

function append(log: AuditLog, ...subjects: readonly string[]) {
  return log.append(
    operationRecord(),
    subjects.map((subject) => accessRecordInput(subject)),
  )
}

/** The sequence numbers, ascending, of the records that each of these people can be shown. */
async function shownOf(keys: MasterKeys, codes: readonly string[]): Promise<number[][]> {
  const reader = openAuditReader({ url: database.url, subjectKey, masterKeys: keys, timeoutMs: 5_000 })
  try {
    const pages = await reader.histories(codes.map((code) => ({ codes: [code], first: 100, before: null })))
    return pages.map(({ records }) => records.map(({ sequence }) => sequence).toReversed())
  } finally {
    await reader.close()
  }
}

/** How many records each of these people can be shown. */
async function readable(keys: MasterKeys, codes: readonly string[] = people): Promise<number[]> {
  return (await shownOf(keys, codes)).map(({ length }) => length)
}

async function sequencesOf(code: string): Promise<number[]> {
  const { rows } = await direct.query<{ sequence: string }>(
    'SELECT sequence FROM access_record WHERE subject_hash = $1 ORDER BY sequence',
    [subjectHash(subjectKey, code)],
  )
  return rows.map(({ sequence }) => Number(sequence))
}

function rewrapCommand(keys: readonly Buffer[]) {
  return promisify(execFile)(process.execPath, ['tools/rewrap-audit-keys.ts'], {
    env: {
      AUDIT_DATABASE_URL: database.url,
      AUDIT_MASTER_KEY: keys.map((key) => key.toString('hex')).join(),
    },
  })
}

async function keyCount(): Promise<number> {
  return Number((await direct.query<{ count: string }>('SELECT count(*) FROM subject_key')).rows[0]?.count)
}

beforeEach(async () => {
  database = await createTestDatabase('audit')
  direct = new Client({ connectionString: database.url })
  await direct.connect()
})

afterEach(async () => {
  await Promise.all(logs.map((log) => log.close()))
  logs = []
  await direct.end()
  await database.drop()
})

describe('each data subject', () => {
  it('has one key, whoever writes after whom and however few are at hand', async () => {
    const first = await open(before, { maxKeysAtHand: 2 })
    for (const person of people) await append(first, person)
    await append(first, ...people, ...people)
    const second = await open(before)
    await append(second, ...people)
    expect(await keyCount()).toBe(people.length)
    expect(await readable(before)).toEqual(people.map(() => 4))
  })

  it('whose key was changed is refused alone, and so is only what names them', async () => {
    const [harmed = '', other = ''] = people
    const [one, writer] = [await open(before), await open(before)]
    await append(one, harmed)
    await direct.query(`UPDATE subject_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)`)
    const [refused, written] = await Promise.allSettled([
      append(writer, other, harmed),
      append(writer, other),
    ])
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(AuditUnavailable) })
    expect(written).toMatchObject({ status: 'fulfilled', value: { records: 1 } })
  })
})

describe('the master key', () => {
  it('is tried before anything is written: a stranger is told, and no secret said', async () => {
    await append(await open(before), ...people)
    const refusal = await open(after).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(AuditMisconfigured)
    const told = String(refusal) + String((refusal as Error).cause)
    expect(told).toContain('AUDIT_MASTER_KEY')
    for (const key of [former, current]) expect(told).not.toContain(key.toString('hex').slice(0, 8))
  })

  it('is replaced while nodes write: first known to all, then put first, then the keys rewrapped, then the former dropped', async () => {
    const writing = await open(before)
    await append(writing, ...people.slice(0, 5))
    const replaced = await open(between)
    await append(replaced, ...people)
    expect(await readable(between)).toEqual([2, 2, 2, 2, 2, 1, 1, 1, 1, 1])
    const keeper = openKeeper(database.url)
    try {
      expect(await rewrapKeys(keeper, between)).toEqual({ keys: 10, rewrapped: 5 })
      expect(await rewrapKeys(keeper, between)).toEqual({ keys: 10, rewrapped: 0 })
    } finally {
      await keeper.close()
    }
    await append(await open(after), ...people)
    expect(await readable(after)).toEqual([3, 3, 3, 3, 3, 2, 2, 2, 2, 2])
    await expect(readable(before)).rejects.toThrow('not wrapped under any of the master keys')
  })
})

it('npm run rewrap-audit-keys does so, and says in one line what it cannot do', async () => {
  await append(await open(before), ...people)
  expect(await rewrapCommand([current, former])).toEqual({
    stdout: '10 keys; 10 of them were under a former master key and are under the current one now\n',
    stderr: '',
  })
  expect(await readable(after)).toEqual(people.map(() => 1))
  const refusal = await rewrapCommand([former]).catch((error: unknown) => error)
  expect(refusal).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^[^\n]*master key[^\n]*\n$/),
  })
})

it('a key put into the row of another data subject opens nothing', async () => {
  const [one = '', other = ''] = people
  const log = await open(before)
  await append(log, one, other)
  await direct.query(
    `UPDATE subject_key SET wrapped = (SELECT wrapped FROM subject_key WHERE subject_hash = $2) WHERE subject_hash = $1`,
    [one, other].map((code) => subjectHash(subjectKey, code)),
  )
  await expect(readable(before, [one])).rejects.toThrow('unable to authenticate')
})

it('what waits under a key that is destroyed meanwhile is encrypted anew', async () => {
  const [code = ''] = people
  const log = await open(before)
  await append(log, code)
  await direct.query('ALTER TABLE subject_key DISABLE TRIGGER erasure_is_recorded')
  await direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
  const underWay = Promise.allSettled([append(log, code)])
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'dagr-audit'
    AND datname = current_database()`
  // The statistics of one transaction do not change by themselves.
  const admin = new Client({ connectionString: database.url })
  await admin.connect()
  await expect.poll(async () => (await admin.query(waiting)).rowCount).toBe(1)
  await admin.end()
  const next = append(log, code)
  await direct.query(
    'DELETE FROM subject_key; UPDATE log_head SET key_generation = key_generation + 1; COMMIT',
  )
  expect(await underWay).toMatchObject([{ status: 'rejected', reason: expect.any(AuditUnavailable) }])
  expect(await next).toMatchObject({ firstSequence: 2 })
  expect(await shownOf(before, [code])).toEqual([[2]])
})

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ node: fc.nat(1), append: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }) }),
    },
    { weight: 1, arbitrary: fc.record({ erase: fc.nat(2) }) },
  ),
  { minLength: 4, maxLength: 24 },
)

it('whatever is erased while two nodes write: of each person, all records from one on can be read, and none before', async () => {
  const keeper = openKeeper(database.url)
  onTestFinished(() => keeper.close())
  const [one, two] = [
    await open(before, { maxRowsPerCommit: 6 }),
    await open(before, { maxRowsPerCommit: 6 }),
  ]
  let run = 0
  let erased = 0
  const erase = async (code: string): Promise<void> => {
    const asked = { subjectHash: subjectHash(subjectKey, code), at: new Date() }
    try {
      const { request } = await requestErasure(keeper, { ...asked, author: 'one', reason: 'VDAA 1' })
      await approveErasure(keeper, { ...asked, request, approver: 'two' })
      erased += 1
    } catch (error) {
      // Nothing to erase yet.
      if (!(error instanceof RemovalRefused)) throw error
    }
  }
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      run += 1
      const codes = [1, 2, 3].map((person) => `390101${10_000 + run * 10 + person}`)
      const subjects = (persons: readonly number[]) => persons.map((person) => codes[person] ?? '')
      // So that there is something to erase from the beginning.
      await append(one, ...codes)
      const written: Promise<unknown>[] = []
      for (const step of given) {
        if ('erase' in step) written.push(erase(codes[step.erase] ?? ''))
        else written.push(append(step.node === 0 ? one : two, ...subjects(step.append)))
        await new Promise((resolve) => setImmediate(resolve))
      }
      for (const result of await Promise.allSettled(written)) {
        if (result.status === 'fulfilled') continue
        expect(result.reason).toBeInstanceOf(AuditUnavailable)
      }
      // Whatever came before, a node is refused once at most, and goes on.
      await Promise.allSettled([append(one, ...codes), append(two, ...codes)])
      await Promise.all([append(one, ...codes), append(two, ...codes)])
      await erase(codes[0] ?? '')
      const onceMore = await Promise.allSettled([append(one, ...codes), append(two, ...codes)])
      expect(onceMore.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      await Promise.all([append(one, ...codes), append(two, ...codes)])
      for (const [place, shown] of (await shownOf(before, codes)).entries()) {
        const sequences = await sequencesOf(codes[place] ?? '')
        expect(shown).toEqual(sequences.slice(sequences.length - shown.length))
        expect(shown.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 8 },
  )
  // More than those at the end of each run.
  expect(erased).toBeGreaterThan(run)
})
