import { sha256 } from '../sha256.ts'

/** The chain of one data subject as the map of heads has it. */
export interface Head {
  readonly token: Buffer
  /** Links of the chain, at least 1. */
  readonly count: number
  /** The last link. */
  readonly head: Buffer
}

/** A place in the map: what is below it comes to this. */
export interface HeadNode {
  /** Tokens below. */
  readonly subjects: number
  /** Where there is one token below, its leaf; where there is none, 32 zero bytes. */
  readonly root: Buffer
}

const nothing: HeadNode = { subjects: 0, root: Buffer.alloc(32) }

/** First 24 bits of the token, as `subject_head.place` has them. */
export const placeBits = 24

export function placeOf(token: Buffer): number {
  return token.readUIntBE(0, placeBits / 8)
}

/** Whether the bit at this depth is 1; the first bit of a token is at depth 0. */
export function goesRight(token: Buffer, depth: number): boolean {
  return (((token[depth >>> 3] ?? 0) >>> (7 - (depth & 7))) & 1) === 1
}

export function tokenOf(subjectHash: Buffer): Buffer {
  return sha256(Buffer.concat([tokenDomain, subjectHash]))
}

const tokenDomain = Buffer.from('dagr/token/v1\n')

const leaf = Buffer.alloc(1 + 32 + 8 + 32)

export function headLeaf({ token, count, head }: Head): Buffer {
  token.copy(leaf, 1)
  leaf.writeBigUInt64BE(BigInt(count), 33)
  head.copy(leaf, 41)
  return sha256(leaf)
}

export function joined(left: HeadNode, right: HeadNode): HeadNode {
  if (left.subjects + right.subjects <= 1) return right.subjects === 1 ? right : left
  return { subjects: left.subjects + right.subjects, root: joinedRoot(left.root, right.root) }
}

const twoChildren = Buffer.alloc(65, 1)

function joinedRoot(left: Buffer, right: Buffer): Buffer {
  left.copy(twoChildren, 1)
  right.copy(twoChildren, 33)
  return sha256(twoChildren)
}

/** What these heads come to, whose tokens agree in their first `depth` bits; in order of tokens. */
export function subtree(heads: readonly Head[], depth: number): HeadNode {
  const [only] = heads
  if (only === undefined) return nothing
  if (heads.length === 1) return { subjects: 1, root: headLeaf(only) }
  const middle = firstRight(heads, depth)
  return joined(subtree(heads.slice(0, middle), depth + 1), subtree(heads.slice(middle), depth + 1))
}

/** Where, among heads in order of tokens, those begin whose bit at this depth is 1. */
export function firstRight(heads: readonly Head[], depth: number): number {
  const found = heads.findIndex(({ token }) => goesRight(token, depth))
  return found === -1 ? heads.length : found
}
