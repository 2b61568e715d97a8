import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuditUnavailable } from '#audit/failures.ts'
import { openQuota } from '#audit/quota.ts'
import type { Quota } from '#audit/quota.ts'
import type { Fault } from '#tests/fault-proxy.ts'
import { openFaultyAudit } from '#tests/faulty-audit.ts'
import type { FaultyAudit } from '#tests/faulty-audit.ts'

const asked = { permission: '1001', perDay: 10, at: new Date('2026-03-02T10:00:00Z') }
let audit: FaultyAudit
let quota: Quota

beforeEach(async () => {
  audit = await openFaultyAudit()
  quota = openQuota({ url: audit.proxy.url, timeoutMs: 400 })
})
afterEach(async () => {
  await quota.close()
  await audit.close()
})

async function reserved(): Promise<number> {
  const { rows } = await audit.direct.query<{ reserved: string }>('SELECT reserved FROM quota_use')
  return Number(rows[0]?.reserved ?? 0)
}

/** Uses that the day still gives. */
async function left(): Promise<number> {
  let taken = 0
  while (await quota.take(asked)) taken += 1
  return taken
}

describe('reserving from a quota breaks', () => {
  const cases: { when: string; fault: Fault; lost: number }[] = [
    {
      when: 'cut before it is sent',
      fault: { direction: 'toServer', afterBytes: 0, action: 'cut' },
      lost: 0,
    },
    {
      when: 'cut after the commit, before its confirmation',
      fault: { direction: 'toClient', afterBytes: 0, action: 'cut' },
      lost: 1,
    },
    { when: 'never sent', fault: { direction: 'toServer', afterBytes: 0, action: 'stall' }, lost: 0 },
    {
      when: 'committed, and never confirmed',
      fault: { direction: 'toClient', afterBytes: 0, action: 'stall' },
      lost: 1,
    },
  ]

  it.each(cases)('$when: the use is refused, and never given twice', async ({ fault, lost }) => {
    expect(await quota.take(asked)).toBe(true)
    audit.proxy.arm(fault)
    await expect(quota.take(asked)).rejects.toBeInstanceOf(AuditUnavailable)
    audit.proxy.disarm()
    await expect.poll(reserved).toBe(1 + lost)
    expect(await left()).toBe(9 - lost)
  })

  it('the server is stopped: the use is refused', async () => {
    await audit.proxy.stop()
    await expect(quota.take(asked)).rejects.toBeInstanceOf(AuditUnavailable)
    await audit.proxy.start()
    expect(await left()).toBe(10)
  })
})
