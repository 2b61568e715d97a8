import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'
import { edgeWidth, hashBytes, inclusionPath, tileLevels, tileWidth } from '../sealing/merkle-tree.ts'
import type { TileReader } from '../sealing/merkle-tree.ts'
import type { Database } from './sealed-states.ts'

interface Place {
  readonly level: number
  readonly tile: number
}

/** Tiles that are full, and so will never change: of 8 KiB each. */
export type FullTiles = LRUCache<string, Buffer>

export function rememberFullTiles(): FullTiles {
  return new LRUCache({ max: 1024 })
}

/**
 * The tiles as stored, for one request: what is asked for at the same moment is read by one statement, and nothing is
 * read twice. A tile that grows meanwhile still begins with what it had.
 */
export function storedTiles(database: Database, full: FullTiles): TileReader {
  const loader = new DataLoader<Place, Buffer, string>(
    async (places) => {
      // Taken before anything is waited for: what is remembered now may be forgotten for others meanwhile.
      const known = new Map(places.map((place) => [keyOf(place), full.get(keyOf(place))]))
      const read = await readTiles(
        database,
        places.filter((place) => known.get(keyOf(place)) === undefined),
      )
      return places.map((place) => {
        const hashes = known.get(keyOf(place)) ?? read.get(keyOf(place))
        if (hashes === undefined) return new Error(`Tile ${place.tile} of level ${place.level} is missing`)
        if (hashes.length === tileWidth * hashBytes) full.set(keyOf(place), hashes)
        return hashes
      })
    },
    { cacheKeyFn: keyOf },
  )
  return { hashes: (level, tile) => loader.load({ level, tile }) }
}

/**
 * `inclusionPath`, which asks for one tile after the other; here, those of the leaf and those at the tree's right edge
 * are read at once before.
 */
export async function storedInclusionPath(index: number, size: number, tiles: TileReader): Promise<Buffer[]> {
  const levels = Array.from({ length: tileLevels(size) }, (_, level) => level)
  const places = levels.flatMap((level) => {
    const hashes = Math.floor(size / tileWidth ** level)
    const own = Math.floor(index / tileWidth ** (level + 1))
    const last = Math.floor(hashes / tileWidth)
    const isThere = own * tileWidth < hashes
    return [
      ...(isThere ? [{ level, tile: own }] : []),
      ...(edgeWidth(size, level) > 0 ? [{ level, tile: last }] : []),
    ]
  })
  await Promise.all(places.map(({ level, tile }) => tiles.hashes(level, tile)))
  return inclusionPath(index, size, tiles)
}

async function readTiles(database: Database, places: readonly Place[]): Promise<Map<string, Buffer>> {
  if (places.length === 0) return new Map()
  const { rows } = await database.query<{ level: number; tile: string; hashes: Buffer }>({
    name: 'tiles',
    text: `SELECT level, tile, hashes FROM log_tile
      JOIN unnest($1::smallint[], $2::bigint[]) AS asked (level, tile) USING (level, tile)`,
    values: [places.map(({ level }) => level), places.map(({ tile }) => tile)],
  })
  return new Map(rows.map(({ level, tile, hashes }) => [keyOf({ level, tile: Number(tile) }), hashes]))
}

function keyOf({ level, tile }: Place): string {
  return `${level}/${tile}`
}
