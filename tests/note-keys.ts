import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { hash, u64 } from './naive-tree.ts'

export interface NoteKey {
  readonly name: string
  readonly privateKey: KeyObject
  /** Its id, four bytes. */
  readonly id: Buffer
  readonly verifierKey: string
}

/** A key of signature type 1 (a log's) or 4 (a witness's). */
export function noteKey(
  name: string,
  type = 1,
  privateKey = generateKeyPairSync('ed25519').privateKey,
): NoteKey {
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32)
  const typed = Buffer.concat([Buffer.of(type), publicKey])
  const id = hash(`${name}\n`, typed).subarray(0, 4)
  return {
    name,
    privateKey: key,
    id,
    verifierKey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
  }
}

export function signatureLine({ name, id, privateKey }: NoteKey, text: string): string {
  const signature = sign(null, Buffer.from(text), privateKey)
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

export function cosignatureLine({ name, id, privateKey }: NoteKey, text: string, time: number): string {
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), privateKey)
  return `— ${name} ${Buffer.concat([id, u64(time), signature]).toString('base64')}\n`
}
