import { AuditMisconfigured } from '#audit/failures.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import { rewrapKeys } from '#audit/keys/rewrap-keys.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { auditKeys } from './audit-keys.ts'
import { namedDatabases } from './databases/named-databases.ts'
import { StartError } from './databases/start-error.ts'

/** `npm run rewrap-audit-keys`, with `AUDIT_MASTER_KEY` as the gateways have it: the current key first. */
try {
  await rewrap()
} catch (error) {
  if (!(error instanceof StartError || error instanceof AuditMisconfigured)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function rewrap(): Promise<void> {
  const keys = masterKeys(await auditKeys('AUDIT_MASTER_KEY', 'audit-master', process.env))
  const databases = await namedDatabases(['audit'], process.env, console.log)
  const keeper = openKeeper(databases.urls.audit)
  try {
    const { keys: all, rewrapped } = await rewrapKeys(keeper, keys)
    console.log(
      `${all} keys; ${rewrapped} of them were under a former master key and are under the current one now`,
    )
  } finally {
    await keeper.close()
    await databases.close()
  }
}
