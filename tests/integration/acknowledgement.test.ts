import { Client } from 'pg'
import { expect, test } from 'vitest'
import { acknowledgeEpoch } from '#policies/nodes.ts'
import { createTestDatabase } from '../postgres.ts'

test('what a node acknowledges waits for no disk, and nothing else is told not to', async () => {
  const database = await createTestDatabase('policy')
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const durability = async () => (await client.query('SHOW synchronous_commit')).rows
  try {
    await client.query('BEGIN')
    await acknowledgeEpoch(client, 'one', 1)
    expect(await durability()).toEqual([{ synchronous_commit: 'off' }])
    await client.query('COMMIT')
    expect(await durability()).toEqual([{ synchronous_commit: 'on' }])
    await acknowledgeEpoch(client, 'one', 2)
    const { rows } = await client.query('SELECT id, epoch FROM node')
    expect(rows).toEqual([{ id: 'one', epoch: '2' }])
  } finally {
    await client.end()
    await database.drop()
  }
})
