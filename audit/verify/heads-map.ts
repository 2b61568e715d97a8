import { isEqual, isZero, u64 } from './bytes.ts'
import { digest, zero } from './digests.ts'
import { nodeHash } from './tree.ts'

const leafPrefix = Uint8Array.of(0)

/** The end of a data subject's chain. */
export interface Head {
  readonly token: Uint8Array
  readonly count: number
  readonly link: Uint8Array
}

/** Bits of the tokens by which the stored branches of the map are told apart. */
export const branchBits = 12

/** What stands below one branch: where it is one token only, its leaf. */
export interface Branch {
  /** The first bits of the tokens. */
  readonly branch: number
  readonly subjects: number
  readonly root: Uint8Array
}

export function headLeaf({ token, count, link }: Head): Uint8Array {
  return digest(leafPrefix, token, u64(count), link)
}

/** The bit of `token` at `depth`, where 0 is the most significant bit of the first byte. */
export function bitAt(token: Uint8Array, depth: number): 0 | 1 {
  return (((token[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) as 0 | 1
}

/**
 * The root that follows from `value` at the token's place, as deep as there are siblings (the lowest first).
 * @returns null where no map has such siblings: a token that is alone in its branch stands at the top of it.
 */
export function rootFrom(
  token: Uint8Array,
  value: Uint8Array,
  siblings: readonly Uint8Array[],
): Uint8Array | null {
  const [lowest] = siblings
  if (siblings.length > 256 || (lowest && isZero(lowest))) return null
  return siblings.reduce(
    (hash, sibling, height) =>
      bitAt(token, siblings.length - 1 - height) === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash),
    value,
  )
}

/** The value at the place of a token that is not in the map: nothing, or the leaf of another token that is alone there. */
export function valueOfAbsent(token: Uint8Array, neighbour: Head | null, depth: number): Uint8Array | null {
  if (neighbour === null) return zero
  if (isEqual(token, neighbour.token)) return null
  for (let bit = 0; bit < depth; bit++) if (bitAt(token, bit) !== bitAt(neighbour.token, bit)) return null
  return headLeaf(neighbour)
}
