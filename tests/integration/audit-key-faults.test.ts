import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import type { Fault } from '#tests/fault-proxy.ts'
import { appendAbout, openFaultyAudit } from '#tests/faulty-audit.ts'
import type { FaultyAudit } from '#tests/faulty-audit.ts'

const [known, other, third] = ['39010112345', '39010112346', '39010112347']
const unavailable = { status: 'rejected', reason: expect.any(AuditUnavailable) }
let audit: FaultyAudit

beforeEach(async () => {
  audit = await openFaultyAudit()
})
afterEach(() => audit.close())

async function keys(): Promise<number> {
  return (await audit.direct.query('SELECT FROM subject_key')).rowCount ?? 0
}

/** As after a failover to a server that had not received them yet. */
async function loseKeys(): Promise<void> {
  await audit.direct.query(`
    ALTER TABLE subject_key DISABLE TRIGGER USER;
    DELETE FROM subject_key;
    ALTER TABLE subject_key ENABLE TRIGGER USER;
  `)
}

describe('reading the keys of new people breaks', () => {
  const cases: { when: string; fault: Fault }[] = [
    { when: 'cut before it is sent', fault: { direction: 'toServer', afterBytes: 0, action: 'cut' } },
    { when: 'cut before its answer', fault: { direction: 'toClient', afterBytes: 0, action: 'cut' } },
    { when: 'cut within its answer', fault: { direction: 'toClient', afterBytes: 30, action: 'cut' } },
    { when: 'never sent', fault: { direction: 'toServer', afterBytes: 0, action: 'stall' } },
    { when: 'never answered', fault: { direction: 'toClient', afterBytes: 0, action: 'stall' } },
  ]

  it.each(cases)('$when: refused, and nothing is written', async ({ fault }) => {
    const log = await audit.open(400)
    await appendAbout(log, known)
    audit.proxy.arm(fault)
    const batch = await Promise.allSettled([appendAbout(log, other), appendAbout(log, known, third)])
    expect(batch).toEqual([unavailable, unavailable])
    await audit.settled()
    expect((await audit.recorded()).size).toBe(1)
    expect(await keys()).toBe(1)
    expect(await appendAbout(log, other, third)).toMatchObject({ firstSequence: 2 })
    expect(await audit.unreadable()).toEqual([])
  })

  it('the database refuses it: so is the request, and the next one is not', async () => {
    const log = await audit.open(2_000)
    await audit.direct.query('REVOKE SELECT ON subject_key FROM dagr_audit_writer')
    await expect(appendAbout(log, known)).rejects.toBeInstanceOf(AuditUnavailable)
    await audit.direct.query('GRANT SELECT ON subject_key TO dagr_audit_writer')
    expect(await appendAbout(log, known)).toMatchObject({ firstSequence: 1 })
  })

  it('takes too long: refused, and nothing is written later', async () => {
    const log = await audit.open(400)
    await audit.direct.query('BEGIN; LOCK TABLE subject_key')
    await expect(appendAbout(log, known)).rejects.toBeInstanceOf(AuditUnavailable)
    await audit.direct.query('COMMIT')
    await audit.settled()
    expect((await audit.recorded()).size).toBe(0)
  })
})

describe('a key that is not in the database', () => {
  it('is not used again where the commit that held it failed', async () => {
    const log = await audit.open(2_000)
    await audit.direct.query('ALTER TABLE access_record ADD CONSTRAINT none CHECK (false) NOT VALID')
    await expect(appendAbout(log, known)).rejects.toBeInstanceOf(AuditUnavailable)
    await audit.direct.query('ALTER TABLE access_record DROP CONSTRAINT none')
    expect(await keys()).toBe(0)
    await appendAbout(log, known)
    expect(await audit.unreadable()).toEqual([])
  })

  it('is not used again where the server has lost it with the connection', async () => {
    const log = await audit.open(2_000)
    await appendAbout(log, known)
    await audit.proxy.stop()
    await loseKeys()
    await audit.proxy.start()
    // The first notices that the connection is gone at the latest.
    await Promise.allSettled([appendAbout(log, known)])
    const receipt = await appendAbout(log, known)
    expect(await audit.unreadable()).not.toContain(receipt.firstSequence)
  })

  it('is not written under where the request came before the connection was lost', async () => {
    const log = await audit.open(5_000)
    await appendAbout(log, known)
    await audit.direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
    const first = Promise.allSettled([appendAbout(log, known)])
    await new Promise((resolve) => setTimeout(resolve, 50))
    // Encrypted when it came, since the key was at hand then.
    const second = Promise.allSettled([appendAbout(log, known)])
    await audit.proxy.stop()
    // The server goes on with what it was sent until it notices; here it must not, so that nothing is under way.
    await audit.direct.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    await audit.direct.query('ROLLBACK')
    await loseKeys()
    await audit.proxy.start()
    expect(await first).toEqual([unavailable])
    const [outcome] = await second
    const receipt = outcome?.status === 'fulfilled' ? outcome.value : await appendAbout(log, known)
    expect(await audit.unreadable()).not.toContain(receipt.firstSequence)
  })

  it('is not used again where it was destroyed: what was encrypted under it is not written', async () => {
    const log = await audit.open(2_000)
    await appendAbout(log, known)
    await loseKeys()
    await audit.direct.query('UPDATE log_head SET key_generation = key_generation + 1')
    await expect(appendAbout(log, known)).rejects.toBeInstanceOf(AuditUnavailable)
    expect((await audit.recorded()).size).toBe(1)
    await appendAbout(log, known)
    expect(await audit.unreadable()).toEqual([1])
  })

  it('may be made twice by two nodes at once: both count', async () => {
    const [one, two] = await Promise.all([audit.open(5_000), audit.open(5_000)])
    await audit.direct.query('BEGIN; SELECT FROM log_head FOR UPDATE')
    const both = Promise.all([appendAbout(one, known), appendAbout(two, known)])
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'dagr-audit'
      AND datname = current_database()`
    // The statistics of one transaction do not change by themselves.
    const admin = new Client({ connectionString: audit.url })
    await admin.connect()
    await expect.poll(async () => (await admin.query(waiting)).rowCount).toBe(2)
    await admin.end()
    await audit.direct.query('COMMIT')
    await both
    expect(await keys()).toBe(2)
    expect(await audit.unreadable()).toEqual([])
  })
})

describe('a database that does not keep what it is given', () => {
  it.each(['operation_record', 'access_record', 'subject_key'])(
    'swallows rows of %s: no receipt',
    async (table) => {
      const log = await audit.open(2_000)
      await audit.direct.query(`
        CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
        CREATE TRIGGER swallow BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION swallow();
      `)
      await expect(appendAbout(log, known)).rejects.toBeInstanceOf(AuditUnavailable)
    },
  )

  it('has no head: no receipt', async () => {
    const log = await audit.open(2_000)
    await appendAbout(log, known)
    await audit.direct.query('ALTER TABLE log_head DISABLE TRIGGER USER; DELETE FROM log_head')
    await expect(appendAbout(log, known)).rejects.toBeInstanceOf(AuditUnavailable)
    expect((await audit.recorded()).size).toBe(1)
  })
})
