import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentOf } from '#audit/content.ts'
import { openAuditLog } from '#audit/log.ts'
import { migrations } from '#audit/migrations.ts'
import { openAuditReader } from '#audit/read.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import { subjectHash } from '#audit/subject.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import { migrate } from '#tools/databases/migrate.ts'

/** An audit database of the time before contents were encrypted and the log was sealed, brought forward. */

const subjectKey = randomBytes(32)
const code = '39010112345'
const other = '39010112346'
const operations = [
  operationRecord({ at: new Date('2026-05-31T22:30:00.000Z') }),
  operationRecord({ at: new Date('2026-06-01T00:00:00.000Z'), operationHash: null }),
]
const delayed = new Date('2026-07-01T00:00:00.000Z')
let database: TestDatabase
let direct: Client

beforeAll(async () => {
  database = await createTestDatabase('empty')
  await migrate(database.url, migrations.slice(0, 3))
  direct = new Client({ connectionString: database.url })
  await direct.connect()
  for (const operation of operations.toReversed()) await writeOperation(operation)
  await writeRecord(1, code, null)
  await writeRecord(2, other, null)
  await writeRecord(3, code, delayed)
  await direct.query('UPDATE log_head SET last_sequence = 3')
  await migrate(database.url, migrations)
})

afterAll(async () => {
  await direct.end()
  await database.drop()
})

async function writeOperation({ id, at, coordinates }: (typeof operations)[number]): Promise<void> {
  await direct.query(
    `INSERT INTO operation_record (id, at, coordinates, subgraphs, subjects, outcome, epoch)
     VALUES ($1, $2, $3, '{"population": 1}', 2, 'RELEASED', 7)`,
    [id, at, JSON.stringify(coordinates)],
  )
}

async function writeRecord(sequence: number, subject: string, disclosedFrom: Date | null): Promise<void> {
  const [operation = operationRecord()] = operations
  const input = accessRecordInput(subject, { entity: `record ${sequence}` })
  const content = {
    ...contentOf(operation, input),
    ...(disclosedFrom && { disclosedFrom: disclosedFrom.toISOString() }),
  }
  await direct.query(
    `INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, content, disclosed_from)
     VALUES ($1, gen_random_uuid(), $2, $3, $4, $5, $6)`,
    [
      sequence,
      operation.id,
      operation.at,
      subjectHash(subjectKey, subject),
      Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify(content))]),
      disclosedFrom,
    ],
  )
}

async function entities(now: Date): Promise<readonly (readonly [string, boolean])[]> {
  const options = { url: database.url, subjectKey, masterKeys, timeoutMs: 5_000, clock: () => now }
  const reader = openAuditReader(options)
  const [page] = await reader.histories([{ codes: [code], first: 10, before: null }])
  await reader.close()
  return (page?.records ?? []).map(({ entity, shown }) => [entity, shown !== null] as const)
}

test('operations are numbered by time, and lie in the partitions of their months', async () => {
  const { rows } = await direct.query<{ id: string; number: string; part: string }>(
    'SELECT id, number, tableoid::regclass::text AS part FROM operation_record ORDER BY number',
  )
  expect(rows).toEqual(
    operations.map(({ id }, place) => ({
      id,
      number: `${place + 1}`,
      part: `operation_record_2026_0${place + 5}`,
    })),
  )
})

test('old records stay in their histories, new ones come after them, and all of them are sealed', async () => {
  expect(await entities(new Date('2026-06-15'))).toEqual([['record 1', false]])
  expect(await entities(delayed)).toEqual([
    ['record 3', false],
    ['record 1', false],
  ])
  const log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  const receipt = await log.append(operationRecord(), [accessRecordInput(code, { entity: 'new' })])
  await log.close()
  expect(receipt.firstSequence).toBe(4)
  expect(await entities(delayed)).toEqual([
    ['new', true],
    ['record 3', false],
    ['record 1', false],
  ])

  const problems: string[] = []
  const signer = openLogSigner({
    origin: 'dagr.test/log',
    keys: [generateKeyPairSync('ed25519').privateKey],
  })
  const sealer = await startSealer({
    url: database.url,
    signer,
    everyMs: Infinity,
    onProblem: (message) => problems.push(message),
  })
  const seal = await sealer.sealNow()
  await sealer.close()
  expect(problems).toEqual([])
  // Three operations, four records, and the seal itself.
  expect(seal).toMatchObject({ number: 1, lastOperation: 3, lastSequence: 4, treeSize: 8, subjects: 2 })
})

test('a retention run of before it took two officials stays, and none comes after it', async () => {
  const before = await createTestDatabase('empty')
  const owner = new Client({ connectionString: before.url })
  await owner.connect()
  const run = (number: number) =>
    owner.query(
      "INSERT INTO housekeeping VALUES ($1, gen_random_uuid(), now(), 'RETENTION', 'retention', NULL, '{}')",
      [number],
    )
  const place = migrations.findIndex(({ name }) => name === '007-two-officials')
  await migrate(before.url, migrations.slice(0, place))
  await run(1)
  await migrate(before.url, migrations)
  await expect(run(2)).rejects.toMatchObject({ code: '23514', constraint: 'retention_four_eyes' })
  expect((await owner.query('SELECT number, author, approver FROM housekeeping')).rows).toEqual([
    { number: '1', author: 'retention', approver: null },
  ])
  await owner.end()
  await before.drop()
})
