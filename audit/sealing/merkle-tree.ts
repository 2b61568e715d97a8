import { sha256, sha256Into } from '../sha256.ts'

/** Hashes of a full tile. */
export const tileWidth = 256
export const hashBytes = 32
const tileBytes = tileWidth * hashBytes

/** Tiles of a tree as C2SP `tlog-tiles` has them: the hashes of tile level L are nodes of height 8 L. */
export interface TileReader {
  /** The hashes of this tile one after the other, all that are stored; more than the asker knows of do no harm. */
  hashes(level: number, tile: number): Promise<Buffer>
}

export interface Tile {
  readonly level: number
  readonly tile: number
  readonly hashes: Buffer
}

export function leafHash(entry: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.of(0), entry]))
}

const twoChildren = Buffer.alloc(1 + 2 * hashBytes, 1)

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(twoChildren, 1)
  right.copy(twoChildren, 1 + hashBytes)
  return sha256(twoChildren)
}

/** A tree that grows at its right edge. It never changes: what is appended makes another one. */
export class LogTree {
  readonly size: number
  readonly #edges: readonly Buffer[]

  /** @param edges the hashes of the incomplete tile of each level, lowest first; `edgeWidth` says how many. */
  constructor(size: number, edges: readonly Buffer[]) {
    for (const [level, edge] of edges.entries()) {
      if (edge.length !== edgeWidth(size, level) * hashBytes) {
        throw new Error(`The last tile of level ${level} does not fit a tree of ${size} leaves`)
      }
    }
    this.size = size
    this.#edges = edges
  }

  /** @param leaves hashes, one after the other. @returns the grown tree, and the tiles that are new or longer. */
  append(leaves: Buffer): { readonly tree: LogTree; readonly tiles: readonly Tile[] } {
    const edges = [...this.#edges]
    const tiles: Tile[] = []
    let fresh = leaves
    for (let level = 0; fresh.length > 0; level++) {
      const hashes = Buffer.concat([edges[level] ?? Buffer.alloc(0), fresh])
      const first = Math.floor(this.size / tileWidth ** (level + 1))
      const full = Math.floor(hashes.length / tileBytes)
      const roots: Buffer[] = []
      for (let index = 0; index < full; index++) {
        const whole = hashes.subarray(index * tileBytes, (index + 1) * tileBytes)
        tiles.push({ level, tile: first + index, hashes: whole })
        roots.push(perfectRoot(whole))
      }
      const edge = hashes.subarray(full * tileBytes)
      if (edge.length > 0) tiles.push({ level, tile: first + full, hashes: edge })
      edges[level] = edge
      fresh = Buffer.concat(roots)
    }
    return { tree: new LogTree(this.size + leaves.length / hashBytes, edges), tiles }
  }

  root(): Buffer {
    const perfect = this.#edges.toReversed().flatMap(perfectParts)
    return perfect.reduceRight((right, left) => nodeHash(left, right), perfect.pop() ?? emptyRoot)
  }
}

/** Of the tree without leaves. */
export const emptyRoot = sha256(Buffer.alloc(0))

/** How many hashes the incomplete tile of that level has in a tree of `size` leaves. */
export function edgeWidth(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level) % tileWidth
}

/** Levels of tiles that a tree of `size` leaves has. */
export function tileLevels(size: number): number {
  let levels = 0
  while (size >= tileWidth ** levels) levels += 1
  return levels
}

/** Root of the first `size` leaves. */
export async function treeRoot(size: number, tiles: TileReader): Promise<Buffer> {
  return size === 0 ? emptyRoot : rangeRoot(0, size, tiles)
}

/**
 * RFC 6962 section 2.1.1: the hashes that lead from leaf `index` to the root of the first `size` leaves, lowest first.
 * A tile is asked for as often as it is needed: `tiles` remembers what it has read.
 */
export async function inclusionPath(index: number, size: number, tiles: TileReader): Promise<Buffer[]> {
  assertWithin(index >= 0 && index < size, `leaf ${index}`, size)
  const path: Buffer[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    const isLeft = index < middle
    path.push(await (isLeft ? rangeRoot(middle, end, tiles) : rangeRoot(start, middle, tiles)))
    if (isLeft) end = middle
    else start = middle
  }
  return path.toReversed()
}

/** RFC 6962 section 2.1.2: shows that the first `newSize` leaves begin with the first `oldSize`. Empty for equal sizes. */
export async function consistencyPath(
  oldSize: number,
  newSize: number,
  tiles: TileReader,
): Promise<Buffer[]> {
  assertWithin(oldSize > 0 && oldSize <= newSize, `a tree of ${oldSize}`, newSize)
  const path: Buffer[] = []
  let [start, end] = [0, newSize]
  while (end !== oldSize) {
    const middle = start + splitOf(end - start)
    const isLeft = oldSize <= middle
    path.push(await (isLeft ? rangeRoot(middle, end, tiles) : rangeRoot(start, middle, tiles)))
    if (isLeft) end = middle
    else start = middle
  }
  if (start > 0) path.push(await rangeRoot(start, end, tiles))
  return path.toReversed()
}

function assertWithin(holds: boolean, what: string, size: number): void {
  if (!holds) throw new RangeError(`There is not ${what} in a tree of ${size} leaves`)
}

/** The largest power of two that is less than `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}

/** `start` is a multiple of the power of two that `end - start` does not exceed. */
async function rangeRoot(start: number, end: number, tiles: TileReader): Promise<Buffer> {
  const count = end - start
  if (count === 1) return perfectNode(start, 1, tiles)
  const split = splitOf(count)
  if (split * 2 === count) return perfectNode(start, count, tiles)
  return nodeHash(await perfectNode(start, split, tiles), await rangeRoot(start + split, end, tiles))
}

/** The node over `count` leaves from `start`: a power of two, which divides `start`. */
async function perfectNode(start: number, count: number, tiles: TileReader): Promise<Buffer> {
  let level = 0
  // A node of 256 leaves is a hash of the level above, and not worked out from a whole tile; so also where it is the
  // last of its level, since a full tile's root is written when it fills.
  while (count >= tileWidth ** (level + 1)) level += 1
  const width = count / tileWidth ** level
  const first = start / tileWidth ** level
  const tile = Math.floor(first / tileWidth)
  const nodes = nodesInside(await tiles.hashes(level, tile), Math.log2(width))
  const from = ((first % tileWidth) / width) * hashBytes
  const wanted = nodes.subarray(from, from + hashBytes)
  if (wanted.length !== hashBytes) throw new Error(`Tile ${tile} of level ${level} is too short`)
  return wanted
}

/** By height above the tile's own hashes, as far as they were wanted. */
const insides = new WeakMap<Buffer, Buffer[]>()

/** All nodes of that height inside a tile, worked out once for as long as its reader remembers it. The bytes never change. */
function nodesInside(hashes: Buffer, height: number): Buffer {
  const levels = insides.get(hashes) ?? [hashes]
  insides.set(hashes, levels)
  let nodes = levels.at(-1) ?? hashes
  while (levels.length <= height) {
    nodes = parentsOf(nodes)
    levels.push(nodes)
  }
  return levels[height] ?? nodes
}

function parentsOf(nodes: Buffer): Buffer {
  const count = Math.floor(nodes.length / hashBytes / 2)
  const parents = Buffer.allocUnsafe(count * hashBytes)
  for (let index = 0; index < count; index++) {
    nodes.copy(twoChildren, 1, index * 2 * hashBytes, (index + 1) * 2 * hashBytes)
    sha256Into(parents, index * hashBytes, twoChildren)
  }
  return parents
}

/** Roots of the perfect trees that these hashes fall into, the largest first. */
function perfectParts(hashes: Buffer): Buffer[] {
  const roots: Buffer[] = []
  let place = 0
  for (let width = tileWidth / 2; width >= 1; width /= 2) {
    const end = place + width * hashBytes
    if (end > hashes.length) continue
    roots.push(perfectRoot(hashes.subarray(place, end)))
    place = end
  }
  return roots
}

/** Root over as many hashes as a power of two says. */
function perfectRoot(hashes: Buffer): Buffer {
  let nodes: Buffer = Buffer.from(hashes)
  while (nodes.length > hashBytes) nodes = parentsOf(nodes)
  return nodes
}
