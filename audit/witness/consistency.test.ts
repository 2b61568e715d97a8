import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { consistencyPath, leafHash, LogTree, treeRoot } from '../sealing/merkle-tree.ts'
import type { TileReader } from '../sealing/merkle-tree.ts'
import { isConsistent } from './consistency.ts'

const leaves = 700
const { tiles } = new LogTree(0, []).append(
  Buffer.concat(Array.from({ length: leaves }, (_, index) => leafHash(Buffer.from(`entry ${index}`)))),
)
const stored: TileReader = {
  async hashes(level, tile) {
    return tiles.find((each) => each.level === level && each.tile === tile)?.hashes ?? Buffer.alloc(0)
  },
}
const treeOf = async (size: number) => ({ size, root: await treeRoot(size, stored) })
const sizes = fc.tuple(fc.integer({ min: 1, max: leaves }), fc.integer({ min: 1, max: leaves }))

test('every tree continues every smaller one, by its own path only', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat({ max: 255 }), async ([one, other], place, bit) => {
      const [earlier, later] = [await treeOf(Math.min(one, other)), await treeOf(Math.max(one, other))]
      const path = await consistencyPath(earlier.size, later.size, stored)
      expect(isConsistent(earlier, later, path)).toBe(true)
      expect(isConsistent(earlier, later, [...path, Buffer.alloc(32)])).toBe(false)
      if (path.length === 0) return
      expect(isConsistent(earlier, later, path.slice(1))).toBe(false)
      const bent = path.map((node, index) => (index === place % path.length ? bentAt(node, bit) : node))
      expect(isConsistent(earlier, later, bent)).toBe(false)
      expect(isConsistent({ ...earlier, root: bentAt(earlier.root, bit) }, later, path)).toBe(false)
      expect(isConsistent(earlier, { ...later, root: bentAt(later.root, bit) }, path)).toBe(false)
    }),
  )
})

test('a path of other sizes shows nothing', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: leaves }), async ([one, other], third) => {
      const [small, large] = [Math.min(one, other), Math.max(one, other)]
      fc.pre(small < large && third < large && third !== small)
      const path = await consistencyPath(small, large, stored)
      expect(isConsistent(await treeOf(third), await treeOf(large), path)).toBe(false)
    }),
    { numRuns: 30 },
  )
})

test('every tree continues the empty one, which has one root', async () => {
  const empty = { size: 0, root: Buffer.alloc(0) }
  const none = { size: 0, root: await treeRoot(0, stored) }
  expect(isConsistent(empty, await treeOf(9), [])).toBe(true)
  expect(isConsistent(empty, await treeOf(9), [Buffer.alloc(32)])).toBe(false)
  expect(isConsistent(none, none, [])).toBe(true)
  expect(isConsistent(none, { size: 0, root: Buffer.alloc(32) }, [])).toBe(false)
  expect(isConsistent(await treeOf(9), none, [])).toBe(false)
})

function bentAt(bytes: Buffer, bit: number): Buffer {
  const bent = Buffer.from(bytes)
  bent.writeUInt8(bent.readUInt8(bit >>> 3) ^ (1 << (bit & 7)), bit >>> 3)
  return bent
}
