import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { onServer } from '#tests/postgres.ts'
import { databaseNames, perDatabase, urlVariable } from './names.ts'
import { openDatabases } from './open-databases.ts'
import { StartError } from './start-error.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dagr-databases-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const log = (): void => undefined
const nowhere = '/nowhere/that/exists'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Seven databases that do not exist yet, on the tests' server. */
function missingDatabases(): Record<string, string> {
  const run = randomUUID()
  const urls = perDatabase((name) => {
    const url = new URL(inject('postgresUrl'))
    url.pathname = `/${name}_${run}`
    return url.href
  })
  onTestFinished(async () => {
    for (const name of databaseNames) {
      await onServer(inject('postgresUrl'), `${name}_${run}`, 'drop').catch(() => undefined)
    }
  })
  return Object.fromEntries(databaseNames.map((name) => [urlVariable(name), urls[name]]))
}

test('creates, migrates and keeps databases on servers of one’s own, without an embedded one', async () => {
  const env = missingDatabases()
  const first = await openDatabases({ env, dataFolder: nowhere, log })
  expect(await query(first.urls.population, "select to_regclass('person') as found")).toEqual([
    { found: 'person' },
  ])
  await first.close()
  const lines: string[] = []
  const second = await openDatabases({ env, dataFolder: nowhere, log: (line) => lines.push(line) })
  expect(lines).toEqual([])
  expect(second.urls).toEqual(first.urls)
})

test('two processes that start together on new databases both succeed', async () => {
  const env = missingDatabases()
  const both = [0, 1].map(() => openDatabases({ env, dataFolder: nowhere, log }))
  const [first, second] = await Promise.all(both)
  expect(first?.urls).toEqual(second?.urls)
})

test('on the embedded server: kept between starts, migrated, and refused when made by newer code', async () => {
  const dataFolder = await emptyFolder()
  const first = await openDatabases({ env: {}, dataFolder, log })
  expect(new Set(Object.values(first.urls)).size).toBe(databaseNames.length)
  await query(
    first.urls.enterprise,
    "insert into knex_migrations (name, batch) values ('999-from-the-future', 9)",
  )
  await first.close()
  const refused = openDatabases({ env: {}, dataFolder, log })
  await expect(refused).rejects.toThrow(StartError)
  await expect(refused).rejects.toThrow(/dagr_enterprise was made by a newer DAGR .*999-from-the-future/)
})

test('DATABASE_URL of something that is not PostgreSQL gets one line', async () => {
  const other = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const env = { DATABASE_URL: `postgres://me:guessed@127.0.0.1:${port}/x` }
  const error: unknown = await openDatabases({ env, dataFolder: nowhere, log }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(StartError)
  expect(String(error)).toMatch(/DATABASE_URL.*is it PostgreSQL\?/)
})

test.each<[string, (url: URL) => string, RegExp]>([
  [
    'nobody listens',
    (url) => Object.assign(url, { port: '1' }).href,
    /127\.0\.0\.1:1.*nothing answers.*start it/,
  ],
  [
    'no such host',
    (url) => Object.assign(url, { hostname: 'no-such-host.invalid' }).href,
    /no-such-host\.invalid.*host/,
  ],
  [
    'a wrong password',
    (url) => Object.assign(url, { password: 'guessed' }).href,
    /refuses the user or the password/,
  ],
  ['no URL', () => 'localhost', /DATABASE_URL is not a PostgreSQL URL/],
  ['another kind of URL', () => 'mysql://localhost/x', /DATABASE_URL is not a PostgreSQL URL/],
])('DATABASE_URL with %s gets one line that says what to do', async (_, change, line) => {
  const url = change(new URL(inject('postgresUrl')))
  const error: unknown = await openDatabases({ env: { DATABASE_URL: url }, dataFolder: nowhere, log }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(StartError)
  expect(String(error)).toMatch(line)
  expect(String(error)).toMatch(/DATABASE_URL/)
  expect(String(error)).not.toMatch(/\n|guessed/)
})
