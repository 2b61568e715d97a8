import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLoad, unrecorded } from '#tests/load.ts'
import { openAuditServer } from '#tests/own-server.ts'
import type { AuditServer } from '#tests/own-server.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'

let audit: AuditServer
let dagr: DagrUnderTest

beforeAll(async () => {
  audit = await openAuditServer()
  dagr = await runDagr({}, { audit: audit.url })
})
afterAll(async () => {
  await dagr.stop()
  await audit.close()
})

test('the audit database killed in the middle of a load: no answer with data from then on', async () => {
  const token = await dagr.token('vid')
  const load = startLoad({ url: dagr.url, token, permission: '1001', code: dagr.resident, clients: 8 })
  const answered = () => load.received.filter(({ hasData }) => hasData)
  await expect.poll(() => answered().length).toBeGreaterThan(30)
  await audit.kill()
  const killedAt = performance.now()
  // A lease that a busy machine has let pass is neither an answer nor the loss of the audit.
  const afterKill = () =>
    load.received.filter(({ sentAt, code }) => sentAt >= killedAt && code !== 'POLICY_STALE')
  await expect.poll(() => afterKill().length).toBeGreaterThan(30)
  await load.stop()

  expect(afterKill().filter(({ hasData }) => hasData)).toEqual([])
  expect(new Set(afterKill().map(({ status, code }) => `${status} ${String(code)}`))).toEqual(
    new Set(['503 AUDIT_UNAVAILABLE']),
  )

  const traces = answered().map(({ trace }) => trace)
  expect(await unrecorded(await audit.restart(), traces)).toEqual([])
})
