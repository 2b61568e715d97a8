import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import { keyObject } from '../key-object.ts'
import { takeRandomBytes } from '../random-bytes.ts'
import { uuidBytes } from '../uuid-bytes.ts'

/**
 * Wraps the keys of contents. A wrapped key is bound to its data subject and its own id: put into another row, it does
 * not unwrap.
 */
export interface MasterKeys {
  /** Under the current master key. */
  wrap(key: Buffer, subjectHash: Buffer, keyId: string): Buffer
  /** @throws where no master key is the one that it was wrapped under, or it was changed. */
  unwrap(wrapped: Buffer, subjectHash: Buffer, keyId: string): Buffer
  /** Whether it is wrapped under the current master key. */
  isCurrent(wrapped: Buffer): boolean
}

const hintBytes = 4
const nonceBytes = 12
const keyBytes = 32
const tagBytes = 16
const wrappedBytes = hintBytes + nonceBytes + keyBytes + tagBytes

/** `keys` of 32 bytes each: the first wraps, all unwrap. So a new one is put first, and the old one stays until all is rewrapped. */
export function masterKeys(keys: readonly Buffer[]): MasterKeys {
  const [current] = keys.map((key) => ({ key, hint: hintOf(key) }))
  if (current === undefined) throw new TypeError('There is no master key')
  const byHint = new Map(keys.map((key) => [hintOf(key).toString('hex'), key]))
  if (byHint.size < keys.length) throw new TypeError('A master key is there twice')
  return {
    wrap(key, subjectHash, keyId) {
      const nonce = takeRandomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyObject(current.key), nonce)
      cipher.setAAD(boundTo(subjectHash, keyId))
      return Buffer.concat([current.hint, nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
    },
    unwrap(wrapped, subjectHash, keyId) {
      const key = byHint.get(wrapped.toString('hex', 0, hintBytes))
      if (key === undefined || wrapped.length !== wrappedBytes) {
        throw new Error('A key of the audit is not wrapped under any of the master keys')
      }
      const tagAt = wrappedBytes - tagBytes
      const nonce = wrapped.subarray(hintBytes, hintBytes + nonceBytes)
      const decipher = createDecipheriv('aes-256-gcm', keyObject(key), nonce, {
        authTagLength: tagBytes,
      })
      decipher.setAAD(boundTo(subjectHash, keyId))
      decipher.setAuthTag(wrapped.subarray(tagAt))
      return Buffer.concat([
        decipher.update(wrapped.subarray(hintBytes + nonceBytes, tagAt)),
        decipher.final(),
      ])
    },
    isCurrent: (wrapped) => wrapped.subarray(0, hintBytes).equals(current.hint),
  }
}

function hintOf(masterKey: Buffer): Buffer {
  return hash('sha256', masterKey, 'buffer').subarray(0, hintBytes)
}

function boundTo(subjectHash: Buffer, keyId: string): Buffer {
  return Buffer.concat([subjectHash, uuidBytes(keyId)])
}
