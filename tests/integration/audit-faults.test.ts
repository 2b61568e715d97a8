import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog, Receipt } from '#audit/log.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { Fault, FaultProxy } from '#tests/fault-proxy.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const subjectKey = randomBytes(32)
const code = '39010112345'
const unavailable = { status: 'rejected', reason: expect.any(AuditUnavailable) }
let database: TestDatabase
let proxy: FaultProxy
let direct: Client
let logs: AuditLog[] = []

async function open(timeoutMs: number): Promise<AuditLog> {
  const log = await openAuditLog({ url: proxy.url, subjectKey, masterKeys, timeoutMs })
  logs.push(log)
  return log
}

/** Ids of the operations that the log holds, by the sequence numbers of their records. */
async function recorded(): Promise<Map<number, string>> {
  const { rows } = await direct.query<{ sequence: string; operation_id: string }>(
    `SELECT sequence, operation_id FROM access_record
     JOIN operation_record ON operation_record.id = operation_id ORDER BY sequence`,
  )
  return new Map(rows.map((row) => [Number(row.sequence), row.operation_id]))
}

async function operationIds(): Promise<Set<string>> {
  const { rows } = await direct.query<{ id: string }>('SELECT id FROM operation_record')
  return new Set(rows.map(({ id }) => id))
}

function append(log: AuditLog, records = 1): Promise<Receipt> {
  return log.append(
    operationRecord(),
    Array.from({ length: records }, () => accessRecordInput(code)),
  )
}

/** Waits for what the server still does after its client is gone. */
async function settled(): Promise<void> {
  const busy = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dagr-audit'
    AND state = 'active'`
  await expect.poll(async () => (await direct.query(busy)).rowCount, { timeout: 5_000 }).toBe(0)
}

beforeEach(async () => {
  database = await createTestDatabase('audit')
  proxy = await openFaultProxy(database.url)
  direct = new Client({ connectionString: database.url })
  await direct.connect()
})

afterEach(async () => {
  await Promise.all(logs.map((log) => log.close()))
  logs = []
  await proxy.close()
  await direct.end()
  await database.drop()
})

describe('a commit that breaks', () => {
  const cases: { when: string; fault: Fault; isRecorded: boolean }[] = [
    {
      when: 'cut before the statement is sent',
      fault: { direction: 'toServer', afterBytes: 0, action: 'cut' },
      isRecorded: false,
    },
    {
      when: 'cut within the statement',
      fault: { direction: 'toServer', afterBytes: 100, action: 'cut' },
      isRecorded: false,
    },
    {
      when: 'cut after the commit, before the answer',
      fault: { direction: 'toClient', afterBytes: 0, action: 'cut' },
      isRecorded: true,
    },
    {
      when: 'cut within the answer',
      fault: { direction: 'toClient', afterBytes: 40, action: 'cut' },
      isRecorded: true,
    },
    {
      when: 'no answer, and the statement never arrived',
      fault: { direction: 'toServer', afterBytes: 0, action: 'stall' },
      isRecorded: false,
    },
    {
      when: 'no answer, though committed',
      fault: { direction: 'toClient', afterBytes: 0, action: 'stall' },
      isRecorded: true,
    },
  ]

  it.each(cases)('$when: everything of the batch is rejected', async ({ fault, isRecorded }) => {
    const log = await open(400)
    await append(log)
    proxy.arm(fault)
    const batch = await Promise.allSettled([append(log), append(log, 3)])
    expect(batch).toEqual([unavailable, unavailable])
    await settled()
    expect([...(await recorded()).keys()]).toEqual(isRecorded ? [1, 2, 3, 4, 5] : [1])
    // Whatever is there stays; the next batch goes over a new connection and leaves no gap.
    const receipt = await append(log)
    expect(receipt.firstSequence).toBe(isRecorded ? 6 : 2)
    expect(proxy.connections()).toBe(2)
  })

  it('is rejected where the server ends the session', async () => {
    const log = await open(5_000)
    await direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
    const waiting = Promise.allSettled([append(log)])
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'dagr-audit' AND datname = current_database() AND wait_event_type = 'Lock'`
    // The statistics of one transaction do not change by themselves.
    const admin = new Client({ connectionString: database.url })
    await admin.connect()
    await expect.poll(async () => (await admin.query(end)).rowCount).toBe(1)
    await admin.end()
    expect(await waiting).toEqual([unavailable])
    await direct.query('ROLLBACK')
    expect((await recorded()).size).toBe(0)
    expect(await append(log)).toMatchObject({ firstSequence: 1 })
  })

  it('is given up in time where the head stays locked, and then not written later', async () => {
    const log = await open(300)
    await direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
    await expect(append(log)).rejects.toBeInstanceOf(AuditUnavailable)
    await direct.query('SELECT pg_sleep(0.5)')
    await direct.query('COMMIT')
    await settled()
    expect((await recorded()).size).toBe(0)
  })

  it.each(['WARNING', 'WARNUNG'])('is rejected where the server commits with a warning: %s', async (word) => {
    await direct.query(`
      CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE WARNING 'canceling wait for synchronous replication'; RETURN NULL; END $$;
      CREATE TRIGGER warn AFTER INSERT ON access_record FOR EACH STATEMENT EXECUTE FUNCTION warn();
    `)
    proxy.translate('WARNING', word)
    const log = await open(2_000)
    await expect(append(log)).rejects.toBeInstanceOf(AuditUnavailable)
    expect((await recorded()).size).toBe(1)
  })
})

describe('a server that is stopped', () => {
  it('records nothing, and records again once it is back', async () => {
    const log = await open(2_000)
    await append(log)
    await proxy.stop()
    const meanwhile = await Promise.allSettled([append(log), append(log), append(log)])
    expect(meanwhile).toEqual([unavailable, unavailable, unavailable])
    await proxy.start()
    expect(await append(log)).toMatchObject({ firstSequence: 2 })
  })

  it('is noticed at opening', async () => {
    await proxy.stop()
    await expect(open(2_000)).rejects.toThrow('ECONNREFUSED')
    await proxy.start()
    proxy.arm({ direction: 'toClient', afterBytes: 0, action: 'stall' })
    await expect(open(200)).rejects.toThrow('No answer within')
  })

  it('does not keep the log from closing', async () => {
    const log = await open(300)
    proxy.arm({ direction: 'toServer', afterBytes: 0, action: 'stall' })
    await log.close()
    await expect(append(log)).rejects.toBeInstanceOf(AuditUnavailable)
  })

  it('does not cost the appends that come with the next connection', async () => {
    const log = await open(5_000)
    proxy.arm({ direction: 'toServer', afterBytes: 0, action: 'cut' })
    const broken = Promise.allSettled([append(log)])
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    const after = append(log)
    expect(await broken).toEqual([unavailable])
    expect(await after).toMatchObject({ firstSequence: 1 })
  })
})

describe('wherever the connection breaks', () => {
  const faults = fc.record<Fault>({
    direction: fc.constantFrom('toServer', 'toClient'),
    afterBytes: fc.oneof(fc.nat(600), fc.nat(12_000)),
    action: fc.constant('cut'),
  })
  const bursts = fc.array(
    fc.record({ fault: faults, appends: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }) }),
    { minLength: 1, maxLength: 8 },
  )

  it('no receipt is given without its rows, and no number is left out', async () => {
    let resolved = 0
    let rejected = 0
    await fc.assert(
      fc.asyncProperty(bursts, async (given) => {
        const log = await open(2_000)
        const receipts: Receipt[] = []
        for (const { fault, appends } of given) {
          proxy.arm(fault)
          const results = await Promise.allSettled(appends.map((records) => append(log, records)))
          proxy.disarm()
          for (const result of results) {
            if (result.status === 'fulfilled') receipts.push(result.value)
            else rejected += 1
          }
        }
        await settled()
        const rows = await recorded()
        const operations = await operationIds()
        for (const { operation, firstSequence, records } of receipts) {
          expect(operations.has(operation)).toBe(true)
          for (let place = 0; place < records; place += 1) {
            expect(rows.get((firstSequence ?? 0) + place)).toBe(operation)
          }
        }
        expect([...rows.keys()]).toEqual(Array.from(rows, (_, index) => index + 1))
        resolved += receipts.length
      }),
      { numRuns: 60 },
    )
    // Both happened often enough for the property to mean something.
    expect(resolved).toBeGreaterThan(100)
    expect(rejected).toBeGreaterThan(100)
  })
})
