import { LRUCache } from 'lru-cache'
import { entriesOf } from '../sealing/entries.ts'
import { hashBytes, tileWidth } from '../sealing/merkle-tree.ts'
import { openReadingPool } from '../reading-pool.ts'
import type { ReadingOptions } from '../reading-pool.ts'
import { latestSeal } from './sealed-states.ts'

/** The public files of the log, as `docs/audit-log-format.md` has them. Rejects while the database cannot answer. */
export interface LogReader {
  /** The newest checkpoint, with the cosignatures that have come by now; null before the first. */
  checkpoint(): Promise<string | null>
  /** The first `width` hashes of a tile; null where it does not have so many. */
  tile(level: number, tile: number, width: number): Promise<Buffer | null>
  /** The first `width` entries of a bundle, each after its length; null where it does not have so many. */
  entries(bundle: number, width: number): Promise<Buffer | null>
  /** The log's verifier keys, one to a line, the current one first. */
  keys(): Promise<string>
  close(): Promise<void>
}

/** Opens the log for serving its files. It need not answer yet. */
export function openLogReader(options: ReadingOptions): LogReader {
  const pool = openReadingPool(options, 'dagr-audit-files')
  // What is full never changes.
  const full = new LRUCache<string, Buffer>({
    maxSize: 32 * 2 ** 20,
    sizeCalculation: ({ length }) => length,
  })
  let asking: Promise<string | null> | null = null

  async function whole(
    key: string,
    name: keyof typeof texts,
    values: readonly number[],
  ): Promise<Buffer | null> {
    const kept = full.get(key)
    if (kept !== undefined) return kept
    const { rows } = await pool.query<{ bytes: Buffer }>({
      name,
      text: texts[name],
      values: [...values],
    })
    return rows[0]?.bytes ?? null
  }

  return {
    checkpoint() {
      // Whoever asks while it is being read gets the same.
      asking ??= latestSeal(pool)
        .then((seal) => seal?.checkpoint ?? null)
        .finally(() => {
          asking = null
        })
      return asking
    },
    async tile(level, tile, width) {
      const key = `${level}/${tile}`
      const hashes = await whole(key, 'served-tile', [level, tile])
      if (hashes === null || hashes.length < width * hashBytes) return null
      if (hashes.length === tileWidth * hashBytes) full.set(key, hashes)
      return hashes.subarray(0, width * hashBytes)
    },
    async entries(bundle, width) {
      const key = `entries/${bundle}`
      const bytes = await whole(key, 'served-entries', [bundle])
      const entries = bytes === null ? [] : entriesOf(bytes)
      if (bytes === null || entries.length < width) return null
      if (entries.length === tileWidth) full.set(key, bytes)
      const length = entries.slice(0, width).reduce((sum, entry) => sum + 2 + entry.length, 0)
      return bytes.subarray(0, length)
    },
    async keys() {
      const { rows } = await pool.query<{ verifier_key: string }>(
        'SELECT verifier_key FROM log_key ORDER BY place',
      )
      return rows.map((row) => `${row.verifier_key}\n`).join('')
    },
    close: () => pool.end(),
  }
}

const texts = {
  'served-tile': 'SELECT hashes AS bytes FROM log_tile WHERE level = $1 AND tile = $2',
  'served-entries': 'SELECT entries AS bytes FROM log_bundle WHERE bundle = $1',
}
