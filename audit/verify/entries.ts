import { concat, readU64, u64 } from './bytes.ts'

/** First byte of an entry. */
export const entryKinds = { access: 1, operation: 2, seal: 3, housekeeping: 4 } as const

export type RecordKind = Exclude<keyof typeof entryKinds, 'seal'>

export type Entry =
  | { readonly kind: RecordKind; readonly commitment: Uint8Array }
  | { readonly kind: 'seal'; readonly seal: SealEntry }

/** What a seal says of the log up to it. `sealedAt` is in milliseconds since 1970. */
export interface SealEntry {
  readonly number: number
  readonly sealedAt: number
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
  readonly subjects: number
  readonly headsRoot: Uint8Array
}

export function recordEntry(kind: RecordKind, commitment: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(entryKinds[kind]), commitment)
}

export function sealEntry(seal: SealEntry): Uint8Array {
  const { number, sealedAt, lastOperation, lastSequence, lastHousekeeping, subjects, headsRoot } = seal
  const counts = [number, sealedAt, lastOperation, lastSequence, lastHousekeeping, subjects]
  return concat(Uint8Array.of(entryKinds.seal), ...counts.map(u64), headsRoot)
}

/** @returns null where the bytes are no entry of this log. */
export function readEntry(bytes: Uint8Array): Entry | null {
  if (bytes[0] === entryKinds.seal) {
    const seal = readSealEntry(bytes)
    return seal && { kind: 'seal', seal }
  }
  if (bytes.length !== 33) return null
  const commitment = bytes.subarray(1)
  if (bytes[0] === entryKinds.access) return { kind: 'access', commitment }
  if (bytes[0] === entryKinds.operation) return { kind: 'operation', commitment }
  if (bytes[0] === entryKinds.housekeeping) return { kind: 'housekeeping', commitment }
  return null
}

export function readSealEntry(bytes: Uint8Array): SealEntry | null {
  if (bytes.length !== 81 || bytes[0] !== entryKinds.seal) return null
  const [number, sealedAt, lastOperation, lastSequence, lastHousekeeping, subjects] = [
    1, 9, 17, 25, 33, 41,
  ].map((offset) => readU64(bytes, offset) ?? undefined)
  if (number === undefined || sealedAt === undefined || lastOperation === undefined) return null
  if (lastSequence === undefined || lastHousekeeping === undefined || subjects === undefined) return null
  const headsRoot = bytes.slice(49)
  return { number, sealedAt, lastOperation, lastSequence, lastHousekeeping, subjects, headsRoot }
}

/** The entries of a bundle, each after its length in two bytes. @returns null where the lengths do not fit the bytes. */
export function readBundle(bytes: Uint8Array): readonly Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: Uint8Array[] = []
  for (let offset = 0; offset < bytes.length;) {
    if (offset + 2 > bytes.length) return null
    const end = offset + 2 + view.getUint16(offset)
    if (end > bytes.length) return null
    entries.push(bytes.subarray(offset + 2, end))
    offset = end
  }
  return entries
}
