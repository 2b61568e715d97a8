import { join } from 'node:path'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'
import { demoCaller, type DemoCaller } from './demo/callers.ts'
import { findResident } from './demo/resident.ts'
import { openIssuer, type Issuer } from './issuer.ts'

/** A token of a demo caller; `resident` finds the personal code of the caller who is one. */
export async function tokenOf(
  caller: DemoCaller,
  issuer: Issuer,
  resident: () => Promise<string>,
): Promise<string> {
  return issuer.sign({ ...caller.claims, ...(caller.isResident && { personal_code: await resident() }) })
}

async function residentOf(dataFolder: string): Promise<string> {
  const databases = await openDatabases({ env: process.env, dataFolder, log: () => {} })
  try {
    return await findResident(databases.urls)
  } finally {
    await databases.close()
  }
}

if (import.meta.main) {
  const dataFolder = dataFolderOf(process.env)
  try {
    const caller = demoCaller(process.argv[2])
    const issuer = await openIssuer(join(dataFolder, 'keys'))
    console.log(await tokenOf(caller, issuer, () => residentOf(dataFolder)))
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
