import { isEqual } from './bytes.ts'
import { digest } from './digests.ts'

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** RFC 6962 section 2.1. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return digest(leafPrefix, entry)
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return digest(nodePrefix, left, right)
}

export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  /** From the leaf's sibling upwards. */
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** Whether `path` shows that the leaf with this hash is at `index` in the tree of `size` leaves with this root. */
export function verifyInclusion({ leaf, index, size, path, root }: Inclusion): boolean {
  if (index >= size) return false
  let hash = leaf
  let [node, last] = [index, size - 1]
  for (const sibling of path) {
    if (last === 0) return false
    if (node % 2 === 1) {
      hash = nodeHash(sibling, hash)
    } else if (node === last) {
      // The last node of a level without a right neighbour goes up as it is, until it has a left one.
      while (node % 2 === 0) [node, last] = [node / 2, Math.floor(last / 2)]
      hash = nodeHash(sibling, hash)
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return last === 0 && isEqual(hash, root)
}

export interface Consistency {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly newSize: number
  readonly newRoot: Uint8Array
  readonly path: readonly Uint8Array[]
}

/** Whether `path` shows that the tree with the old root is the beginning of the one with the new root (RFC 9162 section 2.1.4.2). */
export function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, path }: Consistency): boolean {
  if (oldSize > newSize || oldSize === 0) return false
  if (oldSize === newSize) return path.length === 0 && isEqual(oldRoot, newRoot)
  let [node, last] = [oldSize - 1, newSize - 1]
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  // Where the old tree is complete its root is where the path begins.
  const [first, ...rest] = node === 0 ? [oldRoot, ...path] : path
  if (first === undefined) return false
  let [before, after] = [first, first]
  for (const hash of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      while (node % 2 === 0) [node, last] = [node / 2, Math.floor(last / 2)]
      before = nodeHash(hash, before)
      after = nodeHash(hash, after)
    } else {
      after = nodeHash(after, hash)
    }
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return last === 0 && isEqual(before, oldRoot) && isEqual(after, newRoot)
}

/** A tree that is built leaf by leaf and remembers no more than the roots of its complete parts. */
export interface GrowingTree {
  readonly size: number
  append(leaf: Uint8Array): void
  root(): Uint8Array
}

/** `onTileHash` is told each hash of each tile (C2SP `tlog-tiles`), at its level and its place within the level. */
export function growingTree(
  onTileHash: (level: number, place: number, hash: Uint8Array) => void = () => undefined,
): GrowingTree {
  const complete: Uint8Array[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    append(leaf) {
      let hash = leaf
      let [place, height] = [size, 0]
      for (;;) {
        if (height % 8 === 0) onTileHash(height / 8, place, hash)
        if (place % 2 === 0) break
        hash = nodeHash(complete.pop() ?? hash, hash)
        place = (place - 1) / 2
        height++
      }
      complete.push(hash)
      size++
    },
    root() {
      return (
        complete.reduceRight<Uint8Array | null>(
          (right, left) => (right === null ? left : nodeHash(left, right)),
          null,
        ) ?? digest(new Uint8Array())
      )
    },
  }
}
