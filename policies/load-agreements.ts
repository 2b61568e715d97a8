import { readFile } from 'node:fs/promises'
import type { Pool } from 'pg'
import { readAgreementsFile } from './agreements-file.ts'
import { publish } from './store.ts'

/** The demonstration's agreements. */
export const demoAgreements = new URL('demo/agreements.json', import.meta.url)

/**
 * Publishes a data file of agreements as `author`. A file that was loaded before makes no epoch, and what somebody else
 * has changed since stays as they left it.
 * @returns the number of the epoch that is in force now.
 * @throws DataFileError with all that is wrong in the file.
 */
export async function loadAgreements(
  pool: Pool,
  file: URL | string,
  options: { author: string },
): Promise<number> {
  const agreements = readAgreementsFile(await readFile(file, 'utf8'))
  return publish(pool, agreements, { author: options.author, ownOnly: true })
}
