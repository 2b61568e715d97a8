import { DatabaseError } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { FaultProxy } from '#tests/fault-proxy.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { Connector, Row } from './connector.ts'
import { SourceUnreachable } from './connector.ts'
import { isPostgresUnreachable } from './postgres-unreachable.ts'
import { postgresConnector } from './postgres.ts'

function said(code: string): DatabaseError {
  return Object.assign(new DatabaseError('', 0, 'error'), { code })
}

test('of what a server says, only that it takes no connection, or ends one, is an outage', () => {
  for (const code of ['08006', '28P01', '3D000', '53300', '57P01', '57P02', '57P03', '57P04', '57P05'])
    expect(isPostgresUnreachable(said(code)), code).toBe(true)
  // A value, a table, a right, a lock, memory, a broken block, a statement that was cancelled or over its time.
  for (const code of ['22P02', '42P01', '42501', '40P01', '53200', 'XX001', '57014', '25006'])
    expect(isPostgresUnreachable(said(code)), code).toBe(false)
})

test('of what the system and the driver say, only what is about the connection is', () => {
  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ])
    expect(isPostgresUnreachable(Object.assign(new Error('x'), { code })), code).toBe(true)
  expect(isPostgresUnreachable(new Error('Connection terminated unexpectedly'))).toBe(true)
  for (const code of ['ENOENT', 'ERR_INVALID_ARG_TYPE', 'EMFILE'])
    expect(isPostgresUnreachable(Object.assign(new Error('x'), { code })), code).toBe(false)
  for (const other of [new Error('timeout exceeded when trying to connect'), 'ECONNREFUSED', null])
    expect(isPostgresUnreachable(other)).toBe(false)
})

async function behindProxy(statementTimeoutMs: number): Promise<{ proxy: FaultProxy; connector: Connector }> {
  const { url, drop } = await createTestDatabase('empty')
  const proxy = await openFaultProxy(url)
  const tables = { pg_class: ['relname'], slow: ['pg_sleep'] }
  const connector = postgresConnector({ url: proxy.url, tables, statementTimeoutMs, maxConnections: 1 })
  onTestFinished(async () => {
    proxy.letGo()
    await connector.close()
    await proxy.close()
    await drop()
  })
  return { proxy, connector }
}

function read({ search }: Connector): Promise<Row[]> {
  return Array.fromAsync(
    search({ table: 'pg_class', columns: ['relname'], where: [], orderBy: ['relname'], limit: 1 }),
  )
}

test('a server that takes no connection, or cuts one, is unreachable, with its words as the cause', async () => {
  const { proxy, connector } = await behindProxy(5_000)
  expect(await read(connector)).toHaveLength(1)
  proxy.arm({ direction: 'toClient', afterBytes: 3, action: 'cut' })
  await expect(read(connector)).rejects.toThrow(SourceUnreachable)
  expect(await read(connector)).toHaveLength(1)
  await proxy.stop()
  await expect(connector.health()).rejects.toThrow(SourceUnreachable)
  await expect(read(connector)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  await proxy.start()
  expect(await read(connector)).toHaveLength(1)
})

test('a server that is heard no more is unreachable, and its connections are given up for others', async () => {
  const { proxy, connector } = await behindProxy(100)
  expect(await read(connector)).toHaveLength(1)
  proxy.arm({ direction: 'toClient', afterBytes: 0, action: 'stall' })
  await expect(read(connector)).rejects.toThrow(SourceUnreachable)
  await expect.poll(() => read(connector)).toHaveLength(1)
  await expect.poll(() => connector.health()).toBeUndefined()
  // One that takes connections, and says nothing.
  proxy.hold('toClient')
  await expect(connector.health()).rejects.toThrow(SourceUnreachable)
  await expect(connector.health()).rejects.toThrow(SourceUnreachable)
})

test('a database that is gone, or does not let its reader in, is unreachable', async () => {
  const { url, drop } = await createTestDatabase('empty')
  onTestFinished(drop)
  const [nowhere, nobody] = [new URL(url), new URL(url)]
  nowhere.pathname = '/nowhere'
  nobody.username = 'nobody'
  for (const other of [nowhere, nobody]) {
    const connector = postgresConnector({ url: other.href, tables: {}, statementTimeoutMs: 5_000 })
    await expect(connector.health()).rejects.toThrow(SourceUnreachable)
    await connector.close()
  }
})
