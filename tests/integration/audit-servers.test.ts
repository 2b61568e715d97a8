import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { FaultProxy } from '#tests/fault-proxy.ts'
import { startLoad, unrecorded } from '#tests/load.ts'
import type { Load, Received } from '#tests/load.ts'
import { openAuditServer } from '#tests/own-server.ts'
import type { AuditServer } from '#tests/own-server.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'

/**
 * What is done to a real PostgreSQL under load, and that no answer with data is without its record. `KILLS` is how often
 * it is killed.
 */
const kills = Number(process.env['KILLS'] ?? 3)

/** A small file system of its own needs an administrator: without one, no disk is filled. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && canMount()
/** Under load, on a machine that does something else as well, a server takes its time to recover. */
const patiently = 120_000 + kills * 5_000

let disk: string
let server: AuditServer
let way: FaultProxy
let dagr: DagrUnderTest
let load: Load

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'dagr-disk-'))
  if (mayMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=755', 'none', disk])
  server = await openAuditServer(disk)
  way = await openFaultProxy(server.url)
  dagr = await runDagr({ AUDIT_TIMEOUT_MS: '700' }, { audit: way.url })
})
afterAll(async () => {
  await dagr.stop()
  await way.close()
  await server.close()
  if (mayMount) execFileSync('umount', ['-l', disk])
  await rm(disk, { recursive: true })
})
beforeEach(async () => {
  const token = await dagr.token('vid')
  load = startLoad({ url: dagr.url, token, permission: '1001', code: dagr.resident, clients: 8 })
  await answered(20)
})
afterEach(() => load.stop())

const hasData = ({ hasData: some }: Received): boolean => some
const isRefused = ({ status, code }: Received): boolean => status === 503 && code === 'AUDIT_UNAVAILABLE'

/** So many requests that were sent since then became that. */
async function answered(
  count: number,
  as: (received: Received) => boolean = hasData,
  since = performance.now(),
): Promise<void> {
  const found = () => load.received.filter((each) => each.sentAt >= since && as(each)).length
  await expect.poll(found).toBeGreaterThanOrEqual(count)
}

/** Stops the load. @returns how many answers had data; all have their records in the database. */
async function allRecorded(auditUrl: string): Promise<number> {
  await load.stop()
  const traces = load.received.filter(hasData).map(({ trace }) => trace)
  expect(await unrecorded(auditUrl, traces)).toEqual([])
  return traces.length
}

/** The process of the server that writes the log. */
async function writer(): Promise<number> {
  for (;;) {
    const [found] = await server.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'dagr-audit'",
    )
    if (found) return found.pid
    await sleep(20)
  }
}

describe('a PostgreSQL of the audit', { timeout: patiently }, () => {
  test(`whose writing process is killed ${kills} times: nothing leaves without its record`, async () => {
    for (let kill = 1; kill <= kills; kill++) {
      // At any moment of a commit's life. The server ends all its sessions then, and recovers by itself.
      await sleep((kill * 7) % 20)
      process.kill(await writer(), 'SIGKILL')
      await answered(20)
    }
    expect(await allRecorded(server.url)).toBeGreaterThan(20 * kills)
  })

  test('that stands still in the middle of a commit, and goes on too late', async () => {
    // Those that are under way when it stops were asked after this, and are refused if no others are.
    const since = performance.now()
    await answered(20)
    const pid = await writer()
    process.kill(pid, 'SIGSTOP')
    try {
      await answered(1, isRefused, since)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await answered(20)
    expect(await allRecorded(server.url)).toBeGreaterThan(20)
  })

  test.skipIf(!mayMount)(
    'whose disk is full: nothing is answered, and what was answered is there',
    async () => {
      const ballast = join(disk, 'ballast')
      execFileSync('sh', ['-c', `dd if=/dev/zero of=${ballast} bs=1M 2>/dev/null || true`])
      await answered(10, isRefused)
      await rm(ballast)
      // Where even recovery found no room, the server is down by now.
      way.lead(await server.restart())
      await answered(20)
      expect(await allRecorded(server.url)).toBeGreaterThan(20)
    },
  )

  test('that fails over: what its standby has not received has not been answered, in either of them', async () => {
    const standby = await server.addStandby()
    try {
      way.lead(server.url)
      await answered(20)
      const [receiver] = await standby.query<{ pid: number }>('SELECT pid FROM pg_stat_wal_receiver')
      const received = receiver?.pid ?? Number.NaN
      process.kill(received, 'SIGSTOP')
      try {
        await answered(10, isRefused)
      } finally {
        process.kill(received, 'SIGCONT')
      }
      await answered(20)

      await server.kill()
      await standby.query('SELECT pg_promote()')
      // The old one comes back and knows of nothing: without its standby it confirms no commit.
      way.lead(await server.restart())
      await answered(10, isRefused)
      await way.stop()
      way.lead(standby.url)
      await way.start()
      await answered(20)
      expect(await allRecorded(standby.url)).toBeGreaterThan(60)
    } finally {
      await standby.close()
    }
  })
})

function canMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', '/mnt'], { stdio: 'ignore' })
    execFileSync('umount', ['/mnt'])
    return true
  } catch {
    return false
  }
}
