import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openPostgresChanges } from '#connectors/postgres-changes.ts'
import { dropSlot } from '#tests/feed-slots.ts'
import { createTestDatabase } from '#tests/postgres.ts'

test('what is printed makes a feed that can be followed by the role that it makes, and may be run again', async () => {
  const { url, drop } = await createTestDatabase('institutions')
  const role = `follower_${Date.now()}`
  const { stdout } = await promisify(execFile)(process.execPath, [
    'tools/feed-script.ts',
    'institutions',
    '--role',
    role,
    '--slot',
    role,
    '--publication',
    'dagr institutions',
  ])
  const client = new Client({ connectionString: url })
  await client.connect()
  onTestFinished(async () => {
    await client.query(`drop owned by ${role}; drop role ${role}`)
    await client.end()
    await dropSlot(url, role)
    await drop()
  })
  // Of the whole server, which others use.
  const own = stdout.replaceAll(/^(ALTER SYSTEM|SELECT pg_reload_conf).*$/gm, '')
  // As psql sends it: the comments lead each statement, and no body holds an empty line.
  const statements = own.split('\n\n').filter((part) => !part.startsWith('-- In the database'))
  for (let run = 0; run < 2; run++) for (const statement of statements) await client.query(statement)
  await client.query(`alter role ${role} password 'follows'`)
  const feed = openPostgresChanges({
    url: Object.assign(new URL(url), { username: role, password: 'follows' }).href,
    slot: role,
    publication: 'dagr institutions',
    tables: { institution: ['registration_number'] },
  })
  onTestFinished(() => feed.close())
  await expect.poll(() => feed.fault()).toBe(null)
})

test('asked for no registry, it says which there are', async () => {
  const failed = await promisify(execFile)(process.execPath, ['tools/feed-script.ts', 'policy']).catch(
    (error: unknown) => error,
  )
  expect(failed).toMatchObject({ code: 1 })
  expect(String((failed as { stdout: unknown }).stdout)).toContain('addresses, institutions, population')
})
