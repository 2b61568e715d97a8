import { join, resolve } from 'node:path'

/** Where the embedded databases and the keys are: `.data/` of the project, or the folder that `DATA_FOLDER` names. */
export function dataFolderOf(env: Readonly<Record<string, string | undefined>>): string {
  return env['DATA_FOLDER'] ? resolve(env['DATA_FOLDER']) : join(import.meta.dirname, '..', '.data')
}
