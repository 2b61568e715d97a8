import { join } from 'node:path'
import { dataFolderOf } from './data-folder.ts'
import { StartError } from './databases/start-error.ts'
import { readSecret } from './secrets.ts'

const keyBytes = 32

/** A key of the audit: what the environment's `variable` says, else the file `name` that `npm start` keeps. @throws StartError */
export async function auditKey(
  variable: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Buffer> {
  const keys = await auditKeys(variable, name, env)
  const [key] = keys
  if (key === undefined || keys.length > 1)
    throw new StartError(`${variable} must be one key of 64 hexadecimal digits.`)
  return key
}

/** The same of several, comma-separated, the current one first. @throws StartError */
export async function auditKeys(
  variable: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Buffer[]> {
  const text = env[variable]?.trim() ?? ''
  if (text === '') {
    const file = join(dataFolderOf(env), 'keys', name)
    const kept = await readSecret(file, keyBytes)
    if (kept === undefined)
      throw new StartError(`${file} is missing: set ${variable}, or DATA_FOLDER to where it is.`)
    return [kept]
  }
  const parts = text.split(',').map((part) => part.trim())
  if (!parts.every((part) => /^[0-9a-f]{64}$/i.test(part)))
    throw new StartError(`${variable} must be keys of 64 hexadecimal digits, comma-separated.`)
  return parts.map((part) => Buffer.from(part, 'hex'))
}
