import { isEqual } from './bytes.ts'
import { nextLink, zero } from './digests.ts'
import { bitAt, branchBits, headLeaf } from './heads-map.ts'
import type { Branch, Head } from './heads-map.ts'
import { nodeHash } from './tree.ts'

/** The map of the heads of all chains, kept whole in memory: about 170 bytes for each data subject. */
export interface HeadsTree {
  readonly subjects: number
  /** Adds a record to the token's chain. */
  extend(token: Uint8Array, commitment: Uint8Array): void
  /** Hashes only what changed since it was asked last. */
  root(): Uint8Array
  /** All heads, by token. */
  heads(): Iterable<Head>
  /** The branches that hold any token. */
  branches(): Iterable<Branch>
}

/** An inner node by its number, a leaf by minus its number; numbers begin with 1, and 0 is an empty place. */
type Reference = number

const leafBytes = 3 * 32

export function headsTree(): HeadsTree {
  // A leaf is its token, its last link and its hash; an inner node its hash.
  const leaves = growingBytes(leafBytes)
  const inner = growingBytes(32)
  let counts = new Float64Array(1024)
  let children = new Int32Array(2 * 1024)
  let stale = new Uint8Array(1024)
  let top: Reference = 0
  let [leafCount, innerCount] = [0, 0]

  const tokenAt = (leaf: number) => leaves.part(leaf, 0, 32)
  const linkAt = (leaf: number) => leaves.part(leaf, 32, 64)
  const hashAt = (reference: Reference) =>
    reference < 0 ? leaves.part(-reference, 64, 96) : inner.part(reference, 0, 32)

  function addLeaf(token: Uint8Array): Reference {
    leafCount++
    leaves.reserve(leafCount)
    if (leafCount >= counts.length) counts = grown(counts, new Float64Array(counts.length * 2))
    tokenAt(leafCount).set(token)
    return -leafCount
  }

  function addInner(left: Reference, right: Reference): Reference {
    innerCount++
    inner.reserve(innerCount)
    if (innerCount >= stale.length) {
      children = grown(children, new Int32Array(children.length * 2))
      stale = grown(stale, new Uint8Array(stale.length * 2))
    }
    children[innerCount * 2] = left
    children[innerCount * 2 + 1] = right
    stale[innerCount] = 1
    return innerCount
  }

  /** The branch that holds `other` and a new leaf of `token`, which agree down to `depth`. */
  function split(other: Reference, token: Uint8Array, depth: number): Reference {
    const leaf = addLeaf(token)
    const otherToken = tokenAt(-other)
    let fork = depth
    while (bitAt(otherToken, fork) === bitAt(token, fork)) fork++
    let branch = bitAt(token, fork) === 0 ? addInner(leaf, other) : addInner(other, leaf)
    for (let level = fork - 1; level >= depth; level--)
      branch = bitAt(token, level) === 0 ? addInner(branch, 0) : addInner(0, branch)
    return branch
  }

  /** @returns the leaf of this token, made where there is none; all nodes above it are stale. */
  function find(token: Uint8Array): number {
    let [slot, depth]: [number, number] = [-1, 0]
    let reference = top
    const put = (value: Reference) => {
      if (slot < 0) top = value
      else children[slot] = value
    }
    while (reference > 0) {
      stale[reference] = 1
      slot = reference * 2 + bitAt(token, depth)
      reference = children[slot] ?? 0
      depth++
    }
    if (reference < 0 && isEqual(tokenAt(-reference), token)) return -reference
    put(reference === 0 ? addLeaf(token) : split(reference, token, depth))
    return leafCount
  }

  function refresh(reference: Reference): Uint8Array {
    if (reference === 0) return zero
    if (reference < 0 || stale[reference] === 0) return hashAt(reference)
    const hash = nodeHash(refresh(children[reference * 2] ?? 0), refresh(children[reference * 2 + 1] ?? 0))
    hashAt(reference).set(hash)
    stale[reference] = 0
    return hash
  }

  function* under(reference: Reference): Generator<Head> {
    if (reference < 0) {
      const leaf = -reference
      yield { token: tokenAt(leaf), count: counts[leaf] ?? 0, link: linkAt(leaf) }
    } else if (reference > 0) {
      yield* under(children[reference * 2] ?? 0)
      yield* under(children[reference * 2 + 1] ?? 0)
    }
  }

  function* branchesUnder(reference: Reference, depth: number, branch: number): Generator<Branch> {
    if (reference > 0 && depth < branchBits) {
      yield* branchesUnder(children[reference * 2] ?? 0, depth + 1, branch * 2)
      yield* branchesUnder(children[reference * 2 + 1] ?? 0, depth + 1, branch * 2 + 1)
    } else if (reference !== 0) {
      const [first = 0, second = 0] = reference < 0 ? tokenAt(-reference) : []
      yield {
        branch: reference < 0 ? (first << 4) | (second >> 4) : branch,
        subjects: countUnder(reference),
        root: refresh(reference).slice(),
      }
    }
  }

  function countUnder(reference: Reference): number {
    if (reference <= 0) return reference < 0 ? 1 : 0
    return countUnder(children[reference * 2] ?? 0) + countUnder(children[reference * 2 + 1] ?? 0)
  }

  return {
    get subjects() {
      return leafCount
    },
    extend(token, commitment) {
      const leaf = find(token)
      const count = (counts[leaf] ?? 0) + 1
      const link = nextLink(linkAt(leaf), commitment)
      counts[leaf] = count
      linkAt(leaf).set(link)
      leaves.part(leaf, 64, 96).set(headLeaf({ token, count, link }))
    },
    root: () => refresh(top).slice(),
    heads: () => under(top),
    branches: () => branchesUnder(top, 0, 0),
  }
}

/** Items of `width` bytes in one piece of memory, since millions of small arrays would cost many times as much. */
function growingBytes(width: number) {
  let bytes = new Uint8Array(width * 1024)
  return {
    reserve(item: number): void {
      if ((item + 1) * width > bytes.length) bytes = grown(bytes, new Uint8Array(bytes.length * 2))
    },
    part: (item: number, start: number, end: number) =>
      bytes.subarray(item * width + start, item * width + end),
  }
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
