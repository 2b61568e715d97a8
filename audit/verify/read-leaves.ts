import { readBundle } from './entries.ts'
import type { Found } from './found.ts'

/** The log as its public files have it (C2SP `tlog-tiles`); a source may read ahead, since they are asked for in order. */
export interface LogFiles {
  /** @returns null where there is none; may hold more entries than `width`. */
  bundle(index: number, width: number): Promise<Uint8Array | null>
  tile(level: number, index: number, width: number): Promise<Uint8Array | null>
}

/** What is stored of one leaf. */
export interface StoredLeaf {
  readonly index: number
  /** From the bundle; null where the bundle cannot be read. */
  readonly entry: Uint8Array | null
  /** From the lowest tile; null where there is none. */
  readonly hash: Uint8Array | null
}

/** Leaves of a bundle, hashes of a tile. */
export const width = 256

/** Up to 256 leaves from `index * 256` on. */
export async function readLeaves(
  files: LogFiles,
  index: number,
  size: number,
  found: Found,
): Promise<readonly StoredLeaf[]> {
  const count = Math.min(width, size - index * width)
  const [bundle, tile] = await Promise.all([files.bundle(index, count), files.tile(0, index, count)])
  const entries = bundle && readBundle(bundle)
  const place = { kind: 'bundle', number: index } as const
  if (bundle === null) found.add('ENTRY_MISSING', place)
  else if (entries === null) found.add('ENTRY_MALFORMED', place)
  else if (entries.length < count) found.add('ENTRY_MISSING', place, `${entries.length} of ${count}`)
  return Array.from({ length: count }, (_, offset) => ({
    index: index * width + offset,
    entry: entries?.[offset] ?? null,
    hash: tile && tile.length >= (offset + 1) * 32 ? tile.subarray(offset * 32, (offset + 1) * 32) : null,
  }))
}
