import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OperationRecord } from '#audit/access-record.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { readOperationShapes } from '#audit/operation-shapes.ts'
import type { TestDatabase } from '../postgres.ts'
import { testMasterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '../postgres.ts'

let database: TestDatabase
let pool: Pool
let log: AuditLog

beforeAll(async () => {
  database = await createTestDatabase('audit')
  pool = new Pool({ connectionString: database.url })
  pool.on('error', () => undefined)
  log = await openAuditLog({
    url: database.url,
    subjectKey: Buffer.alloc(32, 7),
    masterKeys: testMasterKeys,
    timeoutMs: 10_000,
  })
})

afterAll(async () => {
  await log.close()
  await pool.end()
  await database.drop()
})

const operation: Omit<OperationRecord, 'id'> = {
  at: new Date('2026-03-01T12:00:00Z'),
  consumer: 'vid',
  organisation: 'VID',
  application: 'vid-esks',
  permission: '1001',
  purpose: 'tax',
  legalBasis: 'law',
  epoch: 1,
  trace: null,
  official: null,
  case: null,
  operationName: null,
  operationHash: null,
  coordinates: ['Query.person', 'Person.sex'],
  subgraphs: {},
  subjects: 0,
  outcome: 'RELEASED',
  code: null,
  counted: true,
  disclosedFrom: null,
}

async function record(change: Partial<OperationRecord> = {}): Promise<void> {
  await log.append({ ...operation, id: randomUUID(), ...change }, [])
}

const period = {
  permission: '1001',
  since: new Date('2026-03-01T00:00:00Z'),
  until: new Date('2026-03-04T00:00:00Z'),
}

test('operations of one set of coordinates are one shape, by consumer, application and code', async () => {
  await record()
  await record({ coordinates: ['Person.sex', 'Query.person'] })
  await record({ application: 'vid-other' })
  await record({ outcome: 'REFUSED', code: 'OPERATION_REFUSED' })
  await record({ coordinates: ['Query.person'], at: new Date('2026-03-02T12:00:00Z') })
  await record({ coordinates: [], at: new Date('2026-03-01T21:59:59Z') })
  // Of another permission, before the period, and after it.
  await record({ permission: '1002' })
  await record({ at: new Date('2026-02-28T23:59:59.999Z') })
  await record({ at: period.until })

  const { shapes, busiestDay } = await readOperationShapes(pool, period)
  const told = shapes.map(({ coordinates, ...others }) => ({
    ...others,
    coordinates: coordinates.toSorted(),
  }))
  const shape = { permission: '1001', consumer: 'vid', application: 'vid-esks', code: null, count: 1 }
  const both = ['Person.sex', 'Query.person']
  expect(told).toHaveLength(5)
  expect(told).toEqual(
    expect.arrayContaining([
      { ...shape, coordinates: both, count: 2 },
      { ...shape, coordinates: both, application: 'vid-other' },
      { ...shape, coordinates: both, code: 'OPERATION_REFUSED' },
      { ...shape, coordinates: ['Query.person'] },
      { ...shape, coordinates: [] },
    ]),
  )
  // The day ends at midnight in Riga, two hours before it does in UTC.
  expect(busiestDay).toBe(5)
})

test('a day is a calendar day in Riga', async () => {
  const day = { permission: '2001', since: period.since, until: period.until }
  await record({ permission: '2001', at: new Date('2026-03-01T21:59:59Z') })
  await record({ permission: '2001', at: new Date('2026-03-01T22:00:00Z') })
  await record({ permission: '2001', at: new Date('2026-03-02T21:59:59Z') })
  expect((await readOperationShapes(pool, day)).busiestDay).toBe(2)
})

test('a permission that nobody used has no shapes', async () => {
  const nobody = { ...period, permission: '9999' }
  expect(await readOperationShapes(pool, nobody)).toStrictEqual({ shapes: [], busiestDay: 0 })
})

test('operations that were recorded before shapes were are counted as well', async () => {
  await pool.query(
    `INSERT INTO operation_record (number, id, at, consumer, application, permission, coordinates, subgraphs, subjects,
       outcome)
     SELECT number, gen_random_uuid(), $1, 'vid', 'vid-esks', '3001', $2, '{}', 0, 'RELEASED'
     FROM generate_series(1000, 1002) AS number`,
    [operation.at, JSON.stringify(operation.coordinates)],
  )
  await record({ permission: '3001' })
  const { shapes } = await readOperationShapes(pool, { ...period, permission: '3001' })
  expect(new Set(shapes.map(({ count }) => count))).toStrictEqual(new Set([1, 3]))
  for (const { coordinates } of shapes) expect(coordinates).toStrictEqual(operation.coordinates)
})
