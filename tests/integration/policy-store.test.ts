import { Client, Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { epochChannel, publish, readEpoch, readPolicyContent } from '#policies/store.ts'
import type { AgreementTerms } from '#policies/store-rows.ts'
import type { TestDatabase } from '../postgres.ts'
import { createTestDatabase } from '../postgres.ts'
import { plainTerms } from '#policies/plain-terms.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase('policy')
  pool = new Pool({ connectionString: database.url })
  // Dropping the database cuts connections that are still closing.
  pool.on('error', () => undefined)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

const organisations = [{ id: 'vid', name: 'Valsts ieņēmumu dienests' }]
const applications = [{ id: 'vid-esks', consumer: 'vid', defaultPermission: '1001' }]
const agreement: AgreementTerms = {
  ...plainTerms,
  permission: '1001',
  consumer: 'vid',
  purpose: 'tax',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00+02:00',
  validTo: null,
  status: 'active',
  grants: [
    { id: 'b', coordinate: 'Person.sex', condition: { kind: 'self' } },
    { id: 'a', coordinate: 'Query.person' },
  ],
  forbids: [{ id: 'c', coordinate: 'Person.documents' }],
}
const change = { organisations, applications, agreements: [agreement] }

test('an epoch is one transaction, dense, and made only by a change', async () => {
  expect(await readPolicyContent(pool)).toStrictEqual({ epoch: 0, agreements: [], applications: [] })

  expect(await publish(pool, change, { author: 'demo' })).toBe(1)
  const content = {
    epoch: 1,
    agreements: [
      {
        ...agreement,
        organisation: 'Valsts ieņēmumu dienests',
        validFrom: '2025-12-31T22:00:00.000Z',
        grants: agreement.grants.toReversed(),
      },
    ],
    applications,
  }
  expect(await readPolicyContent(pool)).toStrictEqual(content)

  expect(await publish(pool, change, { author: 'demo' })).toBe(1)

  const unknown = { ...agreement, permission: '2', consumer: 'nobody', grants: [], forbids: [] }
  const suspended = { ...agreement, status: 'suspended' as const }
  await expect(publish(pool, { agreements: [suspended, unknown] }, { author: 'x' })).rejects.toThrow(
    /agreement_consumer_fkey/,
  )
  expect(await readPolicyContent(pool)).toStrictEqual(content)

  const ended = {
    ...agreement,
    status: 'ended' as const,
    validTo: '2026-06-01T00:00:00Z',
    grants: [],
    forbids: [],
  }
  expect(await publish(pool, { agreements: [ended] }, { author: 'steward' })).toBe(2)
  expect((await readPolicyContent(pool)).agreements).toMatchObject([
    { status: 'ended', validTo: '2026-06-01T00:00:00.000Z', grants: [], forbids: [] },
  ])
})

test('a data file that is loaded again leaves what a steward has changed', async () => {
  expect(await publish(pool, change, { author: 'demo', ownOnly: true })).toBe(2)
  const renamed = { ...change, organisations: [{ id: 'vid', name: 'VID' }] }
  expect(await publish(pool, renamed, { author: 'demo', ownOnly: true })).toBe(3)
  expect((await readPolicyContent(pool)).agreements).toMatchObject([{ organisation: 'VID', status: 'ended' }])
})

test('publishing at once gives every change an epoch of its own, in the order of the announcements', async () => {
  const listener = new Client({ connectionString: database.url })
  await listener.connect()
  const heard: number[] = []
  listener.on('notification', ({ payload }) => heard.push(Number(payload)))
  await listener.query(`LISTEN ${epochChannel}`)
  const names = Array.from({ length: 8 }, (_, index) => `name ${index}`)
  const epochs = await Promise.all(
    names.map((name) => publish(pool, { organisations: [{ id: 'vid', name }] }, { author: 'x' })),
  )
  const expected = [4, 5, 6, 7, 8, 9, 10, 11]
  expect(epochs.toSorted((one, other) => one - other)).toStrictEqual(expected)
  await expect.poll(() => heard).toStrictEqual(expected)
  expect(await readEpoch(listener)).toBe(11)
  await listener.end()
})
