import { emptyRoot, nodeHash } from '../sealing/merkle-tree.ts'

interface Tree {
  readonly size: number
  readonly root: Buffer
}

/**
 * Whether `path` shows that `later` begins with all of `earlier`: RFC 9162 section 2.1.4.2, which verifies the proofs of
 * RFC 6962. The empty tree is the beginning of every tree, and needs no path.
 */
export function isConsistent(earlier: Tree, later: Tree, path: readonly Buffer[]): boolean {
  if (path.some((node) => node.length !== 32)) return false
  if (later.size === 0 && !later.root.equals(emptyRoot)) return false
  if (earlier.size > later.size) return false
  if (earlier.size === later.size) return path.length === 0 && earlier.root.equals(later.root)
  if (earlier.size === 0) return path.length === 0
  const [start, ...rest] = isPowerOfTwo(earlier.size) ? [earlier.root, ...path] : path
  if (start === undefined) return false
  let [one, other] = [BigInt(earlier.size) - 1n, BigInt(later.size) - 1n]
  while (one % 2n === 1n) [one, other] = [one / 2n, other / 2n]
  let [earlierRoot, laterRoot] = [start, start]
  for (const node of rest) {
    if (other === 0n) return false
    if (one % 2n === 1n || one === other) {
      earlierRoot = nodeHash(node, earlierRoot)
      laterRoot = nodeHash(node, laterRoot)
      while (one % 2n === 0n && one !== 0n) [one, other] = [one / 2n, other / 2n]
    } else {
      laterRoot = nodeHash(laterRoot, node)
    }
    one /= 2n
    other /= 2n
  }
  return other === 0n && earlierRoot.equals(earlier.root) && laterRoot.equals(later.root)
}

function isPowerOfTwo(size: number): boolean {
  const bits = BigInt(size)
  return (bits & (bits - 1n)) === 0n
}
