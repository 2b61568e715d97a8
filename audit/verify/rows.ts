import { fromUuid, isCount, isEqual } from './bytes.ts'
import {
  housekeepingCommitment,
  operationCommitment,
  recordCommitment,
  rowDigest,
  sealedDigest,
  zero,
} from './digests.ts'
import type { SealEntry } from './entries.ts'
import { isObject } from './json.ts'

/** An operation record as it is stored. Times are in milliseconds since 1970, whole ones where they are well-formed; ids are UUID texts. */
export interface OperationRow {
  readonly number: number
  readonly id: string
  readonly at: number
  readonly consumer: string | null
  readonly organisation: string | null
  readonly application: string | null
  readonly permission: string | null
  readonly purpose: string | null
  readonly legalBasis: string | null
  readonly operationName: string | null
  /** In hexadecimal. */
  readonly operationHash: string | null
  readonly coordinates: unknown
  /** Fetches by name of the subgraph. */
  readonly subgraphs: unknown
  readonly subjects: number
  readonly outcome: string
  readonly code: string | null
  readonly epoch: number | null
  readonly trace: string | null
  readonly counted: boolean | null
  readonly shape: string | null
  readonly node: string | null
}

/** An access record as it is stored. */
export interface AccessRow {
  /** The sequence number. */
  readonly number: number
  readonly id: string
  readonly operation: string
  readonly at: number
  readonly subject: Uint8Array
  readonly disclosedFrom: number | null
  readonly plainDigest: Uint8Array | null
  /** The content column; empty where it was removed. */
  readonly content: Uint8Array
  readonly sealedDigest: Uint8Array | null
  /** The content's key as `subject_key` has it; null where there is none. */
  readonly wrappedKey: Uint8Array | null
  /** When that key was made; null where there is none. */
  readonly keyMadeAt: number | null
}

export interface HousekeepingRow {
  readonly number: number
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly author: string
  readonly approver: string | null
  readonly detail: unknown
}

/** What follows from what is stored, and whether it is stored as the format has it. */
export interface Commitment {
  readonly bytes: Uint8Array
  readonly wellFormed: boolean
}

const malformed: Commitment = { bytes: zero, wellFormed: false }

export function commitmentOfOperation(row: OperationRow): Commitment {
  const id = fromUuid(row.id)
  if (id === null || !isCount(row.at) || !isObject(row.subgraphs)) return malformed
  const subgraphs = Object.entries(row.subgraphs).toSorted(byName)
  const bytes = operationCommitment(id, [
    row.at,
    row.consumer,
    row.organisation,
    row.application,
    row.permission,
    row.purpose,
    row.legalBasis,
    row.operationName,
    row.operationHash,
    row.coordinates,
    subgraphs,
    row.subjects,
    row.outcome,
    row.code,
    row.epoch,
    row.trace,
    row.counted,
    row.shape,
    row.node,
  ])
  return { bytes, wellFormed: true }
}

export function commitmentOfRecord(row: AccessRow): Commitment {
  const id = fromUuid(row.id)
  const operation = fromUuid(row.operation)
  const { at, subject, disclosedFrom, content } = row
  if (id === null || operation === null || !isCount(at) || !isCount(disclosedFrom ?? 0)) return malformed
  const removed = content.length === 0
  const sealed = removed ? row.sealedDigest : sealedDigest(content)
  if (sealed === null) return malformed
  const bytes = recordCommitment(
    rowDigest({ id, operation, at, subject, disclosedFrom }),
    row.plainDigest ?? zero,
    sealed,
  )
  // A digest beside a content that is there has nothing to say, unless it says the same.
  const wellFormed = removed || row.sealedDigest === null || isEqual(row.sealedDigest, sealed)
  return { bytes, wellFormed }
}

export function commitmentOfHousekeeping(row: HousekeepingRow): Commitment {
  const id = fromUuid(row.id)
  if (id === null || !isCount(row.at)) return malformed
  const { at, kind, author, approver, detail } = row
  return { bytes: housekeepingCommitment(id, [at, kind, author, approver, sorted(detail)]), wellFormed: true }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(byName)
      .map(([name, member]) => [name, sorted(member)]),
  )
}

/** By UTF-16 code units, as `<` compares texts. */
function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** A seal as it is stored, beside its entry in the log. */
export interface SealRow extends SealEntry {
  readonly treeSize: number
  readonly root: Uint8Array
  /** The signed note. */
  readonly checkpoint: string
}

export interface CosignatureRow {
  /** Of the seal. */
  readonly number: number
  readonly witness: string
  /** A signature line of the note. */
  readonly line: string
}
