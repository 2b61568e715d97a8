import type { CommittedRow } from './commitments.ts'

/** `recordRowColumns` as `pg` gives them. */
export interface RecordRow {
  readonly sequence: string
  readonly id: string
  readonly operation_id: string
  readonly at: Date
  readonly subject_hash: Buffer
  readonly disclosed_from: Date | null
  readonly plain_digest: Buffer | null
  readonly content: Buffer
  readonly sealed_digest: Buffer | null
}

/** Of `access_record`, for a SELECT. */
export const recordRowColumns =
  'sequence, id, operation_id, at, subject_hash, disclosed_from, plain_digest, content, sealed_digest'

export function recordRowOf(row: RecordRow): CommittedRow {
  return {
    id: row.id,
    operation: row.operation_id,
    at: row.at,
    subjectHash: row.subject_hash,
    disclosedFrom: row.disclosed_from,
    plainDigest: row.plain_digest,
    content: row.content,
    sealedDigest: row.sealed_digest,
  }
}
