import { createDecipheriv, createHash, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { OpenContent } from '#audit/verify/content-check.ts'

/** Where the nonce and what is encrypted begin, after the id of the key. */
interface Layout {
  readonly nonce: number
  readonly encrypted: number
}

const contentLayout: Layout = { nonce: 17, encrypted: 29 }
const keyLayout: Layout = { nonce: 4, encrypted: 16 }
const tagBytes = 16

/** Decrypts contents as docs/audit-log-format.md has them, with the code of nobody who encrypts them. */
export function contentOpener(masterKeys: readonly Buffer[]): OpenContent {
  const masters = new Map(masterKeys.map((key) => [idOf(key), createSecretKey(key)] as const))
  return (row, wrappedKey) => {
    const content = Buffer.from(row.content)
    const wrapped = Buffer.from(wrappedKey)
    const master = masters.get(wrapped.subarray(0, 4).toString('hex'))
    const keyId = content.subarray(1, 17)
    const key = master && decrypted(wrapped, keyLayout, master, Buffer.concat([row.subject, keyId]))
    if (!key) return 'KEY_UNREADABLE'
    const bound = Buffer.concat([uuidBytes(row.id), uuidBytes(row.operation), row.subject])
    return decrypted(content, contentLayout, createSecretKey(key), bound) ?? 'CONTENT_UNREADABLE'
  }
}

function decrypted(
  bytes: Buffer,
  { nonce, encrypted }: Layout,
  key: KeyObject,
  bound: Buffer,
): Buffer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(nonce, encrypted), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(bound)
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(encrypted, -tagBytes)), decipher.final()])
  } catch {
    return null
  }
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest().subarray(0, 4).toString('hex')
}

function uuidBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll('-', ''), 'hex')
}
