import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { storedTiles } from './stored-tiles.ts'

/** A database whose every tile is full, of its own number. */
const everyTile = {
  async query(query: { values: readonly (readonly number[])[] }) {
    const [levels = [], tiles = []] = query.values
    return {
      rows: tiles.map((tile, place) => ({
        level: levels[place],
        tile: String(tile),
        hashes: Buffer.alloc(256 * 32, tile),
      })),
    }
  },
} as unknown as Pool

test('a tile that was remembered is there, whatever is forgotten for those that are read with it', async () => {
  const full = new LRUCache<string, Buffer>({ max: 2 })
  await storedTiles(everyTile, full).hashes(0, 7)
  expect(full.has('0/7')).toBe(true)

  const tiles = storedTiles(everyTile, full)
  const asked = await Promise.all([1, 2, 3, 7].map((tile) => tiles.hashes(0, tile)))
  expect(asked.map((hashes) => hashes[0])).toEqual([1, 2, 3, 7])
})
