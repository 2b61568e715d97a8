import { createHash } from 'node:crypto'

/** Trees by the definitions of RFC 6962 and docs/audit-log-format.md, word for word: for comparison in tests only. */
export const nothing = Buffer.alloc(32)

export function hash(...parts: readonly (string | Buffer)[]): Buffer {
  const sha256 = createHash('sha256')
  for (const part of parts) sha256.update(part)
  return sha256.digest()
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

/** MTH of RFC 6962 section 2.1. */
export function treeRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return hash()
  if (leaves.length === 1) return leaves[0] ?? nothing
  const split = splitOf(leaves.length)
  return hash(Buffer.of(1), treeRoot(leaves.slice(0, split)), treeRoot(leaves.slice(split)))
}

/** PATH of RFC 6962 section 2.1.1. */
export function inclusionPath(index: number, leaves: readonly Buffer[]): readonly Buffer[] {
  if (leaves.length <= 1) return []
  const split = splitOf(leaves.length)
  return index < split
    ? [...inclusionPath(index, leaves.slice(0, split)), treeRoot(leaves.slice(split))]
    : [...inclusionPath(index - split, leaves.slice(split)), treeRoot(leaves.slice(0, split))]
}

/** SUBPROOF of RFC 6962 section 2.1.2. */
export function consistencyPath(
  size: number,
  leaves: readonly Buffer[],
  isWhole: boolean,
): readonly Buffer[] {
  if (size === leaves.length) return isWhole ? [] : [treeRoot(leaves)]
  const split = splitOf(leaves.length)
  return size <= split
    ? [...consistencyPath(size, leaves.slice(0, split), isWhole), treeRoot(leaves.slice(split))]
    : [...consistencyPath(size - split, leaves.slice(split), false), treeRoot(leaves.slice(0, split))]
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1)
}

export interface Head {
  readonly token: Buffer
  readonly count: number
  readonly link: Buffer
}

export function mapRoot(heads: readonly Head[], depth: number): Buffer {
  const [only] = heads
  if (only === undefined) return nothing
  if (heads.length === 1) return hash(Buffer.of(0), only.token, u64(only.count), only.link)
  const [left, right] = branches(heads, depth)
  return hash(Buffer.of(1), mapRoot(left, depth + 1), mapRoot(right, depth + 1))
}

export function descend(
  heads: readonly Head[],
  token: Buffer,
  depth: number,
): { siblings: Buffer[]; found: Head | null } {
  if (heads.length <= 1) return { siblings: [], found: heads[0] ?? null }
  const [left, right] = branches(heads, depth)
  const [own, other] = bit(token, depth) === 0 ? [left, right] : [right, left]
  const { siblings, found } = descend(own, token, depth + 1)
  return { siblings: [...siblings, mapRoot(other, depth + 1)], found }
}

function branches(heads: readonly Head[], depth: number): [Head[], Head[]] {
  return [
    heads.filter(({ token }) => bit(token, depth) === 0),
    heads.filter(({ token }) => bit(token, depth) === 1),
  ]
}

function bit(token: Buffer, depth: number): number {
  return ((token[depth >> 3] ?? 0) >> (7 - (depth % 8))) & 1
}
