import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAuditLog } from '#audit/log.ts'
import { openAuditReader } from '#audit/read.ts'
import { actingAs } from '#audit/roles.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
const code = '39010112345'
/** Moments on both sides of the months' borders, UTC; the first lies before every partition of a month. */
const moments = [
  ['2019-12-31T23:59:59.999Z', 'default'],
  ['2031-01-31T23:59:59.999Z', '2031_01'],
  ['2031-02-01T00:00:00.000Z', '2031_02'],
  ['2031-02-28T23:59:59.999Z', '2031_02'],
  ['2031-03-01T00:00:00.000Z', '2031_03'],
] as const
let database: TestDatabase
let owner: Client

beforeAll(async () => {
  database = await createTestDatabase('audit')
  owner = new Client({ connectionString: database.url })
  await owner.connect()
  const sealer = new Client({ connectionString: actingAs(database.url, 'sealer') })
  await sealer.connect()
  await sealer.query(`SET TimeZone = 'Asia/Tokyo'`)
  await sealer.query(`SELECT add_months('2031-01-15', '2031-03-01')`)
  await sealer.query(`SELECT add_months('2031-02-01', '2031-03-31')`)
  await sealer.end()
  const log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  for (const [at] of moments) {
    await log.append(operationRecord({ at: new Date(at) }), [accessRecordInput(code)])
  }
  await log.close()
})

afterAll(async () => {
  await owner.end()
  await database.drop()
})

test.each(['operation_record', 'access_record'])(
  'each row of %s lies in the partition of its month',
  async (table) => {
    const { rows } = await owner.query<{ part: string }>(
      `SELECT tableoid::regclass::text AS part FROM ${table} ORDER BY at`,
    )
    expect(rows.map(({ part }) => part)).toEqual(moments.map(([, month]) => `${table}_${month}`))
  },
)

test('a month whose rows lie in the default partition is left out, and said; the others are made', async () => {
  const others = ['operation_record_2019_11', 'access_record_2019_11', 'access_record_2020_01']
  const warnings: (string | undefined)[] = []
  const noted = ({ message }: { message?: string | undefined }): void => void warnings.push(message)
  owner.on('notice', noted)
  await owner.query('BEGIN')
  await owner.query(`SELECT add_months('2019-11-01', '2020-01-01')`)
  const { rows } = await owner.query<{ made: boolean }>(
    'SELECT to_regclass(part) IS NOT NULL AS made FROM unnest($1::text[]) AS part',
    [['access_record_2019_12', 'operation_record_2019_12', ...others]],
  )
  await owner.query('ROLLBACK')
  owner.off('notice', noted)
  expect(rows.map(({ made }) => made)).toEqual([false, false, true, true, true])
  expect(warnings).toEqual([
    expect.stringMatching(/^operation_record_2019_12 is not made/),
    expect.stringMatching(/^access_record_2019_12 is not made/),
  ])
})

test('a history is whole over the months, in the order of commits', async () => {
  const reader = openAuditReader({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  const [page] = await reader.histories([{ codes: [code], first: 4, before: null }])
  const [rest] = await reader.histories([{ codes: [code], first: 4, before: 2 }])
  await reader.close()
  expect(page?.records.map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2])
  expect(page?.hasNextPage).toBe(true)
  expect(rest?.records.map(({ sequence }) => sequence)).toEqual([1])
})

test('the months ahead are there from the beginning', async () => {
  const { rows } = await owner.query(
    `SELECT to_regclass('access_record_' || to_char(now() AT TIME ZONE 'UTC' + ahead * interval '1 month', 'YYYY_MM')) AS part
     FROM generate_series(0, 3) AS ahead`,
  )
  expect(rows).toHaveLength(4)
  for (const { part } of rows) expect(part).not.toBeNull()
})

test.each(moments.map(([, month]) => month))(
  'the partition %s refuses what the whole table refuses',
  async (month) => {
    for (const table of ['operation_record', 'access_record']) {
      const part = `${table}_${month}`
      for (const statement of [
        `DELETE FROM ${part}`,
        `TRUNCATE ${part}`,
        `UPDATE ${part} SET at = at`,
        `SET session_replication_role = replica; DELETE FROM ${part}`,
        `SET session_replication_role = replica; TRUNCATE ${part}`,
      ]) {
        await expect(owner.query(statement), statement).rejects.toThrow('The audit log only grows')
        await owner.query('RESET session_replication_role')
      }
    }
  },
)
