import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as naive from '#tests/naive-tree.ts'
import { consistencyPath, edgeWidth, inclusionPath, leafHash, LogTree, treeRoot } from './merkle-tree.ts'
import type { Tile, TileReader } from './merkle-tree.ts'

function leavesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`entry ${index}`)))
}

/** What a table of tiles does with those of each append; a shorter tile must be the beginning of the longer one. */
class StoredTiles implements TileReader {
  readonly #tiles = new Map<string, Buffer>()

  store(tiles: readonly Tile[]): void {
    for (const { level, tile, hashes } of tiles) {
      const before = this.#tiles.get(`${level}/${tile}`) ?? Buffer.alloc(0)
      const grows = hashes.length > before.length && hashes.length <= 256 * 32
      if (!grows || !hashes.subarray(0, before.length).equals(before)) {
        throw new Error(`Tile ${level}/${tile} does not grow`)
      }
      this.#tiles.set(`${level}/${tile}`, hashes)
    }
  }

  async hashes(level: number, tile: number): Promise<Buffer> {
    return this.#tiles.get(`${level}/${tile}`) ?? Buffer.alloc(0)
  }
}

const hex = (hashes: readonly Buffer[]): string[] => hashes.map((each) => each.toString('hex'))

function grown(leaves: readonly Buffer[], batches: readonly number[]): { tree: LogTree; tiles: StoredTiles } {
  const tiles = new StoredTiles()
  let tree = new LogTree(0, [])
  for (const batch of batches) {
    const appended = tree.append(Buffer.concat(leaves.slice(tree.size, tree.size + batch)))
    tiles.store(appended.tiles)
    tree = appended.tree
  }
  return { tree, tiles }
}

const batches = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 })), {
  minLength: 1,
  maxLength: 6,
})

test('whatever it grows by, the tree has the root of RFC 6962, and so have its tiles for every size before', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (sizes, place) => {
      const leaves = leavesOf(sizes.reduce((sum, size) => sum + size, 0))
      const { tree, tiles } = grown(leaves, sizes)
      expect(hex([tree.root()])).toEqual(hex([naive.treeRoot(leaves)]))
      const size = place % (leaves.length + 1)
      expect(hex([await treeRoot(size, tiles)])).toEqual(hex([naive.treeRoot(leaves.slice(0, size))]))
    }),
    { numRuns: 25 },
  )
})

test('paths are those of RFC 6962, for every size', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), fc.nat(), async (sizes, one, other) => {
      const leaves = leavesOf(sizes.reduce((sum, size) => sum + size, 0))
      const { tiles } = grown(leaves, sizes)
      const size = 1 + (one % leaves.length)
      const index = other % size
      const some = leaves.slice(0, size)
      expect(hex(await inclusionPath(index, size, tiles))).toEqual(hex(naive.inclusionPath(index, some)))
      expect(hex(await consistencyPath(index + 1, size, tiles))).toEqual(
        hex(naive.consistencyPath(index + 1, some, true)),
      )
    }),
    { numRuns: 40 },
  )
})

test('a tree of three levels of tiles goes on from its edges alone', async () => {
  const leaves = leavesOf(256 * 256 + 300)
  const { tiles } = grown(leaves, [65_000, 535, 1, 1])
  const size = 65_537
  const edges = await Promise.all(
    [0, 1, 2].map(async (level) => tiles.hashes(level, Math.floor(size / 256 ** (level + 1)))),
  )
  expect(edges.map(({ length }) => length / 32)).toEqual([0, 1, 2].map((level) => edgeWidth(size, level)))
  const { tree, tiles: rest } = new LogTree(size, edges).append(Buffer.concat(leaves.slice(size)))
  tiles.store(rest)
  expect(hex([tree.root()])).toEqual(hex([naive.treeRoot(leaves)]))
})

test('an edge that does not fit the size makes no tree', () => {
  expect(() => new LogTree(2, [Buffer.alloc(32)])).toThrow('The last tile of level 0 does not fit')
})

test('what is not in the tree has no path', async () => {
  const { tiles } = grown(leavesOf(3), [3])
  await expect(inclusionPath(3, 3, tiles)).rejects.toThrow(RangeError)
  await expect(consistencyPath(4, 3, tiles)).rejects.toThrow(RangeError)
  await expect(inclusionPath(0, 4, tiles)).rejects.toThrow('Tile 0 of level 0 is too short')
})
