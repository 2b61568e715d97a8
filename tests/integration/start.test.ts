import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sharedCountry } from '#tests/country.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import type { DatabaseName } from '#tools/databases/names.ts'
import { urlVariable } from '#tools/databases/names.ts'
import { findResident } from '#tools/demo/resident.ts'

let folder: string
let policy: TestDatabase
let audit: TestDatabase
let env: NodeJS.ProcessEnv
let resident: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-start-'))
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

/** `npm start` as a process of its own, once it has printed that it is up. */
async function start(settings: Readonly<Record<string, string>> = {}) {
  const dagr = spawn(process.execPath, ['tools/dev.ts'], {
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  dagr.stdout.on('data', (chunk) => (text += String(chunk)))
  dagr.stderr.on('data', (chunk) => (text += String(chunk)))
  const exit = once(dagr, 'exit')
  await expect.poll(() => text).toContain('Ctrl-C stops everything')
  return { dagr, exit, printed: () => text }
}

/** A machine that does something else as well may have it warn of what took long. */
function withoutLog(printed: string): string {
  return printed.replaceAll(/^\{.*\n/gm, '')
}

describe('npm start', () => {
  test('prints a first query about the resident, and has it in GraphiQL with its permission', async () => {
    // An empty setting counts as absent.
    const { dagr, exit, printed } = await start({ LOG_LEVEL: '' })
    expect(printed()).toContain(`person(personalCode: \\"${resident}\\")`)
    const url = /GraphiQL +(\S+)/.exec(printed())?.[1] ?? ''
    const page = await (await fetch(url)).text()
    expect(page).toContain(`person(personalCode: \\"${resident}\\")`)
    expect(page).toContain('"permission":"1001"')
    dagr.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect(withoutLog(printed())).toMatch(/\nStopping\n$/)
  })

  test.each<[string, NodeJS.Signals]>([
    ['Ctrl-C, which a terminal and npm both pass on', 'SIGINT'],
    ['closing the terminal', 'SIGHUP'],
  ])('%s ends it cleanly', async (_, signal) => {
    const { dagr, exit, printed } = await start()
    // Asked for twice at once, by two kinds: of one kind, the second may be lost, and later it may come too late.
    dagr.kill(signal)
    dagr.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect(withoutLog(printed())).toMatch(/\nStopping\n$/)
  })
})
