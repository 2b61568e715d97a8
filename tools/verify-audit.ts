import { auditKeys } from './audit-keys.ts'
import { namedDatabases } from './databases/named-databases.ts'
import { StartError } from './databases/start-error.ts'
import { connectToLog } from './verify-audit/database-log.ts'
import { contentOpener } from './verify-audit/open-content.ts'
import { readOptions, usage } from './verify-audit/options.ts'
import { verifyAudit } from './verify-audit/verify-audit.ts'

/** `npm run verify-audit`: checks the audit log from its bytes, and says what does not fit. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    console.log(usage)
    return 0
  }
  if (options.log !== null) return verifyAudit({ options, database: null, print: console.log, progress })
  const databases = await namedDatabases(['audit'], process.env, console.error)
  try {
    const database = await connectToLog(databases.urls.audit)
    const masterKeys = await masterKeysAtHand()
    try {
      return await verifyAudit({
        options,
        database,
        ...(masterKeys && { open: contentOpener(masterKeys) }),
        print: console.log,
        progress,
      })
    } finally {
      await database.end()
    }
  } finally {
    await databases.close()
  }
}

/** An auditor need not have them: then contents are not decrypted, and the report says so. */
async function masterKeysAtHand(): Promise<readonly Buffer[] | null> {
  try {
    return await auditKeys('AUDIT_MASTER_KEY', 'audit-master', process.env)
  } catch (error) {
    if (error instanceof StartError && !process.env['AUDIT_MASTER_KEY']) return null
    throw error
  }
}

let toldAt = Date.now()

/** A line now and then, for whoever waits. */
function progress(leaves: number, size: number): void {
  if (Date.now() - toldAt < 10_000) return
  toldAt = Date.now()
  console.error(`${leaves.toLocaleString('en')} of ${size.toLocaleString('en')} leaves`)
}

try {
  process.exitCode = await main()
} catch (error) {
  process.exitCode = 2
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
}
