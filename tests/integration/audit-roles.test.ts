import { randomBytes, randomUUID } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditMisconfigured } from '#audit/failures.ts'
import { openAuditLog } from '#audit/log.ts'
import { openQuota } from '#audit/quota.ts'
import { openAuditReader } from '#audit/read.ts'
import { actingAs, auditRoles } from '#audit/roles.ts'
import type { AuditRole } from '#audit/roles.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
const login = `login_${randomUUID()}`
const password = randomUUID()
let database: TestDatabase
let owner: Client
/** The database as an ordinary login that is a member of the writer's and the reader's role, and of nothing else. */
let url: string

beforeAll(async () => {
  database = await createTestDatabase('audit')
  owner = new Client({ connectionString: database.url })
  await owner.connect()
  const named = escapeIdentifier(login)
  await owner.query(`CREATE ROLE ${named} LOGIN PASSWORD '${password}'`)
  await owner.query(`GRANT ${auditRoles.writer}, ${auditRoles.reader} TO ${named}`)
  const address = new URL(database.url)
  address.username = login
  address.password = password
  url = address.href
})

afterAll(async () => {
  await owner.query(`DROP ROLE ${escapeIdentifier(login)}`)
  await owner.end()
  await database.drop()
})

async function asRole(role: AuditRole, statement: string): Promise<void> {
  const client = new Client({ connectionString: actingAs(url, role) })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

describe('a login that may write and read', () => {
  it('is all that a gateway and its subgraphs need', async () => {
    const log = await openAuditLog({ url, subjectKey, masterKeys, timeoutMs: 5_000 })
    const reader = openAuditReader({ url, subjectKey, masterKeys, timeoutMs: 5_000 })
    const quota = openQuota({ url, timeoutMs: 5_000 })
    await log.append(operationRecord(), [accessRecordInput('39010112345')])
    expect(await reader.histories([{ codes: ['39010112345'], first: 1, before: null }])).toMatchObject([
      { records: [{ sequence: 1 }] },
    ])
    const at = new Date()
    expect(await quota.take({ permission: '1001', perDay: 1, at })).toBe(true)
    expect(await quota.uses(['1001'], new Date('2026-03-02'))).toEqual(new Map([['1001', 1]]))
    await Promise.all([log.close(), reader.close(), quota.close()])
  })

  it.each([
    `UPDATE access_record SET content = ''`,
    'DELETE FROM access_record',
    'TRUNCATE access_record',
    'DELETE FROM access_record_default',
    `INSERT INTO access_record_default SELECT * FROM access_record`,
    `UPDATE operation_record SET purpose = 'another'`,
    'DELETE FROM operation_record',
    'TRUNCATE operation_record',
    'DELETE FROM subject_key',
    `UPDATE subject_key SET wrapped = ''`,
    'UPDATE log_head SET key_generation = key_generation + 1',
    'UPDATE log_head SET last_housekeeping = last_housekeeping + 1',
    'DELETE FROM log_head',
    'DELETE FROM use_count',
    `INSERT INTO housekeeping VALUES (1, gen_random_uuid(), now(), 'ERASURE', 'one', 'two', '{}')`,
    'DELETE FROM seal',
    'DROP TABLE access_record',
    'ALTER TABLE access_record DISABLE TRIGGER ALL',
    `SET session_replication_role = replica`,
    `SELECT add_months('2030-01-01', '2030-01-01')`,
  ])('is refused as the writer: %s', async (statement) => {
    await expect(asRole('writer', statement)).rejects.toThrow(/permission denied|must be owner/)
  })

  it.each([
    `INSERT INTO subject_key SELECT * FROM subject_key`,
    'UPDATE log_head SET last_sequence = last_sequence + 1',
    'DELETE FROM access_record',
    'TRUNCATE operation_record',
  ])('is refused as the reader: %s', async (statement) => {
    await expect(asRole('reader', statement)).rejects.toThrow('permission denied')
  })

  it('cannot take the part of the sealer or the keeper', async () => {
    for (const role of ['sealer', 'keeper'] as const) {
      await expect(asRole(role, 'SELECT')).rejects.toThrow(auditRoles[role])
    }
  })
})

it('a login that is not a member of the role is told which one it lacks', async () => {
  const named = escapeIdentifier(login)
  await owner.query(`REVOKE ${auditRoles.writer} FROM ${named}`)
  const refusal = await openAuditLog({ url, subjectKey, masterKeys, timeoutMs: 5_000 }).catch(
    (error: unknown) => error,
  )
  await owner.query(`GRANT ${auditRoles.writer} TO ${named}`)
  expect(refusal).toBeInstanceOf(AuditMisconfigured)
  expect(String(refusal)).toContain('GRANT dagr_audit_writer')
  expect(String(refusal)).not.toContain(password)
})

it('options that the URL has stay, and none of them gives the role up', async () => {
  const address = new URL(url)
  address.searchParams.set('options', '-c work_mem=7MB -c role=none')
  const client = new Client({ connectionString: actingAs(address.href, 'reader') })
  await client.connect()
  const { rows } = await client.query(`SELECT current_user AS role, current_setting('work_mem') AS memory`)
  await client.end()
  expect(rows).toEqual([{ role: auditRoles.reader, memory: '7MB' }])
})
