import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '#tests/postgres.ts'
import { migrate } from '../migrate.ts'
import { migrations } from './addresses.ts'

async function addressesBefore(migration: string): Promise<{ url: string; client: Client }> {
  const { url, drop } = await createTestDatabase('empty')
  await migrate(
    url,
    migrations.slice(
      0,
      migrations.findIndex(({ name }) => name === migration),
    ),
  )
  const client = new Client({ connectionString: url })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await drop()
  })
  return { url, client }
}

test('addresses that are there already come to know what lies above them', async () => {
  const { url, client } = await addressesBefore('003-addresses-know-what-lies-above-them')
  const rows: [
    code: string,
    type: number,
    parent: string | null,
    parentType: number | null,
    atvk?: string,
  ][] = [
    ['101000001', 108, '100010001', 105],
    ['100010001', 105, '100015001', 113, '0050400'],
    ['100015001', 113, '100000000', 101, '0050000'],
    ['900000000', 101, null, null, '0000000'],
    ['900003001', 104, '900000000', 101, '0001000'],
    ['901000001', 108, '900003001', 104],
    ['101000002', 108, '100010009', 105],
    ['101000003', 108, null, null],
  ]
  for (const [code, type, parent, parentType, atvk] of rows)
    // oxlint-disable-next-line no-await-in-loop -- one client
    await client.query(
      `insert into address (code, type_code, status, parent_code, parent_type, atvk, name, search_address, origin)
       values ($1, $2, 'EKS', $3, $4, $5, 'A', 'a', 'import')`,
      [code, type, parent, parentType, atvk ?? null],
    )
  await migrate(url, migrations)
  const { rows: found } = await client.query(
    'select code, territories, municipality from address order by code',
  )
  const unknown = { territories: null, municipality: null }
  expect(found).toEqual([
    { code: '100010001', territories: ['100010001', '100015001', '100000000'], municipality: '0050000' },
    { code: '100015001', territories: ['100015001', '100000000'], municipality: '0050000' },
    {
      code: '101000001',
      territories: ['101000001', '100010001', '100015001', '100000000'],
      municipality: '0050000',
    },
    { code: '101000002', ...unknown },
    { code: '101000003', ...unknown },
    { code: '900000000', territories: ['900000000'], municipality: null },
    { code: '900003001', territories: ['900003001', '900000000'], municipality: '0001000' },
    { code: '901000001', territories: ['901000001', '900003001', '900000000'], municipality: '0001000' },
  ])
})

test('a list of territories is never empty: it would be false of it, and not unknown, to lie anywhere', async () => {
  const { url, client } = await addressesBefore('003-addresses-know-what-lies-above-them')
  await migrate(url, migrations)
  const insert = (territories: string): Promise<unknown> =>
    client.query(
      `insert into address (code, type_code, status, name, search_address, origin, territories)
       values ('100000001', 104, 'EKS', 'A', 'a', 'import', $1)`,
      [territories],
    )
  await expect(insert('{}')).rejects.toThrow('address_territories_check')
  await expect(insert('{100000000,null}')).rejects.toThrow('address_territories_check')
  await expect(insert('{100000001}')).resolves.toBeDefined()
})
