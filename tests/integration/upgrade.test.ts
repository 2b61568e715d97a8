import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '#tests/postgres.ts'
import { databaseNames } from '#tools/databases/names.ts'
import { openDatabases } from '#tools/databases/open-databases.ts'

const run = promisify(execFile)
const previous = 'HEAD~1'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dagr-upgrade-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The source of the previous commit, or undefined where the checkout has none (a shallow clone, a bare archive). */
async function previousSource(): Promise<string | undefined> {
  const folder = await emptyFolder()
  const archive = join(folder, 'source.tar')
  const source = join(folder, 'source')
  try {
    await run('git', ['-c', 'safe.directory=*', 'archive', '--output', archive, previous])
  } catch {
    return undefined
  }
  await mkdir(source)
  await run('tar', ['--extract', '--file', archive, '--directory', source])
  await symlink(resolve('node_modules'), join(source, 'node_modules'))
  return source
}

/** Runs in the previous commit's own code. */
function opening(source: string, dataFolder: string): string {
  const module = pathToFileURL(join(source, 'tools/databases/open-databases.ts')).href
  return `
    import { openDatabases } from ${JSON.stringify(module)}
    const databases = await openDatabases({ env: {}, dataFolder: ${JSON.stringify(dataFolder)}, log() {} })
    await databases.close()
  `
}

const structure = `
  select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
  where table_schema = 'public' and table_name not like 'knex%'
  union all
  select tablename, indexname, indexdef, null, null from pg_indexes
  where schemaname = 'public' and tablename not like 'knex%'
  union all
  select conrelid::regclass::text, conname, pg_get_constraintdef(oid), null, null from pg_constraint
  where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'knex%'
  order by 1, 2, 3
`

async function structureOf(url: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(structure)).rows
  } finally {
    await client.end()
  }
}

test('a data folder of the previous commit becomes what this one makes anew', async (context) => {
  const source = await previousSource()
  if (source === undefined) {
    context.skip('this checkout has no previous commit')
    return
  }
  const dataFolder = await emptyFolder()
  await run(process.execPath, ['--input-type=module', '--eval', opening(source, dataFolder)])
  const databases = await openDatabases({ env: {}, dataFolder, log: () => undefined })
  onTestFinished(databases.close)
  for (const name of databaseNames) {
    const fresh = await createTestDatabase(name)
    onTestFinished(fresh.drop)
    const expected = await structureOf(fresh.url)
    expect(expected).not.toEqual([])
    expect(await structureOf(databases.urls[name]), name).toEqual(expected)
  }
})
