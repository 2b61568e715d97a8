import { randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import type { Keeper } from '#audit/keeping/keeper.ts'
import { RemovalRefused } from '#audit/keeping/two-officials.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { openAuditReader } from '#audit/read.ts'
import type { AuditReader } from '#audit/read.ts'
import { subjectHash } from '#audit/subject.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
const erased = '39010110001'
const other = '39010120001'
const now = new Date('2026-11-20T10:00:00Z')
const first = { author: 'vdaa/vdaa-0101', reason: 'VDAA 2026/17', at: now }
const second = { approver: 'vdaa/vdaa-0102', at: now }

let database: TestDatabase
let log: AuditLog
let reader: AuditReader
let keeper: Keeper
let owner: Client

beforeEach(async () => {
  database = await createTestDatabase('audit')
  log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  reader = openAuditReader({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  keeper = openKeeper(database.url)
  owner = new Client({ connectionString: database.url })
  await owner.connect()
})

afterEach(async () => {
  await log.close()
  await reader.close()
  await keeper.close()
  await owner.end()
  await database.drop()
})

async function access(subject: string, entity: string): Promise<void> {
  await log.append(operationRecord(), [accessRecordInput(subject, { entity })])
}

/** The entities of a person's history, the newest first. */
async function history(subject: string): Promise<string[]> {
  const [page] = await reader.histories([{ codes: [subject], first: 100, before: null }])
  return page?.records.map(({ entity }) => entity) ?? []
}

async function request(subject = erased): Promise<string> {
  const { request: id } = await requestErasure(keeper, {
    ...first,
    subjectHash: subjectHash(subjectKey, subject),
  })
  return id
}

async function approve(id: string, parts: { approver?: string; at?: Date; subject?: string } = {}) {
  const { subject = erased, ...others } = parts
  return approveErasure(keeper, {
    ...second,
    request: id,
    subjectHash: subjectHash(subjectKey, subject),
    ...others,
  })
}

/** All rows of the log that a proof is made from, but for keys. */
async function rowsOfLog(): Promise<unknown[]> {
  const { rows } = await owner.query('SELECT * FROM access_record ORDER BY sequence')
  return rows
}

test('two officials erase a person: nothing of before is readable, what comes after is, and others stay', async () => {
  await access(erased, 'before')
  await access(other, 'somebody else')
  const rows = await rowsOfLog()
  const id = await request()
  expect(await history(erased)).toEqual(['before'])
  expect(await approve(id)).toEqual({ number: 1, records: 1, keys: 1 })
  expect(await history(erased)).toEqual([])
  expect(await rowsOfLog()).toEqual(rows)
  await expect(access(erased, 'refused once')).rejects.toThrow(AuditUnavailable)
  await access(erased, 'after')
  expect(await history(erased)).toEqual(['after'])
  expect(await history(other)).toEqual(['somebody else'])
})

test('what was erased is a record of its own, without anybody’s code', async () => {
  await access(erased, 'before')
  const id = await request()
  await approve(id)
  const { rows } = await owner.query('SELECT number, at, kind, author, approver, detail FROM housekeeping')
  expect(rows).toEqual([
    {
      number: '1',
      at: now,
      kind: 'ERASURE',
      author: 'vdaa/vdaa-0101',
      approver: 'vdaa/vdaa-0102',
      detail: {
        token: expect.stringMatching(/^[0-9a-f]{64}$/),
        keys: 1,
        records: 1,
        request: id,
        reason: 'VDAA 2026/17',
      },
    },
  ])
  expect(JSON.stringify(rows)).not.toContain(erased)
})

test.each([
  ['the official who asked', { approver: first.author }, 'it takes a second official'],
  ['another subject', { subject: other }, 'no such request'],
  ['a request of long ago', { at: new Date('2026-12-21T10:00:00Z') }, 'older than 30 days'],
])('refused, and nothing is erased: %s', async (_name, parts, message) => {
  await access(erased, 'before')
  await access(other, 'somebody else')
  const id = await request()
  await expect(approve(id, parts)).rejects.toThrow(RemovalRefused)
  await expect(approve(id, parts)).rejects.toThrow(message)
  expect(await history(erased)).toEqual(['before'])
  expect(await history(other)).toEqual(['somebody else'])
  const { rows } = await owner.query('SELECT FROM housekeeping')
  expect(rows).toEqual([])
})

test('a request is carried out once, and there is none without being asked', async () => {
  await access(erased, 'before')
  const id = await request()
  await approve(id)
  await expect(approve(id)).rejects.toThrow('carried out already')
  await expect(approve(randomUUID())).rejects.toThrow('no such request')
  await expect(request()).rejects.toThrow('nothing readable')
})

test('a reason that is no reference is refused', async () => {
  await access(erased, 'before')
  for (const reason of ['', 'about 390101-10001', 'about 39010110001', ' leading', 'x'.repeat(201)]) {
    const asked = { ...first, reason, subjectHash: subjectHash(subjectKey, erased) }
    await expect(requestErasure(keeper, asked), reason).rejects.toThrow('reference of a decision')
  }
})

test('records of the time before encryption are emptied, and keep their digests', async () => {
  await access(erased, 'encrypted')
  await owner.query(
    `INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, content)
    VALUES (2, $1, $2, '2026-01-02', $3, $4)`,
    [randomUUID(), randomUUID(), subjectHash(subjectKey, erased), Buffer.from('\x01{"entity":"plain"}')],
  )
  await owner.query('UPDATE log_head SET last_sequence = 2')
  expect(await history(erased)).toEqual(['plain', 'encrypted'])
  expect(await approve(await request())).toEqual({ number: 1, records: 2, keys: 1 })
  expect(await history(erased)).toEqual([])
  const { rows } = await owner.query(
    `SELECT octet_length(content) AS bytes,
      sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || $1) AS is_digest
    FROM access_record WHERE sequence = 2`,
    [Buffer.from('\x01{"entity":"plain"}')],
  )
  expect(rows).toEqual([{ bytes: 0, is_digest: true }])
})

test('erased while gateways write: every receipt has its record, readable where it came after', async () => {
  const nodes = [log, await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })]
  const stop = new AbortController()
  const receipts: string[] = []
  let refused = 0
  const writing = nodes.map(async (node, place) => {
    for (let turn = 0; !stop.signal.aborted; turn += 1) {
      const entity = `${place}/${turn}`
      await node
        .append(operationRecord(), [
          accessRecordInput(erased, { entity }),
          accessRecordInput(other, { entity }),
        ])
        .then(
          () => receipts.push(entity),
          (error: unknown) => {
            expect(error).toBeInstanceOf(AuditUnavailable)
            refused += 1
          },
        )
    }
  })
  const until = async (count: number): Promise<void> => {
    while (receipts.length < count) await new Promise(setImmediate)
  }
  await until(20)
  const id = await request()
  const written = receipts.slice()
  const { records } = await approve(id)
  await until(receipts.length + 20)
  stop.abort()
  await Promise.all(writing)
  await nodes[1]?.close()

  expect(refused).toBeLessThanOrEqual(nodes.length)
  const readable = await allOf(erased)
  expect(readable.filter((entity) => written.includes(entity))).toEqual([])
  expect(new Set(await allOf(other))).toEqual(new Set(receipts))
  expect(records + readable.length).toBe(receipts.length)
  expect(readable.length).toBeGreaterThanOrEqual(20)
})

/** Every readable record's entity, page by page. */
async function allOf(subject: string): Promise<string[]> {
  const entities: string[] = []
  for (let before: number | null = null; ;) {
    const [page] = await reader.histories([{ codes: [subject], first: 100, before }])
    if (page === undefined) throw new Error('No page')
    entities.push(...page.records.map(({ entity }) => entity))
    before = page.records.at(-1)?.sequence ?? null
    if (!page.hasNextPage) return entities
  }
}
