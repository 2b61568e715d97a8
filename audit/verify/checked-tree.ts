import { isEqual } from './bytes.ts'
import type { Found } from './found.ts'
import { width } from './read-leaves.ts'
import type { LogFiles } from './read-leaves.ts'
import { growingTree } from './tree.ts'
import type { GrowingTree } from './tree.ts'

/** A tree that compares each stored tile with what follows from the leaves. */
export interface CheckedTree extends GrowingTree {
  /** Compares the tiles that are complete by now, and at the end the others. */
  compareTiles(atEnd: boolean): Promise<void>
  readonly tiles: number
}

export function checkedTree(files: LogFiles, found: Found): CheckedTree {
  /** By level: the hashes of the tile that grows. */
  const growing = new Map<number, Uint8Array[]>()
  let complete: { readonly level: number; readonly index: number; readonly hashes: readonly Uint8Array[] }[] =
    []
  let tiles = 0

  const tree = growingTree((level, place, hash) => {
    const hashes = growing.get(level) ?? []
    growing.set(level, hashes)
    hashes.push(hash)
    if (hashes.length < width) return
    complete.push({ level, index: (place + 1) / width - 1, hashes })
    growing.set(level, [])
  })

  async function compare(level: number, index: number, hashes: readonly Uint8Array[]): Promise<void> {
    tiles++
    const place = { kind: 'tile', number: `${level}/${index}` } as const
    const stored = await files.tile(level, index, hashes.length)
    if (stored === null) return found.add('TILE_MISSING', place)
    const differing = hashes.findIndex(
      (hash, offset) => !isEqual(hash, stored.subarray(offset * 32, (offset + 1) * 32)),
    )
    if (differing >= 0) found.add('TILE_DIFFERS', place, `hash ${differing}`)
  }

  return {
    get size() {
      return tree.size
    },
    append: (leaf) => tree.append(leaf),
    root: () => tree.root(),
    async compareTiles(atEnd) {
      for (const { level, index, hashes } of complete) await compare(level, index, hashes)
      complete = []
      if (!atEnd) return
      for (const [level, hashes] of growing) {
        const index = Math.floor(tree.size / width ** (level + 1))
        if (hashes.length > 0) await compare(level, index, hashes)
      }
    },
    get tiles() {
      return tiles
    },
  }
}
