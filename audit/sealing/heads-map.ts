import { sha256Into } from '../sha256.ts'
import { placeBits, placeOf, subtree } from './head-node.ts'
import type { Head, HeadNode } from './head-node.ts'
import { branchBits } from './membership-path.ts'

const hashBytes = 32
const twoChildren = Buffer.alloc(1 + 2 * hashBytes, 1)

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
  replace(buckets: ReadonlySet<number>, heads: readonly Head[]): HeadsChange {
    const levels = this.#above([...buckets].toSorted((one, other) => one - other))
    const revert = this.#remember(levels.flat())
    const lowest = levels[0] ?? []
    let place = 0
    for (const index of lowest) {
      const from = place
      while (place < heads.length && this.#nodeOf(heads[place]) === index) place += 1
      this.#write(index, subtree(heads.slice(from, place), this.depth))
    }
    if (place < heads.length) throw new RangeError('A head is below none of the nodes')
    for (const level of levels.slice(1)) for (const index of level) this.#join(index)
    const branches = levels[this.depth - branchBits] ?? []
    return {
      branches: new Map(branches.map((index) => [index - 2 ** branchBits, this.#copyOf(index)])),
      revert,
    }
  }

  /** All nodes at depth 12 that have something below. */
  branches(): Map<number, HeadNode> {
    const first = 2 ** branchBits
    const all = Array.from({ length: first }, (_, branch) => [branch, this.#copyOf(first + branch)] as const)
    return new Map(all.filter(([, { subjects }]) => subjects > 0))
  }

  /** The nodes of these buckets and of every depth above, lowest first, each once. */
  #above(buckets: readonly number[]): number[][] {
    let level = buckets.map((bucket) => 2 ** this.depth + bucket)
    const levels = [level]
    for (let depth = this.depth; depth > 0; depth--) {
      level = level.map((index) => index >>> 1).filter((index, at, all) => index !== all[at - 1])
      levels.push(level)
    }
    return levels
  }

  /** @returns what puts these nodes back as they are now. */
  #remember(indexes: readonly number[]): () => void {
    const subjects = Uint32Array.from(indexes, (index) => this.#subjects[index] ?? 0)
    const roots = Buffer.allocUnsafe(indexes.length * hashBytes)
    for (const [at, index] of indexes.entries()) {
      this.#roots.copy(roots, at * hashBytes, index * hashBytes, (index + 1) * hashBytes)
    }
    return () => {
      for (const [at, index] of indexes.entries()) {
        this.#subjects[index] = subjects[at] ?? 0
        roots.copy(this.#roots, index * hashBytes, at * hashBytes, (at + 1) * hashBytes)
      }
    }
  }

  #nodeOf(head: Head | undefined): number {
    return head === undefined ? 0 : 2 ** this.depth + this.bucketOf(placeOf(head.token))
  }

  #write(index: number, { subjects, root }: HeadNode): void {
    this.#subjects[index] = subjects
    root.copy(this.#roots, index * hashBytes)
  }

  /** As `joined`, in place: the two nodes below lie side by side. */
  #join(index: number): void {
    const left = index * 2
    const [before, after] = [this.#subjects[left] ?? 0, this.#subjects[left + 1] ?? 0]
    this.#subjects[index] = before + after
    if (before + after > 1) {
      this.#roots.copy(twoChildren, 1, left * hashBytes, (left + 2) * hashBytes)
      sha256Into(this.#roots, index * hashBytes, twoChildren)
    } else {
      const only = after === 1 ? left + 1 : left
      this.#roots.copy(this.#roots, index * hashBytes, only * hashBytes, (only + 1) * hashBytes)
    }
  }

  #copyOf(index: number): HeadNode {
    return { subjects: this.#subjects[index] ?? 0, root: Buffer.from(this.#rootOf(index)) }
  }

  #rootOf(index: number): Buffer {
    return this.#roots.subarray(index * hashBytes, (index + 1) * hashBytes)
  }
}
