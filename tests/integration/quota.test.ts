import { assert, asyncProperty, array, constantFrom, integer, record } from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import { openAuditLog } from '#audit/log.ts'
import { blockOf, openQuota } from '#audit/quota.ts'
import type { Quota } from '#audit/quota.ts'
import { readUseCounts } from '#audit/use-counts.ts'
import { operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const morning = new Date('2026-03-02T08:00:00Z')
const nextDay = new Date('2026-03-02T22:00:00Z')

let database: TestDatabase
let reader: Client
const nodes: Quota[] = []

beforeEach(async () => {
  database = await createTestDatabase('audit')
  reader = new Client({ connectionString: database.url })
  await reader.connect()
})

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.close()))
  await reader.end()
  await database.drop()
})

function open(url = database.url, timeoutMs = 5_000): Quota {
  const node = openQuota({ url, timeoutMs })
  nodes.push(node)
  return node
}

async function granted(takes: readonly Promise<boolean>[]): Promise<number> {
  return (await Promise.all(takes)).filter((isGranted) => isGranted).length
}

function times<Result>(count: number, make: (index: number) => Result): Result[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

test('nodes that take at once never take more than the quota, and all of it but a block of each node', async () => {
  let round = 0
  const requests = array(record({ node: integer({ min: 0, max: 2 }), at: constantFrom(morning, nextDay) }), {
    minLength: 1,
    maxLength: 80,
  })
  await assert(
    asyncProperty(requests, integer({ min: 0, max: 300 }), async (asked, perDay) => {
      const permission = `p${(round += 1)}`
      const own = times(3, () => open())
      const taken = await Promise.all(
        asked.map(async ({ node, at }) => ({
          at,
          isTaken: await own[node]?.take({ permission, perDay, at }),
        })),
      )
      for (const day of [morning, nextDay]) {
        const ofDay = taken.filter(({ at }) => at === day)
        const uses = ofDay.filter(({ isTaken }) => isTaken).length
        expect(uses).toBeLessThanOrEqual(perDay)
        // What the other nodes hold and do not use is all that can be missing where anything was refused.
        expect(uses).toBeGreaterThanOrEqual(Math.min(ofDay.length, perDay - 2 * blockOf(perDay)))
      }
      await Promise.all(nodes.splice(0).map((node) => node.close()))
    }),
    { numRuns: 25, seed: 7 },
  )
})

test('one node takes all of it, and then nothing until the next day', async () => {
  const node = open()
  expect(await granted(times(350, () => node.take({ permission: '1001', perDay: 250, at: morning })))).toBe(
    250,
  )
  expect(await node.take({ permission: '1001', perDay: 250, at: nextDay })).toBe(true)
  expect(await node.take({ permission: '1001', perDay: 250, at: morning })).toBe(false)
  expect(await node.take({ permission: '1002', perDay: 1, at: morning })).toBe(true)
})

test('what was refused once costs no question any more, and a quota that is raised is asked anew', async () => {
  const node = open()
  await granted(times(5, () => node.take({ permission: '1001', perDay: 3, at: morning })))
  const asked = node.blocks()
  expect(await granted(times(5, () => node.take({ permission: '1001', perDay: 3, at: morning })))).toBe(0)
  expect(node.blocks()).toBe(asked)
  expect(await granted(times(5, () => node.take({ permission: '1001', perDay: 5, at: morning })))).toBe(2)
  expect(await granted(times(5, () => node.take({ permission: '1001', perDay: 2, at: morning })))).toBe(0)
})

test('a restart loses a block at most', async () => {
  const perDay = 500
  let uses = 0
  for (let restart = 0; restart < 4; restart++) {
    const node = open()
    uses += await granted([node.take({ permission: '1001', perDay, at: morning })])
  }
  const last = open()
  uses += await granted(times(perDay, () => last.take({ permission: '1001', perDay, at: morning })))
  expect(uses).toBeLessThanOrEqual(perDay)
  expect(uses).toBeGreaterThanOrEqual(perDay - 4 * blockOf(perDay))
})

test.each(['cut', 'stall'] as const)('a database that cannot be asked (%s) takes nothing', async (action) => {
  const proxy = await openFaultProxy(database.url)
  const node = open(proxy.url, 500)
  const take = () => node.take({ permission: '1001', perDay: 10, at: morning })
  proxy.arm({ direction: 'toClient', afterBytes: 0, action })
  await expect(take()).rejects.toThrow(AuditUnavailable)
  proxy.disarm()
  await expect.poll(() => take().catch(() => false)).toBe(true)
  await proxy.close()
})

test('what is reserved is never taken back', async () => {
  const node = open()
  await node.take({ permission: '1001', perDay: 1, at: morning })
  await expect(reader.query('UPDATE quota_use SET reserved = 0')).rejects.toThrow('only grows')
})

test('uses are counted with the record, per permission and day in Riga, whichever node commits', async () => {
  const logs = await Promise.all(
    times(2, (node) =>
      openAuditLog({ url: database.url, subjectKey: Buffer.alloc(32, node), masterKeys, timeoutMs: 5_000 }),
    ),
  )
  const operations = [
    ...times(30, () => operationRecord({ at: morning })),
    ...times(4, () => operationRecord({ at: nextDay })),
    ...times(7, () => operationRecord({ at: morning, permission: '2001' })),
    ...times(5, () =>
      operationRecord({ at: morning, counted: false, outcome: 'REFUSED', code: 'QUOTA_EXCEEDED' }),
    ),
    operationRecord({ at: morning, permission: null }),
  ]
  await Promise.all(operations.map(async (operation, index) => logs[index % 2]?.append(operation, [])))
  await Promise.all(logs.map((log) => log.close()))
  const permissions = ['1001', '2001', '3001']
  expect(await readUseCounts(database.url, { permissions, day: '2026-03-02' })).toEqual(
    new Map([
      ['1001', 30],
      ['2001', 7],
    ]),
  )
  expect(await open().uses(permissions, nextDay)).toEqual(new Map([['1001', 4]]))
  const { rows } = await reader.query(
    `SELECT permission, (at AT TIME ZONE 'Europe/Riga')::date::text AS day, count(*)::int AS uses FROM operation_record
      WHERE counted AND permission IS NOT NULL GROUP BY 1, 2
     EXCEPT SELECT permission, day::text, uses::int FROM use_count`,
  )
  expect(rows).toEqual([])
})
