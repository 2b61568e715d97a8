import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sharedCountry } from '#tests/country.ts'
import { startLoad, unrecorded } from '#tests/load.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import { urlVariable } from '#tools/databases/names.ts'
import type { DatabaseName } from '#tools/databases/names.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { findResident } from '#tools/demo/resident.ts'
import { openIssuer } from '#tools/issuer.ts'
import { tokenOf } from '#tools/token.ts'

/** In the suite; `KILLS=50` is the whole of it. */
const kills = Number(process.env['KILLS'] ?? 3)

let folder: string
let policy: TestDatabase
let audit: TestDatabase
let env: NodeJS.ProcessEnv
let resident: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-killed-'))
  const country = await sharedCountry()
  policy = await createTestDatabase('policy')
  audit = await createTestDatabase('audit')
  const urls = { ...country, policy: policy.url, audit: audit.url }
  const databases = Object.entries(urls).map(([name, url]) => [urlVariable(name as DatabaseName), url])
  env = {
    ...process.env,
    ...Object.fromEntries(databases),
    DATA_FOLDER: folder,
    PORT: '0',
    DEADLINE_MS: '10000',
    NODE_OPTIONS: '',
  }
  resident = await findResident(urls)
})
afterAll(async () => {
  await Promise.all([policy.drop(), audit.drop()])
  await rm(folder, { recursive: true, force: true })
})

/** `npm start` as a process of its own. */
async function start(): Promise<{ dagr: ChildProcess; url: string }> {
  const dagr = spawn(process.execPath, ['tools/dev.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  for await (const chunk of dagr.stdout) {
    printed += String(chunk)
    const found = /GraphQL +(http:\/\/\S+)\/graphql/.exec(printed)
    if (found?.[1]) {
      dagr.stdout.resume()
      return { dagr, url: found[1] }
    }
  }
  throw new Error(`DAGR did not start: ${printed}`)
}

test(
  `killed ${kills} times under load: every answer that a client received has its record`,
  async () => {
    const traces: string[] = []
    for (let kill = 1; kill <= kills; kill++) {
      const { dagr, url } = await start()
      const token = await tokenOf(
        demoCaller('vid'),
        await openIssuer(join(folder, 'keys')),
        async () => resident,
      )
      const load = startLoad({ url, token, permission: '1001', code: resident, clients: 16 })
      await expect.poll(() => load.received.length, { interval: 5 }).toBeGreaterThan(20 * (1 + (kill % 5)))
      // At any moment of a request's life.
      await sleep((kill * 7) % 20)
      dagr.kill('SIGKILL')
      await once(dagr, 'exit')
      await load.stop()
      traces.push(...load.received.filter(({ hasData }) => hasData).map(({ trace }) => trace))
    }
    expect(traces.length).toBeGreaterThan(20 * kills)
    expect(await unrecorded(audit.url, traces)).toEqual([])
  },
  120_000 + kills * 20_000,
)
