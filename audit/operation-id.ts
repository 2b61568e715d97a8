import { takeRandomBytes } from './random-bytes.ts'
import { markUuid } from './uuid-bytes.ts'

const bytes = Buffer.alloc(16)

/**
 * The id of an operation record: a UUID that begins with the time (version 7), so that the index of operations grows at
 * one end, and what is written there lies together. It tells no more than the record's own time; the rest is random.
 */
export function operationId(at: Date): string {
  bytes.writeUIntBE(at.getTime(), 0, 6)
  takeRandomBytes(10).copy(bytes, 6)
  markUuid(bytes, 0, 7)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
