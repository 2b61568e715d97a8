import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolderOf } from '../data-folder.ts'
import { openDatabases } from './open-databases.ts'
import type { DatabaseName } from './names.ts'
import { urlVariable } from './names.ts'
import { StartError } from './start-error.ts'

/** The URLs of some databases, and what ends with the command that uses them. */
export interface NamedDatabases<Name extends DatabaseName> {
  readonly urls: Readonly<Record<Name, string>>
  close(): Promise<void>
}

/**
 * The databases that the environment names, one variable each, just as they are; where it does not name them all, those
 * that `npm start` uses. None is made where there has been none: a folder that is named wrongly would look like an empty
 * audit. @throws StartError for what the user can mend.
 */
export async function namedDatabases<Name extends DatabaseName>(
  names: readonly Name[],
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Promise<NamedDatabases<Name>> {
  const named = names.map((name) => [name, env[urlVariable(name)] ?? ''] as const)
  if (named.every(([, url]) => url !== '')) {
    return { urls: Object.fromEntries(named) as Record<Name, string>, close: async () => {} }
  }
  const dataFolder = dataFolderOf(env)
  if (!env['DATABASE_URL'] && !existsSync(join(dataFolder, 'postgres'))) {
    const variables = named.map(([name]) => urlVariable(name)).join(', ')
    throw new StartError(
      `There are no databases in ${dataFolder}: name the data folder of npm start by DATA_FOLDER, or set ${variables}.`,
    )
  }
  return openDatabases({ env, dataFolder, log })
}
