import { randomBytes, randomUUID } from 'node:crypto'
import { Client, Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccessContent } from '#audit/access-record.ts'
import { decodeContent } from '#audit/content.ts'
import { readSubjectKeys } from '#audit/keys/subject-keys.ts'
import { AuditOverloaded, AuditUnavailable } from '#audit/failures.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog, AuditLogOptions } from '#audit/log.ts'
import { recordRowColumns, recordRowOf } from '#audit/record-row.ts'
import type { RecordRow } from '#audit/record-row.ts'
import { subjectHash } from '#audit/subject.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
let database: TestDatabase
let reader: Client
let logs: AuditLog[] = []

async function open(options: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
  const log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000, ...options })
  logs.push(log)
  return log
}

async function sequences(): Promise<number[]> {
  const { rows } = await reader.query<{ sequence: string }>(
    'SELECT sequence FROM access_record ORDER BY sequence',
  )
  return rows.map((row) => Number(row.sequence))
}

async function contents(): Promise<(AccessContent | undefined)[]> {
  const pool = new Pool({ connectionString: database.url, max: 1 })
  const { rows } = await pool.query<RecordRow>(
    `SELECT ${recordRowColumns} FROM access_record ORDER BY sequence`,
  )
  const hashes = rows.map((row) => row.subject_hash)
  const keys = await readSubjectKeys(pool, masterKeys, hashes)
  await pool.end()
  return rows.map((row) => decodeContent(row.content, recordRowOf(row), (id) => keys.get(id))?.content)
}

async function transactions(): Promise<number> {
  const { rows } = await reader.query<{ count: string }>(
    'SELECT count(DISTINCT xmin::text) FROM operation_record',
  )
  return Number(rows[0]?.count)
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

beforeEach(async () => {
  database = await createTestDatabase('audit')
  reader = new Client({ connectionString: database.url })
  await reader.connect()
})

afterEach(async () => {
  await Promise.all(logs.map((log) => log.close()))
  logs = []
  await reader.end()
  await database.drop()
})

describe('append', () => {
  it('writes the operation and its access records, whole', async () => {
    const log = await open()
    const operation = operationRecord()
    const receipt = await log.append(operation, [
      accessRecordInput('161175-12345', { outcome: 'PARTLY', withheld: ['Person.dateOfBirth'] }),
      accessRecordInput('unresolved:enterprise:77'),
    ])
    expect(receipt).toEqual({ operation: operation.id, firstSequence: 1, records: 2 })
    const { rows } = await reader.query('SELECT * FROM access_record ORDER BY sequence')
    expect(rows[0]).toMatchObject({
      sequence: '1',
      operation_id: operation.id,
      at: operation.at,
      subject_hash: subjectHash(subjectKey, '16117512345'),
    })
    expect(rows[1]).toMatchObject({ subject_hash: subjectHash(subjectKey, 'unresolved:enterprise:77') })
    expect((await contents())[0]).toEqual({
      consumer: '90000000000',
      organisation: 'Valsts ieņēmumu dienests',
      application: 'tax-desk',
      official: 'official-17',
      permission: '1001',
      purpose: 'Tax administration',
      legalBasis: 'Law on Taxes and Fees, section 18',
      case: 'VID-2026/17',
      outcome: 'PARTLY',
      released: ['Query.person', 'Person.givenName'],
      withheld: ['Person.dateOfBirth'],
      entity: 'Person',
      registries: ['population'],
      freshness: 'FRESH',
      epoch: 3,
      trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    })
  })

  it('writes an operation that concerns nobody', async () => {
    const log = await open()
    const operation = operationRecord({ subjects: 0, consumer: null, epoch: null, outcome: 'REFUSED' })
    expect(await log.append(operation, [])).toMatchObject({ firstSequence: null, records: 0 })
    const { rows } = await reader.query('SELECT * FROM operation_record')
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      id: operation.id,
      consumer: null,
      application: 'tax-desk',
      operation_name: 'Residence',
      coordinates: operation.coordinates,
      subgraphs: { population: 1 },
      outcome: 'REFUSED',
      epoch: null,
    })
    expect(await sequences()).toEqual([])
  })

  it('is durable whatever the database or the role prefer', async () => {
    const name = new URL(database.url).pathname.slice(1)
    await reader.query(`ALTER DATABASE "${name}" SET synchronous_commit = off`)
    await reader.query(`
      CREATE TABLE seen (setting text);
      CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
      GRANT INSERT ON seen TO dagr_audit_writer;
      CREATE TRIGGER see AFTER INSERT ON access_record FOR EACH STATEMENT EXECUTE FUNCTION see();
    `)
    const log = await open()
    await log.append(operationRecord(), [accessRecordInput('39010112345')])
    expect((await reader.query('SELECT setting FROM seen')).rows).toEqual([{ setting: 'on' }])
  })

  it('refuses a malformed operation alone, and writes those that came with it', async () => {
    const log = await open()
    const malformed = [
      operationRecord({ id: 'not a uuid' }),
      operationRecord({ at: new Date(Number.NaN) }),
      operationRecord({ coordinates: ['Person.givenName', '39010112345 '] }),
      operationRecord({ subgraphs: { population: 0.5 } }),
      operationRecord({ epoch: -1 }),
    ]
    const results = await Promise.allSettled([
      log.append(operationRecord({ operationName: 'a\0b', purpose: 'tax\0' }), [
        accessRecordInput('39010112345'),
      ]),
      ...malformed.map((operation) => log.append(operation, [accessRecordInput('39010112345')])),
      log.append(operationRecord({ case: '\0\ud800', official: '\0' }), [accessRecordInput('39010112345')]),
    ])
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      ...malformed.map(() => 'rejected'),
      'fulfilled',
    ])
    expect(await sequences()).toEqual([1, 2])
  })

  it('keeps a personal code in no column, even where the caller wrote it', async () => {
    const log = await open()
    const canary = '39010112345'
    const hyphened = '390101-12345'
    const underscored = '390101_12345'
    await log.append(
      operationRecord({
        operationName: `Person_${underscored}`,
        permission: canary,
        trace: canary,
        case: `about ${hyphened}, that is ${canary}`,
      }),
      [accessRecordInput(hyphened), accessRecordInput(canary, { outcome: 'NOT_FOUND' })],
    )
    const { rows } = await reader.query<{ operation: string; record: string }>(
      `SELECT o::text AS operation, r::text AS record
       FROM access_record r JOIN operation_record o ON o.id = operation_id`,
    )
    expect(rows).toHaveLength(2)
    const decrypted = (await contents()).map((content) => JSON.stringify(content))
    for (const [place, { operation, record }] of rows.entries()) {
      const text = operation + record + decrypted[place]
      for (const code of [canary, hyphened, underscored]) expect(text).not.toContain(code)
      expect(text).toContain('about ************, that is ***********')
    }
  })
})

describe('counts', () => {
  it('are those of the receipts, and at most what the log holds of this run', async () => {
    const node = randomUUID()
    const log = await open({ node })
    expect(log.counts()).toEqual({ node, operations: 0, records: 0 })
    const id = randomUUID()
    await log.append(operationRecord({ id }), [accessRecordInput('39010112345')])
    await log.append(operationRecord(), [accessRecordInput('39010112345'), accessRecordInput('39010112346')])
    await expect(log.append(operationRecord({ id }), [])).rejects.toBeInstanceOf(AuditUnavailable)
    await log.append(operationRecord(), [])
    const other = await open()
    await other.append(operationRecord(), [])
    expect(log.counts()).toEqual({ node, operations: 3, records: 3 })
    expect(other.counts().node).not.toBe(node)
    const { rows } = await reader.query(
      `SELECT number, subjects, node FROM operation_record WHERE node = $1 ORDER BY number`,
      [node],
    )
    expect(rows.map(({ number }) => number)).toEqual(['1', '2', '3'])
  })
})

describe('group commit', () => {
  it('writes what arrives together in few transactions', async () => {
    const log = await open()
    const receipts = await Promise.all(
      upTo(500).map((index) => log.append(operationRecord(), [accessRecordInput(`390101${10_000 + index}`)])),
    )
    expect(new Set(receipts.map(({ firstSequence }) => firstSequence))).toEqual(new Set(upTo(500)))
    expect(await transactions()).toBe(1)
  })

  it('collects what arrives while a commit is under way', async () => {
    const log = await open()
    const blocker = new Client({ connectionString: database.url })
    await blocker.connect()
    await blocker.query('BEGIN; SELECT * FROM log_head FOR UPDATE')
    const appends = []
    for (const _ of upTo(30)) {
      appends.push(log.append(operationRecord(), [accessRecordInput('39010112345')]))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await blocker.query('COMMIT')
    await blocker.end()
    await Promise.all(appends)
    // What the first turn brought, and all the rest.
    expect(await transactions()).toBe(2)
    expect(await sequences()).toEqual(upTo(30))
  })

  it('splits what is too much for one commit, and keeps an operation whole', async () => {
    const log = await open({ maxRowsPerCommit: 10 })
    const three = [
      accessRecordInput('39010112345'),
      accessRecordInput('39010112346'),
      accessRecordInput('39010112347'),
    ]
    await Promise.all(upTo(6).map(() => log.append(operationRecord(), three)))
    expect(await transactions()).toBe(2)
    expect(await sequences()).toEqual(upTo(18))
  })

  it('turns requests away at once where too much is waiting, and takes them again later', async () => {
    const log = await open({ maxWaitingRows: 8, maxRowsPerCommit: 4 })
    const results = await Promise.allSettled(
      upTo(10).map(() => log.append(operationRecord(), [accessRecordInput('39010112345')])),
    )
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(6)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(AuditOverloaded)
    expect(await sequences()).toEqual(upTo(4))
    await log.append(operationRecord(), [accessRecordInput('39010112345')])
    expect(await sequences()).toEqual(upTo(5))
  })

  it('writes what is waiting before it closes, and takes no more', async () => {
    const log = await open()
    const waiting = upTo(20).map(() => log.append(operationRecord(), [accessRecordInput('39010112345')]))
    await log.close()
    await Promise.all(waiting)
    expect(await sequences()).toEqual(upTo(20))
    await expect(log.append(operationRecord(), [])).rejects.toBeInstanceOf(AuditUnavailable)
  })
})

describe('sequence numbers', () => {
  it('are dense and in the order of commits where two nodes write at once', async () => {
    const [one, two] = await Promise.all([open({ maxRowsPerCommit: 20 }), open({ maxRowsPerCommit: 20 })])
    const receipts = await Promise.all(
      upTo(200).map(async (index) => {
        await new Promise((resolve) => setTimeout(resolve, index % 17))
        const log = index % 2 === 0 ? one : two
        return log.append(
          operationRecord(),
          upTo(index % 4).map(() => accessRecordInput('39010112345')),
        )
      }),
    )
    const numbered = receipts.flatMap(({ firstSequence, records }) =>
      upTo(records).map((place) => (firstSequence ?? 0) + place - 1),
    )
    expect(numbered.toSorted((a, b) => a - b)).toEqual(await sequences())
    expect(await sequences()).toEqual(upTo(300))
    const { rows } = await reader.query<{ starts: string; ends: string }>(
      'SELECT min(sequence) AS starts, max(sequence) AS ends FROM access_record GROUP BY xmin::text ORDER BY 1',
    )
    // Each commit holds one run of numbers: none reaches into another's.
    for (const [index, { starts }] of rows.entries()) {
      expect(Number(starts)).toBe(index === 0 ? 1 : Number(rows[index - 1]?.ends) + 1)
    }
  })

  it('have no gap where a batch is rolled back', async () => {
    const log = await open()
    const id = randomUUID()
    await log.append(operationRecord({ id }), [accessRecordInput('39010112345')])
    const repeated = log.append(operationRecord({ id }), [accessRecordInput('39010112345')])
    await expect(repeated).rejects.toBeInstanceOf(AuditUnavailable)
    const receipt = await log.append(operationRecord(), [accessRecordInput('39010112345')])
    expect(receipt.firstSequence).toBe(2)
    expect(await sequences()).toEqual([1, 2])
  })
})

describe('the database itself', () => {
  it.each([
    `UPDATE access_record SET content = ''`,
    'DELETE FROM access_record',
    'TRUNCATE access_record',
    `UPDATE operation_record SET purpose = 'another'`,
    'DELETE FROM operation_record',
    'TRUNCATE operation_record',
    'DELETE FROM log_head',
    'TRUNCATE log_head',
    'UPDATE log_head SET last_sequence = last_sequence - 1',
    `SET session_replication_role = replica; DELETE FROM access_record`,
    `INSERT INTO operation_record SELECT * FROM operation_record ON CONFLICT (id, at) DO UPDATE SET purpose = 'another'`,
  ])('refuses: %s', async (statement) => {
    const log = await open()
    await log.append(operationRecord(), [accessRecordInput('39010112345')])
    await expect(reader.query(statement)).rejects.toThrow('The audit log only grows')
  })
})
