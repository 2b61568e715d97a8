import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '#tests/postgres.ts'
import type { Migration } from './migrate.ts'
import { migrate } from './migrate.ts'
import { StartError } from './start-error.ts'

const first: Migration = { name: '001-first', up: (knex) => knex.raw('create table first (id int)') }
const second: Migration = {
  name: '002-second',
  up: (knex) => knex.raw('alter table first add column more text'),
}
const broken: Migration = {
  name: '002-broken',
  up: (knex) => knex.raw('create table half (id int); select 1/0'),
}

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase('empty')
  onTestFinished(drop)
  return url
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('applies in order, once', async () => {
  const url = await emptyDatabase()
  expect(await migrate(url, [first, second])).toEqual(['001-first', '002-second'])
  expect(await migrate(url, [first, second])).toEqual([])
})

test('brings a database of older code forward and keeps its rows', async () => {
  const url = await emptyDatabase()
  await migrate(url, [first])
  await query(url, 'insert into first values (7)')
  expect(await migrate(url, [first, second])).toEqual(['002-second'])
  expect(await query(url, 'select * from first')).toEqual([{ id: 7, more: null }])
})

test('refuses a database of newer code with a line that names the migration', async () => {
  const url = await emptyDatabase()
  await migrate(url, [first, second])
  const refused = migrate(url, [first])
  await expect(refused).rejects.toThrow(StartError)
  await expect(refused).rejects.toThrow(/newer DAGR.*002-second/)
})

test('a migration that fails leaves nothing behind', async () => {
  const url = await emptyDatabase()
  await expect(migrate(url, [first, broken])).rejects.toThrow(/division by zero/)
  expect(await query(url, "select to_regclass('first') as first, to_regclass('half') as half")).toEqual([
    { first: null, half: null },
  ])
  expect(await migrate(url, [first])).toEqual(['001-first'])
})

test('two processes that start together migrate once', async () => {
  const url = await emptyDatabase()
  const applied = await Promise.all([migrate(url, [first, second]), migrate(url, [first, second])])
  expect(applied.flat()).toEqual(['001-first', '002-second'])
})

test('a lock left by a process that was killed does not block the next', async () => {
  const url = await emptyDatabase()
  await migrate(url, [first])
  await query(url, 'update knex_migrations_lock set is_locked = 1')
  expect(await migrate(url, [first, second])).toEqual(['002-second'])
})
