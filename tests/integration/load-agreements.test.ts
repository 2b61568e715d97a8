import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import { publish, readPolicyContent } from '#policies/store.ts'
import { verifyEpochChain } from '#policies/verify-epochs.ts'
import { createTestDatabase } from '../postgres.ts'

test('the demonstration is loaded once, and a later load undoes nothing', async () => {
  const database = await createTestDatabase('policy')
  const pool = new Pool({ connectionString: database.url })
  // Dropping the database cuts connections that are still closing.
  pool.on('error', () => undefined)
  try {
    expect(await loadAgreements(pool, demoAgreements, { author: 'demo' })).toBe(1)
    expect(await loadAgreements(pool, demoAgreements, { author: 'demo' })).toBe(1)
    const { agreements } = await readPolicyContent(pool)
    const [agreement] = agreements
    if (agreement === undefined) throw new Error('nothing was loaded')
    await publish(pool, { agreements: [{ ...agreement, status: 'suspended' }] }, { author: 'steward' })
    expect(await loadAgreements(pool, demoAgreements, { author: 'demo' })).toBe(2)
    expect((await readPolicyContent(pool)).agreements).toEqual(
      agreements.map((each) =>
        each.permission === agreement.permission ? { ...each, revision: 2, status: 'suspended' } : each,
      ),
    )
    expect((await verifyEpochChain(pool)).problems).toEqual([])
  } finally {
    await pool.end()
    await database.drop()
  }
})
