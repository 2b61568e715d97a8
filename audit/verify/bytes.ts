import { hexToBytes } from '@noble/hashes/utils.js'

export { bytesToHex as hexOf, concatBytes as concat } from '@noble/hashes/utils.js'

const encoder = new TextEncoder()

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The bytes of lower-case hexadecimal digits. @returns null where the text is anything else, or of another length. */
export function fromHex(text: unknown, length: number): Uint8Array | null {
  if (typeof text !== 'string' || text.length !== length * 2 || !/^[0-9a-f]*$/.test(text)) return null
  return hexToBytes(text)
}

/** The 16 bytes of a lower-case UUID text, or null. */
export function fromUuid(text: unknown): Uint8Array | null {
  if (typeof text !== 'string' || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return null
  return hexToBytes(text.replaceAll('-', ''))
}

/** @returns null where the text is not base64 (RFC 4648 section 4), or not as an encoder would have written it. */
export function fromBase64(text: unknown): Uint8Array | null {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return toBase64(bytes) === text ? bytes : null
}

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** @returns null where the bytes are not valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Eight bytes, the most significant first. `value` is a whole number from 0 to 2^53 - 1. */
export function u64(value: number): Uint8Array {
  if (!isCount(value)) throw new RangeError(`not a number that a log holds: ${String(value)}`)
  const bytes = new Uint8Array(8)
  let rest = value
  for (let index = 7; rest > 0; index--) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

/** The number in eight bytes at `offset`, or null where it is above 2^53 - 1. */
export function readU64(bytes: Uint8Array, offset: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const value = view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4)
  return Number.isSafeInteger(value) ? value : null
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** A number as the formats write it: decimal, without leading zeros. */
export function fromDecimal(text: string | undefined): number | null {
  if (text === undefined || !/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null
  return isCount(Number(text)) ? Number(text) : null
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
