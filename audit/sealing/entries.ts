import { u64 } from '../commitments.ts'

/** First byte of an entry: what the rest of it is. */
const kinds = { record: 1, operation: 2, seal: 3, housekeeping: 4 } as const

/** What a seal entry says; numbers are those of the last one that the log holds by then. */
export interface SealEntry {
  readonly number: number
  readonly sealedAt: Date
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
  readonly subjects: number
  readonly headsRoot: Buffer
}

/** The entry of a commitment of 32 bytes. */
export function commitmentEntry(kind: 'record' | 'operation' | 'housekeeping', commitment: Buffer): Buffer {
  return Buffer.concat([Buffer.of(kinds[kind]), commitment])
}

export function sealEntry(seal: SealEntry): Buffer {
  return Buffer.concat([
    Buffer.of(kinds.seal),
    u64(seal.number),
    u64(seal.sealedAt.getTime()),
    u64(seal.lastOperation),
    u64(seal.lastSequence),
    u64(seal.lastHousekeeping),
    u64(seal.subjects),
    seal.headsRoot,
  ])
}

/** Entries of a full bundle. */
export const bundleWidth = 256

export interface Bundle {
  readonly bundle: number
  /** Each entry after its length in two bytes. */
  readonly entries: Buffer
}

/**
 * @param size of the log before.
 * @param partial what the last bundle holds already; empty where it is full.
 * @returns the bundles that are new or longer.
 */
export function grownBundles(size: number, partial: Buffer, entries: readonly Buffer[]): Bundle[] {
  const first = Math.floor(size / bundleWidth)
  const bundles: Bundle[] = []
  let taken = 0
  while (taken < entries.length) {
    const held = bundles.length === 0 ? size % bundleWidth : 0
    const some = entries.slice(taken, taken + bundleWidth - held)
    const before = bundles.length === 0 ? [partial] : []
    bundles.push({
      bundle: first + bundles.length,
      entries: Buffer.concat([...before, ...some.map(withLength)]),
    })
    taken += some.length
  }
  return bundles
}

function withLength(entry: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(entry.length)
  return Buffer.concat([length, entry])
}

/** @throws where the bundle ends within an entry. */
export function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = []
  let place = 0
  while (place < bundle.length) {
    const end = place + 2 + bundle.readUInt16BE(place)
    if (end > bundle.length) throw new Error('A bundle of the log ends within an entry')
    entries.push(bundle.subarray(place + 2, end))
    place = end
  }
  return entries
}
