import { setImmediate as turn } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { TestDatabase } from '#tests/postgres.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import { conformanceColumns, conformanceRows } from './conformance-rows.ts'
import { connectorConformance } from './conformance.ts'
import type { Connector, Row } from './connector.ts'
import { SourceUnreachable } from './connector.ts'
import { postgresConnector } from './postgres.ts'

const tables = { item: conformanceColumns, slow: ['id'], writing: ['id'], limit: ['statement_timeout'] }

const schema = `
  create table item (
    id text primary key, parent text, name text, born date, amount numeric(20, 2), size int8, note text, tags text[], secret text);
  create function sleep_long() returns text language sql volatile as $$ select pg_sleep(30)::text $$;
  create view slow as select sleep_long() as id;
  create table written (id text);
  create function write() returns text language sql volatile as $$ insert into written values ('x') returning id $$;
  create view "limit" as select current_setting('statement_timeout') as statement_timeout;
  create view writing as select write() as id;
`

async function database(): Promise<TestDatabase & { client: Client }> {
  const made = await createTestDatabase('empty')
  const client = new Client({ connectionString: made.url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(schema)
  for (const row of conformanceRows) {
    await client.query(
      'insert into item values ($1, $2, $3, $4, $5, $6, $7, $8)',
      conformanceColumns.map((column) => row[column]),
    )
  }
  return {
    ...made,
    client,
    drop: async () => {
      await client.end()
      await made.drop()
    },
  }
}

connectorConformance('PostgreSQL', async () => {
  const { url, client, drop } = await database()
  const statements: string[] = []
  return {
    connector: postgresConnector({
      url,
      tables,
      statementTimeoutMs: 15_000,
      onStatement: (sql) => statements.push(sql),
    }),
    statements,
    async running() {
      const { rows } = await client.query<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()",
      )
      return rows[0]?.n ?? 0
    },
    drop,
  }
})

async function opened(statementTimeoutMs: number, maxConnections = 2): Promise<Connector> {
  const { url, drop } = await database()
  const connector = postgresConnector({ url, tables, statementTimeoutMs, maxConnections })
  onTestFinished(async () => {
    await connector.close()
    await drop()
  })
  return connector
}

function read(connector: Connector, table: string, signal?: AbortSignal): Promise<Row[]> {
  const request = { table, columns: ['id'], where: [], orderBy: ['id'], limit: 10 }
  return Array.fromAsync(connector.search(request, signal && { signal }))
}

test('the session refuses writes, even by a view that writes', async () => {
  await expect(read(await opened(5_000), 'writing')).rejects.toThrow(/read-only transaction/)
})

test('a statement over its time is ended', async () => {
  await expect(read(await opened(100), 'slow')).rejects.toThrow(/statement timeout/)
})

test('a statement over what an answer is of use for is ended, and the next one has its own time', async () => {
  const connector = await opened(15_000, 1)
  const slow = { table: 'slow', columns: ['id'], where: [], orderBy: ['id'], limit: 1 }
  await expect(Array.fromAsync(connector.search(slow, { timeoutMs: 60 }))).rejects.toThrow(
    /statement timeout/,
  )
  const item = { table: 'limit', columns: ['statement_timeout'], where: [], orderBy: ['statement_timeout'] }
  const limitOf = async (timeoutMs?: number): Promise<unknown> => {
    const options = timeoutMs === undefined ? {} : { timeoutMs }
    const [row] = await Array.fromAsync(connector.search({ ...item, limit: 1 }, options))
    return row?.['statement_timeout']
  }
  expect(await limitOf(100)).toBe('120ms')
  expect(await limitOf(300)).toBe('600ms')
  expect(await limitOf(200)).toBe('600ms')
  expect(await limitOf()).toBe('15s')
  expect(await limitOf(60_000)).toBe('15s')
})

test('an abort while all connections are busy rejects at once and loses no connection', async () => {
  const connector = await opened(15_000, 1)
  const first = new AbortController()
  const second = new AbortController()
  const busy = read(connector, 'slow', first.signal)
  const waiting = read(connector, 'item', second.signal)
  second.abort(new Error('waited enough'))
  await expect(waiting).rejects.toThrow('waited enough')
  first.abort(new Error('enough'))
  await expect(busy).rejects.toThrow('enough')
  expect(await read(connector, 'item')).toHaveLength(conformanceRows.length)
})

test('neither a statement over its time nor a wait for those who use all connections is an outage', async () => {
  const connector = await opened(200, 1)
  const failures = await Promise.allSettled([read(connector, 'slow'), read(connector, 'slow')])
  const reasons = failures.map((failure) => (failure.status === 'rejected' ? failure.reason : null))
  for (const reason of reasons) expect(reason).not.toBeInstanceOf(SourceUnreachable)
  expect(String(reasons[0])).toContain('statement timeout')
})

test('a connection that the server ends fails its statement only', async () => {
  const { client, drop, url } = await database()
  const connector = postgresConnector({ url, tables, statementTimeoutMs: 15_000, maxConnections: 1 })
  const slow = read(connector, 'slow').catch((error: unknown) => error)
  await expect
    .poll(async () => {
      const { rowCount } = await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%slow%' and pid <> pg_backend_pid()",
      )
      return rowCount
    })
    .toBe(1)
  expect(await slow).toMatchObject({ cause: { code: '57P01' } })
  expect(await read(connector, 'item')).toHaveLength(conformanceRows.length)
  await connector.close()
  await drop()
})

test('health fails where the server does not answer', async () => {
  const connector = postgresConnector({
    url: 'postgres://nobody@127.0.0.1:1/none',
    tables,
    statementTimeoutMs: 500,
  })
  await expect(connector.health()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  await connector.close()
})

test('health waits for nobody who uses all connections', async () => {
  const connector = await opened(15_000, 1)
  const busy = new AbortController()
  const slow = read(connector, 'slow', busy.signal)
  await turn()
  await connector.health()
  busy.abort(new Error('enough'))
  await expect(slow).rejects.toThrow('enough')
})

test('close waits for what is under way, and may come twice', async () => {
  const connector = await opened(5_000)
  const rows = read(connector, 'item')
  await Promise.all([rows, connector.close(), connector.close()])
  expect(await rows).toHaveLength(conformanceRows.length)
  await expect(read(connector, 'item')).rejects.toThrow(/after calling end/)
})
