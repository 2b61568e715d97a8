import { joinedRoot, placeBits, placeOf, subtree } from './head-node.ts'
import type { Head, HeadNode } from './head-node.ts'
import { branchBits } from './membership-path.ts'

const hashBytes = 32

/** What a change of the map came to. */
export interface HeadsChange {
  /** Nodes at depth 12 that are other than before, by the first 12 bits of the tokens below. */
  readonly branches: ReadonlyMap<number, HeadNode>
  /** Puts everything back. Only for the last change. */
  revert(): void
}

/**
 * The top of the map of heads, down to a depth at which about two data subjects are below each node, in flat memory:
 * about 36 bytes for each data subject. What is below a node of the lowest depth is in the table `subject_head`, and is
 * told anew whenever it changes.
 */
export class HeadsMap {
  /** Depth of the lowest nodes: 12 to 22. */
  readonly depth: number
  /** Node 1 is the root; below node i are the nodes 2 i and 2 i + 1. */
  readonly #roots: Buffer
  readonly #subjects: Uint32Array

  /** An empty map, for about so many data subjects. */
  constructor(expectedSubjects: number) {
    this.depth = Math.min(22, Math.max(branchBits, Math.ceil(Math.log2(Math.max(1, expectedSubjects) / 2))))
    this.#roots = Buffer.alloc(2 ** (this.depth + 1) * hashBytes)
    this.#subjects = new Uint32Array(2 ** (this.depth + 1))
  }

  get root(): Buffer {
    return Buffer.from(this.#rootOf(1))
  }

  get subjects(): number {
    return this.#subjects[1] ?? 0
  }

  /** Whether there are so many data subjects by now that a deeper map would be quicker. */
  get isCrowded(): boolean {
    return this.depth < 22 && this.subjects > 2 ** (this.depth + 2)
  }

  /** The lowest node that this place (first 24 bits of a token) is below. */
  bucketOf(place: number): number {
    return place >>> (placeBits - this.depth)
  }

  /** First and last place below a lowest node. */
  placesOf(bucket: number): readonly [number, number] {
    const places = 2 ** (placeBits - this.depth)
    return [bucket * places, (bucket + 1) * places - 1]
  }

  /**
   * Takes all heads below some of the lowest nodes in place of what was there.
   * @param heads everything below them, in order of tokens.
   */
  replace(buckets: Iterable<number>, heads: readonly Head[]): HeadsChange {
    const below = Map.groupBy(heads, ({ token }) => this.bucketOf(placeOf(token)))
    const undo: { readonly index: number; readonly node: HeadNode }[] = []
    const write = (index: number, node: HeadNode): void => {
      undo.push({ index, node: this.#copyOf(index) })
      this.#subjects[index] = node.subjects
      node.root.copy(this.#roots, index * hashBytes)
    }
    let changed = [...new Set(buckets)].map((bucket) => 2 ** this.depth + bucket)
    for (const index of changed) write(index, subtree(below.get(index - 2 ** this.depth) ?? [], this.depth))
    let branches = changed
    for (let depth = this.depth - 1; depth >= 0; depth--) {
      changed = [...new Set(changed.map((index) => index >>> 1))]
      for (const index of changed) write(index, this.#joined(index))
      if (depth === branchBits) branches = changed
    }
    return {
      branches: new Map(branches.map((index) => [index - 2 ** branchBits, this.#copyOf(index)])),
      revert: () => {
        for (const { index, node } of undo.toReversed()) {
          this.#subjects[index] = node.subjects
          node.root.copy(this.#roots, index * hashBytes)
        }
      },
    }
  }

  /** All nodes at depth 12 that have something below. */
  branches(): Map<number, HeadNode> {
    const first = 2 ** branchBits
    const all = Array.from({ length: first }, (_, branch) => [branch, this.#copyOf(first + branch)] as const)
    return new Map(all.filter(([, { subjects }]) => subjects > 0))
  }

  #joined(index: number): HeadNode {
    const [left, right] = [index * 2, index * 2 + 1]
    const [before, after] = [this.#subjects[left] ?? 0, this.#subjects[right] ?? 0]
    const root =
      before + after > 1
        ? joinedRoot(this.#rootOf(left), this.#rootOf(right))
        : this.#rootOf(after === 1 ? right : left)
    return { subjects: before + after, root }
  }

  #copyOf(index: number): HeadNode {
    return { subjects: this.#subjects[index] ?? 0, root: Buffer.from(this.#rootOf(index)) }
  }

  #rootOf(index: number): Buffer {
    return this.#roots.subarray(index * hashBytes, (index + 1) * hashBytes)
  }
}
