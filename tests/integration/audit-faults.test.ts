import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import type { AuditLog, Receipt } from '#audit/log.ts'
import type { Fault } from '#tests/fault-proxy.ts'
import { appendAbout, openFaultyAudit } from '#tests/faulty-audit.ts'
import type { FaultyAudit } from '#tests/faulty-audit.ts'

const code = '39010112345'
const unavailable = { status: 'rejected', reason: expect.any(AuditUnavailable) }
let audit: FaultyAudit

function append(log: AuditLog, records = 1): Promise<Receipt> {
  return appendAbout(log, ...Array.from({ length: records }, () => code))
}

beforeEach(async () => {
  audit = await openFaultyAudit()
})
afterEach(() => audit.close())

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
    const log = await audit.open(400)
    await append(log)
    audit.proxy.arm(fault)
    const batch = await Promise.allSettled([append(log), append(log, 3)])
    expect(batch).toEqual([unavailable, unavailable])
    await audit.settled()
    expect([...(await audit.recorded()).keys()]).toEqual(isRecorded ? [1, 2, 3, 4, 5] : [1])
    // Whatever is there stays; the next batch goes over a new connection and leaves no gap.
    const receipt = await append(log)
    expect(receipt.firstSequence).toBe(isRecorded ? 6 : 2)
    expect(audit.proxy.connections()).toBe(2)
  })

  it('is rejected where the server ends the session', async () => {
    const log = await audit.open(5_000)
    await audit.direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
    const waiting = Promise.allSettled([append(log)])
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'dagr-audit' AND datname = current_database() AND wait_event_type = 'Lock'`
    // The statistics of one transaction do not change by themselves.
    const admin = new Client({ connectionString: audit.url })
    await admin.connect()
    await expect.poll(async () => (await admin.query(end)).rowCount).toBe(1)
    await admin.end()
    expect(await waiting).toEqual([unavailable])
    await audit.direct.query('ROLLBACK')
    expect((await audit.recorded()).size).toBe(0)
    expect(await append(log)).toMatchObject({ firstSequence: 1 })
  })

  it('is given up in time where the head stays locked, and then not written later', async () => {
    const log = await audit.open(300)
    await audit.direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
    await expect(append(log)).rejects.toBeInstanceOf(AuditUnavailable)
    await audit.direct.query('SELECT pg_sleep(0.5)')
    await audit.direct.query('COMMIT')
    await audit.settled()
    expect((await audit.recorded()).size).toBe(0)
  })

  it.each(['WARNING', 'WARNUNG'])('is rejected where the server commits with a warning: %s', async (word) => {
    await audit.direct.query(`
      CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE WARNING 'canceling wait for synchronous replication'; RETURN NULL; END $$;
      CREATE TRIGGER warn AFTER INSERT ON access_record FOR EACH STATEMENT EXECUTE FUNCTION warn();
    `)
    audit.proxy.translate('WARNING', word)
    const log = await audit.open(2_000)
    await expect(append(log)).rejects.toBeInstanceOf(AuditUnavailable)
    expect((await audit.recorded()).size).toBe(1)
  })
})

describe('a server that is stopped', () => {
  it('records nothing, and records again once it is back', async () => {
    const log = await audit.open(2_000)
    await append(log)
    await audit.proxy.stop()
    const meanwhile = await Promise.allSettled([append(log), append(log), append(log)])
    expect(meanwhile).toEqual([unavailable, unavailable, unavailable])
    await audit.proxy.start()
    expect(await append(log)).toMatchObject({ firstSequence: 2 })
  })

  it('is noticed at opening', async () => {
    await audit.proxy.stop()
    await expect(audit.open(2_000)).rejects.toThrow('ECONNREFUSED')
    await audit.proxy.start()
    audit.proxy.arm({ direction: 'toClient', afterBytes: 0, action: 'stall' })
    await expect(audit.open(200)).rejects.toThrow('No answer within')
  })

  it('does not keep the log from closing', async () => {
    const log = await audit.open(300)
    audit.proxy.arm({ direction: 'toServer', afterBytes: 0, action: 'stall' })
    await log.close()
    await expect(append(log)).rejects.toBeInstanceOf(AuditUnavailable)
  })

  it('does not cost the appends that come with the next connection', async () => {
    const log = await audit.open(5_000)
    audit.proxy.arm({ direction: 'toServer', afterBytes: 0, action: 'cut' })
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
  const people = fc.nat(40).map((number) => `39010112${String(number).padStart(3, '0')}`)
  const bursts = fc.array(
    fc.record({
      fault: faults,
      // Each list is the people of one operation; some are new, and need a key.
      appends: fc.array(fc.array(people, { maxLength: 3 }), { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 8 },
  )

  it('no receipt is given without its rows, no number is left out, and everything can be read', async () => {
    let resolved = 0
    let rejected = 0
    await fc.assert(
      fc.asyncProperty(bursts, async (given) => {
        const log = await audit.open(2_000)
        const receipts: Receipt[] = []
        for (const { fault, appends } of given) {
          audit.proxy.arm(fault)
          const results = await Promise.allSettled(appends.map((codes) => appendAbout(log, ...codes)))
          audit.proxy.disarm()
          for (const result of results) {
            if (result.status === 'fulfilled') receipts.push(result.value)
            else rejected += 1
          }
        }
        await audit.settled()
        const rows = await audit.recorded()
        const operations = await audit.operationIds()
        for (const { operation, firstSequence, records } of receipts) {
          expect(operations.has(operation)).toBe(true)
          for (let place = 0; place < records; place += 1) {
            expect(rows.get((firstSequence ?? 0) + place)).toBe(operation)
          }
        }
        expect([...rows.keys()]).toEqual(Array.from(rows, (_, index) => index + 1))
        expect(await audit.unreadable()).toEqual([])
        resolved += receipts.length
      }),
      { numRuns: 60 },
    )
    // Both happened often enough for the property to mean something.
    expect(resolved).toBeGreaterThan(100)
    expect(rejected).toBeGreaterThan(100)
  })
})
