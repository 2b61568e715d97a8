import { randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { openAuditLog } from '#audit/log.ts'
import { actingAs } from '#audit/roles.ts'
import { subjectHash } from '#audit/subject.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

/** What the keeper's role may do in the audit database, and what the database refuses to whomever. */

const subjectKey = randomBytes(32)
const code = '39010110001'
let database: TestDatabase
let keeper: Client
let owner: Client

beforeAll(async () => {
  database = await createTestDatabase('audit')
  const log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  for (const subject of [code, '39010120001'])
    await log.append(operationRecord(), [accessRecordInput(subject), accessRecordInput('39010130001')])
  await log.close()
  keeper = new Client({ connectionString: actingAs(database.url, 'keeper') })
  owner = new Client({ connectionString: database.url })
  await Promise.all([keeper.connect(), owner.connect()])
  await owner.query(`SELECT add_months('2031-01-01', '2031-01-01')`)
  await owner.query(`
    INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, content)
    SELECT 9, gen_random_uuid(), gen_random_uuid(), '2031-01-05', subject_hash, '\\x01' FROM access_record LIMIT 1`)
  const kept = openKeeper(database.url)
  const asked = { subjectHash: subjectHash(subjectKey, '39010130001'), at: new Date() }
  const { request } = await requestErasure(kept, { ...asked, author: 'one', reason: 'VDAA 1' })
  await approveErasure(kept, { ...asked, request, approver: 'two' })
  await kept.close()
})

afterAll(async () => {
  await Promise.all([keeper.end(), owner.end()])
  await database.drop()
})

/** Everything that the log holds. */
async function everything(): Promise<unknown> {
  const tables = [
    'operation_record',
    'access_record',
    'subject_key',
    'housekeeping',
    'log_head',
    'erasure_request',
  ]
  const rows: unknown[] = []
  for (const table of tables) rows.push((await owner.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows)
  return rows
}

const emptied = "content = '', sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content)"
const housekeeping = (kind: string, approver: string, detail = '{}'): string => `
  INSERT INTO housekeeping (number, id, at, kind, author, approver, detail)
  VALUES (2, '${randomUUID()}', now(), '${kind}', 'one', ${approver}, '${detail}');`

describe('the role of the keeper', () => {
  test.each([
    `UPDATE operation_record SET purpose = 'x'`,
    `DELETE FROM operation_record`,
    `INSERT INTO operation_record SELECT * FROM operation_record`,
    `UPDATE access_record SET at = now()`,
    `UPDATE access_record SET subject_hash = sha256('x')`,
    `UPDATE access_record SET disclosed_from = now()`,
    `UPDATE access_record SET plain_digest = NULL`,
    `UPDATE access_record SET content = 'x'`,
    `UPDATE access_record SET content = '', sealed_digest = sha256('x')`,
    `DELETE FROM access_record`,
    `INSERT INTO access_record SELECT * FROM access_record`,
    `UPDATE access_record_2031_01 SET ${emptied}`,
    `INSERT INTO subject_key SELECT * FROM subject_key`,
    `UPDATE subject_key SET subject_hash = sha256('x')`,
    `UPDATE subject_key SET created_at = now()`,
    `TRUNCATE subject_key`,
    `TRUNCATE access_record`,
    `UPDATE housekeeping SET author = 'x'`,
    `DELETE FROM housekeeping`,
    `UPDATE erasure_request SET author = 'x'`,
    `DELETE FROM erasure_request`,
    `UPDATE log_head SET last_sequence = last_sequence + 1`,
    `UPDATE log_head SET last_operation = last_operation + 1`,
    `UPDATE log_head SET last_housekeeping = 0`,
    `UPDATE log_head SET key_generation = 0`,
    `DELETE FROM log_head`,
    `INSERT INTO seal SELECT * FROM seal`,
    `DELETE FROM log_tile`,
    `UPDATE subject_head SET count = 0`,
    `DELETE FROM cosignature`,
    `UPDATE use_count SET uses = 0`,
  ])('cannot %s', async (statement) => {
    const before = await everything()
    await expect(keeper.query(statement)).rejects.toMatchObject({ code: '42501' })
    expect(await everything()).toEqual(before)
  })
})

describe('nothing goes without a record of it, whoever tries', () => {
  const key = `DELETE FROM subject_key WHERE subject_hash = (SELECT min(subject_hash) FROM subject_key);`
  test.each([
    ['a key', key, '42501'],
    ['a content', `UPDATE access_record SET ${emptied} WHERE octet_length(content) > 0;`, '42501'],
    ['a key, recorded as retention', housekeeping('RETENTION', `'two'`) + key, '42501'],
    ['a key, recorded as another one', housekeeping('ERASURE', `'two'`, '{"token": "00"}') + key, '42501'],
    ['erased by one official', housekeeping('ERASURE', `'one'`), '23514'],
    ['erased without a second official', housekeeping('ERASURE', 'NULL'), '23514'],
    ['removed by one official', housekeeping('RETENTION', `'one'`), '23514'],
    ['removed without a second official', housekeeping('RETENTION', 'NULL'), '23514'],
  ])('%s', async (_name, statements, refusal) => {
    const before = await everything()
    const asReplica = 'SET LOCAL session_replication_role = replica;'
    for (const [client, first] of [
      [keeper, ''],
      [owner, ''],
      [owner, asReplica],
    ] as const) {
      await expect(client.query(`BEGIN; ${first} ${statements} COMMIT`)).rejects.toMatchObject({
        code: refusal,
      })
      await client.query('ROLLBACK')
    }
    expect(await everything()).toEqual(before)
  })

  test('the same request is not carried out twice', async () => {
    const { rows } = await owner.query<{ request: string }>(
      `SELECT detail ->> 'request' AS request FROM housekeeping`,
    )
    const again = housekeeping('ERASURE', `'two'`, JSON.stringify({ request: rows[0]?.request }))
    await expect(keeper.query(again)).rejects.toMatchObject({ code: '23505' })
  })
})
