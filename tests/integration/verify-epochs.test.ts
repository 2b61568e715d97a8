import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { verifyEpochChain } from '#policies/verify-epochs.ts'
import { stewardedDatabase } from './policy-stewards.ts'

const run = promisify(execFile)

test('npm run verify-epochs tells the head of the chain, and by its exit code that something does not fit', async () => {
  const database = await stewardedDatabase()
  const verify = async (): Promise<{ stdout: string }> =>
    run(process.execPath, ['tools/verify-epochs.ts'], {
      env: { ...process.env, POLICY_DATABASE_URL: database.url },
    })
  try {
    const { head } = await verifyEpochChain(database.pool)
    expect((await verify()).stdout).toBe(
      `every epoch follows from the one before, and what is in force is what they say\n1 epochs; the last is 1, ${head.hash}\n`,
    )
    await database.pool.query(`UPDATE organisation SET name = 'x' WHERE id = 'riga'`)
    await expect(verify()).rejects.toMatchObject({
      code: 1,
      stdout: expect.not.stringContaining('every epoch follows'),
      stderr: 'organisations riga in force is not what the epochs say\n',
    })
  } finally {
    await database.close()
  }
})
