import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartError } from './databases/start-error.ts'

/**
 * Reads the secret `name` kept in `folder`, or makes one of `bytes` random bytes that every later start finds.
 * Kept as hexadecimal text that only its owner can read. Processes that start together agree on one secret.
 */
export async function readOrCreateSecret(folder: string, name: string, bytes: number): Promise<Buffer> {
  const file = join(folder, name)
  return (await readSecret(file, bytes)) ?? (await create(folder, file, bytes))
}

async function create(folder: string, file: string, bytes: number): Promise<Buffer> {
  await createOnce(folder, file, randomBytes(bytes).toString('hex'))
  const secret = await readSecret(file, bytes)
  if (!secret) throw new StartError(`${file} vanished while it was being made. Start again.`)
  return secret
}

/** Makes `file` in `folder`, readable by its owner only, unless it is there or a process that was quicker makes it. */
export async function createOnce(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link appears whole or not at all, and never replaces the file of a process that was quicker.
    await link(draft, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}

/** The secret that is kept in `file`; undefined where there is none. @throws StartError where the file is no such secret. */
export async function readSecret(file: string, bytes: number): Promise<Buffer | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (codeOf(error) === 'ENOTDIR') {
      throw new StartError(`${file} cannot be made: ${dirname(file)} is not a folder. Move it away.`)
    }
    throw new StartError(`${file} cannot be read (${codeOf(error)}). Make it readable for this user.`)
  }
  const secret = Buffer.from(text.trim(), 'hex')
  if (secret.length !== bytes) {
    throw new StartError(`${file} does not hold a secret of ${bytes} bytes. Restore it from a copy.`)
  }
  return secret
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
