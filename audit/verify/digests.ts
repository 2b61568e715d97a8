import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { u64, utf8 } from './bytes.ts'

/** SHA-256 of some bytes, which it does not keep. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

let sha256: Sha256 = portableSha256

/** Lets the whole verifier hash by another implementation than the one that runs everywhere, such as a faster one. */
export function hashBy(implementation: Sha256): void {
  sha256 = implementation
}

const scratch = new Uint8Array(4096)

/** SHA-256 of all parts in a row. */
export function digest(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const bytes = length <= scratch.length ? scratch.subarray(0, length) : new Uint8Array(length)
  let end = 0
  for (const part of parts) {
    bytes.set(part, end)
    end += part.length
  }
  return sha256(bytes)
}

/** 32 zero bytes: link 0, the root of nothing, the plain digest of the time before. */
export const zero = new Uint8Array(32)

const domain = {
  row: utf8('dagr/row/v1\n'),
  shown: utf8('dagr/shown/v1\n'),
  kept: utf8('dagr/kept/v1\n'),
  plain: utf8('dagr/plain/v1\n'),
  sealed: utf8('dagr/sealed/v1\n'),
  accessRecord: utf8('dagr/access-record/v1\n'),
  operationRecord: utf8('dagr/operation-record/v1\n'),
  housekeeping: utf8('dagr/housekeeping/v1\n'),
  chain: utf8('dagr/chain/v1\n'),
  token: utf8('dagr/token/v1\n'),
}

/** What an access record says outside its content. Times are milliseconds since 1970. */
export interface RecordRow {
  readonly id: Uint8Array
  readonly operation: Uint8Array
  readonly at: number
  readonly subject: Uint8Array
  readonly disclosedFrom: number | null
}

export function rowDigest({ id, operation, at, subject, disclosedFrom }: RecordRow): Uint8Array {
  return digest(domain.row, id, operation, u64(at), subject, u64(disclosedFrom ?? 0))
}

export function shownDigest(salt: Uint8Array, shown: Uint8Array): Uint8Array {
  return digest(domain.shown, salt, shown)
}

export function keptDigest(salt: Uint8Array, kept: Uint8Array): Uint8Array {
  return digest(domain.kept, salt, kept)
}

export function plainDigest(shown: Uint8Array, kept: Uint8Array): Uint8Array {
  return digest(domain.plain, shown, kept)
}

export function sealedDigest(content: Uint8Array): Uint8Array {
  return digest(domain.sealed, content)
}

export function recordCommitment(row: Uint8Array, plain: Uint8Array, sealed: Uint8Array): Uint8Array {
  return digest(domain.accessRecord, row, plain, sealed)
}

/** `members` as the format lists them for an operation record. */
export function operationCommitment(id: Uint8Array, members: readonly unknown[]): Uint8Array {
  return digest(domain.operationRecord, id, utf8(JSON.stringify(members)))
}

export function housekeepingCommitment(id: Uint8Array, members: readonly unknown[]): Uint8Array {
  return digest(domain.housekeeping, id, utf8(JSON.stringify(members)))
}

export function nextLink(link: Uint8Array, commitment: Uint8Array): Uint8Array {
  return digest(domain.chain, link, commitment)
}

export function tokenOf(subject: Uint8Array): Uint8Array {
  return digest(domain.token, subject)
}
