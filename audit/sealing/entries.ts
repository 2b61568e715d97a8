import { u64 } from '../commitments.ts'
import { sha256Into } from '../sha256.ts'

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

const hashBytes = 32
const lengthBytes = 2
/** Of a seal entry, the longest. */
const longestEntry = 81

/** Entries that are appended together, with their leaves, in as few pieces of memory as can be. */
export class NewEntries {
  readonly #bundled: Buffer
  readonly #leaves: Buffer
  /** Where each entry ends. */
  readonly #ends: number[] = []
  /** 0 and the entry: what a leaf is the hash of. */
  readonly #leaf = Buffer.alloc(1 + longestEntry)

  /** Room for so many entries. */
  constructor(count: number) {
    this.#bundled = Buffer.allocUnsafe(count * (lengthBytes + longestEntry))
    this.#leaves = Buffer.allocUnsafe(count * hashBytes)
  }

  addCommitment(kind: 'record' | 'operation' | 'housekeeping', commitment: Buffer): void {
    this.#leaf[1] = kinds[kind]
    commitment.copy(this.#leaf, 2)
    this.#add(1 + commitment.length)
  }

  addEntry(entry: Buffer): void {
    entry.copy(this.#leaf, 1)
    this.#add(entry.length)
  }

  /** Hashes of the leaves, one after the other. */
  leaves(): Buffer {
    return this.#leaves.subarray(0, this.#ends.length * hashBytes)
  }

  /**
   * @param size of the log before.
   * @param partial what the last bundle holds already; empty where it is full.
   * @returns the bundles that are new or longer.
   */
  bundles(size: number, partial: Buffer): Bundle[] {
    const bundles: Bundle[] = []
    for (let from = 0; from < this.#ends.length;) {
      const bundle = Math.floor((size + from) / bundleWidth)
      const to = Math.min(this.#ends.length, (bundle + 1) * bundleWidth - size)
      const entries = this.#bundled.subarray(this.#ends[from - 1] ?? 0, this.#ends[to - 1])
      bundles.push({ bundle, entries: from === 0 ? Buffer.concat([partial, entries]) : entries })
      from = to
    }
    return bundles
  }

  /** Takes the entry that stands in the leaf. */
  #add(length: number): void {
    sha256Into(this.#leaves, this.#ends.length * hashBytes, this.#leaf.subarray(0, 1 + length))
    const place = this.#ends.at(-1) ?? 0
    this.#bundled.writeUInt16BE(length, place)
    this.#leaf.copy(this.#bundled, place + lengthBytes, 1, 1 + length)
    this.#ends.push(place + lengthBytes + length)
  }
}

/** Entries of a full bundle. */
export const bundleWidth = 256

export interface Bundle {
  readonly bundle: number
  /** Each entry after its length in two bytes. */
  readonly entries: Buffer
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
