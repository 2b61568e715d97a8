import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check'
import { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PolicyContent } from '#policies/model.ts'
import { readNewerContent } from '#policies/newer-content.ts'
import type { KeptContent } from '#policies/newer-content.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import type { AgreementTerms } from '#policies/store-rows.ts'
import { publish, readPolicyContent } from '#policies/store.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

let databases: TestDatabase[]
let pools: Pool[]

beforeEach(async () => {
  databases = await Promise.all([createTestDatabase('policy'), createTestDatabase('policy')])
  pools = databases.map(({ url }) => new Pool({ connectionString: url, max: 2 }))
})
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await Promise.all(databases.map((database) => database.drop()))
})

function agreementOf(permission: string, consumer: string, status: AgreementTerms['status']): AgreementTerms {
  return {
    ...plainTerms,
    permission,
    consumer,
    purpose: 'tax',
    legalBasis: 'law',
    caseRequired: false,
    validFrom: '2026-01-01T00:00:00Z',
    validTo: null,
    status,
    grants: [{ id: `${permission}:Query.person`, coordinate: 'Query.person' }],
    forbids: [],
  }
}

function ordered({ epoch, agreements, applications }: PolicyContent): PolicyContent {
  const inOrder = agreements.toSorted((one, other) => (one.permission < other.permission ? -1 : 1))
  return { epoch, agreements: inOrder, applications }
}

const edits = array(
  record({
    /** Which of two databases: one goes on as a copy of the other would, with a history of its own. */
    database: constantFrom(0, 0, 0, 1),
    permission: integer({ min: 1, max: 4 }),
    consumer: constantFrom('vid', 'riga'),
    status: constantFrom('active' as const, 'suspended' as const),
    renames: constantFrom(false, false, false, true),
    registers: boolean(),
  }),
  { minLength: 1, maxLength: 10 },
)

test('is what would be read anew, whatever was kept, also of another history', async () => {
  let edit = 0
  let kept: KeptContent | null = null
  await assert(
    asyncProperty(edits, async (made) => {
      for (const { database, permission, consumer, status, renames, registers } of made) {
        const pool = pools[database]
        if (pool === undefined) throw new Error('There are two databases')
        edit += 1
        const organisations = ['vid', 'riga'].map((id) => ({ id, name: renames ? `${id} ${edit}` : id }))
        const agreements = [agreementOf(`${permission}`, consumer, status)]
        const applications = registers ? [{ id: `a${edit}`, consumer, defaultPermission: null }] : []
        await publish(pool, { organisations, agreements, applications }, { author: 'test' })
        kept = await readNewerContent(pool, kept)
        expect(ordered(kept.content)).toEqual(ordered(await readPolicyContent(pool)))
      }
    }),
    { numRuns: 15, seed: 5 },
  )
})

test('what has not changed is the same object', async () => {
  const [pool] = pools
  if (pool === undefined) throw new Error('There are two databases')
  const organisations = [{ id: 'vid', name: 'vid' }]
  const agreements = ['1', '2'].map((permission) => agreementOf(permission, 'vid', 'active'))
  await publish(pool, { organisations, agreements }, { author: 'test' })
  const before = await readNewerContent(pool, null)
  expect(await readNewerContent(pool, before)).toBe(before)
  await publish(pool, { agreements: [agreementOf('2', 'vid', 'suspended')] }, { author: 'test' })
  const after = await readNewerContent(pool, before)
  expect(after.content.agreements[0]).toBe(before.content.agreements[0])
  expect(after.content.agreements[1]?.status).toBe('suspended')
})
