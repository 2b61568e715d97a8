import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuditMisconfigured, AuditUnavailable } from '#audit/failures.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
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

/** How many records each of these people can be shown. */
async function readable(keys: MasterKeys, codes: readonly string[] = people): Promise<number[]> {
  const reader = openAuditReader({ url: database.url, subjectKey, masterKeys: keys, timeoutMs: 5_000 })
  try {
    const pages = await reader.histories(codes.map((code) => ({ codes: [code], first: 100, before: null })))
    return pages.map(({ records }) => records.length)
  } finally {
    await reader.close()
  }
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
