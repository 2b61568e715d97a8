import { Pool } from 'pg'
import { verifyEpochChain } from '#policies/verify-epochs.ts'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'

try {
  process.exitCode = await verify()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

/** Tells whether policies and their epochs are what was decided, and the exit code that says the same. */
async function verify(): Promise<number> {
  const named = process.env['POLICY_DATABASE_URL']
  const databases =
    named === undefined || named === ''
      ? await openDatabases({ env: process.env, dataFolder: dataFolderOf(process.env), log: console.log })
      : null
  const pool = new Pool({ connectionString: databases?.urls.policy ?? named })
  try {
    const { epochs, head, problems } = await verifyEpochChain(pool)
    for (const problem of problems) console.error(problem)
    if (problems.length === 0)
      console.log('every epoch follows from the one before, and what is in force is what they say')
    console.log(`${epochs} epochs; the last is ${head.number}, ${head.hash}`)
    return problems.length === 0 ? 0 : 1
  } finally {
    await pool.end()
    await databases?.close()
  }
}
