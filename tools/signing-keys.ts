import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from './databases/start-error.ts'
import { createOnce } from './secrets.ts'

const keptKey = 'audit-log.pem'

/**
 * The keys of the audit log: those of `files`, the current one first; where there are none, the one that is kept in
 * `folder`, which is made at the first start. @throws StartError where one cannot be used.
 */
export async function openSigningKeys(files: readonly string[], folder: string): Promise<KeyObject[]> {
  if (files.length > 0) return Promise.all(files.map(readKey))
  const file = join(folder, keptKey)
  const { privateKey } = generateKeyPairSync('ed25519')
  await createOnce(folder, file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return [await readKey(file)]
}

/** A private key, or the public one of a key that is lost. */
async function readKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch(() => {
    throw new StartError(`${file} cannot be read. Make it readable for this user.`)
  })
  const key = parsed(pem)
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new StartError(`${file} does not hold an Ed25519 key (PEM). Restore it from a copy.`)
  }
  return key
}

function parsed(pem: string): KeyObject | null {
  try {
    return pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : createPublicKey(pem)
  } catch {
    return null
  }
}
