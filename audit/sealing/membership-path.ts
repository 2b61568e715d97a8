import { firstRight, goesRight, joined, placeBits, placeOf, subtree } from './head-node.ts'
import type { Head, HeadNode } from './head-node.ts'

/** Depth of the map at which its nodes are kept in `head_branch`. */
export const branchBits = 12
export const branchCount = 2 ** branchBits

/** One state of the map, as its tables hold it. */
export interface HeadsReader {
  /** All nodes at depth 12 that have something below, by the first 12 bits of the tokens there. A map never changes. */
  branches(): Promise<ReadonlyMap<number, HeadNode>>
  /** Heads whose places (first 24 bits of the token) are in this range, both ends included, in order of tokens. */
  heads(firstPlace: number, lastPlace: number): Promise<readonly Head[]>
}

/** What leads from a token's place to the map's root. */
export interface MembershipPath {
  /** The lowest first; their number is the depth of the place. */
  readonly siblings: readonly Buffer[]
  /** The token's own head; null where its chain has no record. */
  readonly own: Head | null
  /** Where it has none: another token's head at that place; null where nothing is there. */
  readonly neighbour: Head | null
}

/** Walks from the map's root to where the token is, or would be. */
export async function membershipPath(token: Buffer, reader: HeadsReader): Promise<MembershipPath> {
  const branch = placeOf(token) >>> (placeBits - branchBits)
  const levels = levelsAbove(await reader.branches())
  const siblings: Buffer[] = []
  let depth = 0
  let node = nodeAt(levels, 0, 0)
  while (node.subjects > 1 && depth < branchBits) {
    depth += 1
    const index = branch >>> (branchBits - depth)
    siblings.push(nodeAt(levels, depth, index ^ 1).root)
    node = nodeAt(levels, depth, index)
  }
  if (node.subjects === 0) return { siblings: siblings.toReversed(), own: null, neighbour: null }
  const first = (branch >>> (branchBits - depth)) << (placeBits - depth)
  let heads = await reader.heads(first, first + 2 ** (placeBits - depth) - 1)
  while (heads.length > 1) {
    const middle = firstRight(heads, depth)
    const [left, right] = [heads.slice(0, middle), heads.slice(middle)]
    const isRight = goesRight(token, depth)
    depth += 1
    siblings.push(subtree(isRight ? left : right, depth).root)
    heads = isRight ? right : left
  }
  const found = heads[0] ?? null
  const isOwn = found?.token.equals(token) === true
  return {
    siblings: siblings.toReversed(),
    own: isOwn ? found : null,
    neighbour: isOwn ? null : found,
  }
}

type Level = ReadonlyMap<number, HeadNode>

const nothing: HeadNode = subtree([], 0)

/** Four thousand hashes: worked out once for branches that many tokens are asked for in. */
const madeLevels = new WeakMap<Level, readonly Level[]>()

/** The nodes of every depth down to that of the branches; only those that have something below. */
function levelsAbove(branches: Level): readonly Level[] {
  const made = madeLevels.get(branches)
  if (made !== undefined) return made
  const levels: Level[] = [branches]
  for (let depth = branchBits; depth > 0; depth--) {
    const below = levels[0] ?? branches
    const parents = new Set(Array.from(below.keys(), (index) => index >>> 1))
    levels.unshift(
      new Map(
        Array.from(parents, (index) => [
          index,
          joined(below.get(index * 2) ?? nothing, below.get(index * 2 + 1) ?? nothing),
        ]),
      ),
    )
  }
  madeLevels.set(branches, levels)
  return levels
}

function nodeAt(levels: readonly Level[], depth: number, index: number): HeadNode {
  return levels[depth]?.get(index) ?? nothing
}
