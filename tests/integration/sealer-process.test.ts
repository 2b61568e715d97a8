import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { differencesOfSeals } from '#tests/naive-seals.ts'
import { openUnsealedLog } from '#tests/unsealed-log.ts'
import type { UnsealedLog } from '#tests/unsealed-log.ts'

/** Each takes as long as a process needs to start. */
const wantedKills = Number(process.env['SEALER_KILLS'] ?? 2)

let log: UnsealedLog
let folder: string
let running: ChildProcess | null

beforeEach(async () => {
  log = await openUnsealedLog()
  folder = await mkdtemp(join(tmpdir(), 'dagr-seal-'))
  running = null
})
afterEach(async () => {
  running?.kill('SIGKILL')
  await log.close()
  await rm(folder, { recursive: true, force: true })
})

/** As `npm run seal` starts it. */
function startProcess(): ChildProcess {
  running = spawn(process.execPath, ['tools/seal.ts'], {
    env: { PATH: process.env['PATH'], DATA_FOLDER: folder, AUDIT_DATABASE_URL: log.url },
    stdio: 'ignore',
  })
  return running
}

async function lastSealed(): Promise<number> {
  const { rows } = await log.admin.query<{ last: number | null }>(
    'SELECT max(last_sequence)::int AS last FROM seal',
  )
  return rows[0]?.last ?? -1
}

test('a sealer that is killed again and again under load leaves a log that the next one goes on with', async () => {
  let records = 0
  const enough = new AbortController()
  const load = (async () => {
    for (; !enough.signal.aborted; records++) {
      await log.append([`390101${String(30_000 + (records % 50))}`])
      await sleep(10)
    }
  })()
  for (let kills = 0; kills < wantedKills; kills++) {
    const before = await lastSealed()
    const sealer = startProcess()
    await expect.poll(lastSealed, { interval: 10 + kills * 37 }).toBeGreaterThan(before)
    sealer.kill('SIGKILL')
    await once(sealer, 'exit')
  }
  enough.abort()
  await load
  const last = startProcess()
  await expect.poll(lastSealed).toBe(records)
  last.kill('SIGTERM')
  expect(await once(last, 'exit')).toEqual([0, null])
  expect(await differencesOfSeals(log.admin)).toEqual([])
  const key = await stat(join(folder, 'keys', 'audit-log.pem'))
  expect(key.mode & 0o777).toBe(0o600)
})
