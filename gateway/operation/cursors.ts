import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** What a cursor is bound to: it opens only under the same permission and for the same search. */
export interface CursorBinding {
  readonly permission: string
  /** Coordinate of the field that returns the connection. */
  readonly coordinate: string
  /** Its arguments but for the page's own (`first`, `after`). */
  readonly arguments: Readonly<Record<string, unknown>>
}

/**
 * Seals the positions that registries give, so that a caller can neither read a key out of a cursor nor make one
 * that looks behind its row conditions.
 */
export interface CursorSeal {
  seal(position: string, binding: CursorBinding): string
  /** null where the cursor was not made here for this binding. */
  open(cursor: string, binding: CursorBinding): string | null
}

/** AES-256-GCM with the binding as associated data. The key has 32 bytes. */
export function cursorSeal(keyBytes: Buffer): CursorSeal {
  const key = createSecretKey(keyBytes)
  return {
    seal(position, binding) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(digest(binding))
      const sealed = Buffer.concat([cipher.update(position, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open(cursor, binding) {
      const bytes = Buffer.from(cursor, 'base64url')
      if (bytes.length < nonceBytes + tagBytes) return null
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(digest(binding))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        return Buffer.concat([
          decipher.update(bytes.subarray(nonceBytes + tagBytes)),
          decipher.final(),
        ]).toString()
      } catch {
        return null
      }
    },
  }
}

function digest(binding: CursorBinding): Buffer {
  const sorted = Object.entries(binding.arguments).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([binding.permission, binding.coordinate, sorted]))
    .digest()
}
