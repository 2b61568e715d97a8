import type { Pool } from 'pg'
import { recordCommitment } from './commitments.ts'
import { recordRowColumns, recordRowOf } from './record-row.ts'
import type { RecordRow } from './record-row.ts'

/** A record that is in no history any more, since its content is gone; the proof of the history still has its commitment. */
export interface RemovedRecord {
  readonly sequence: number
  readonly commitment: Buffer
  /** Its time was over, or its key was destroyed; null: one of the time before encryption, of which that is not known. */
  readonly reason: 'EXPIRED' | 'ERASED' | null
}

export interface RemovedRequest {
  readonly subjectHashes: readonly Buffer[]
  readonly first: number
  /** Sequence number that the page ends before; null for the newest page. */
  readonly before: number | null
  readonly now: Date
}

export interface RemovedPage {
  /** Newest first. */
  readonly records: readonly RemovedRecord[]
  readonly hasNextPage: boolean
}

const removedText = `
  SELECT ${recordRowColumns}
  FROM access_record
  WHERE subject_hash = ANY ($1::bytea[]) AND sequence < coalesce($2::bigint, 9223372036854775807)
    AND (disclosed_from IS NULL OR disclosed_from <= $3::timestamptz)
    AND CASE substring(content FROM 1 FOR 1)
      WHEN '' THEN true
      WHEN '\\x02' THEN NOT EXISTS (
        SELECT FROM subject_key
        WHERE subject_key.subject_hash = access_record.subject_hash
          AND uuid_send(key_id) = substring(content FROM 2 FOR 16)
      )
      ELSE false
    END
  ORDER BY sequence DESC
  LIMIT $4`

/** One page of the records of these data subjects whose content is gone. */
export async function readRemoved(
  pool: Pool,
  { subjectHashes, first, before, now }: RemovedRequest,
): Promise<RemovedPage> {
  const { rows } = await pool.query<RecordRow>({
    name: 'removed-records',
    text: removedText,
    // One more than asked tells whether there is a next page.
    values: [subjectHashes, before, now.toISOString(), first + 1],
  })
  return { records: rows.slice(0, first).map(removedOf), hasNextPage: rows.length > first }
}

function removedOf(pgRow: RecordRow): RemovedRecord {
  const row = recordRowOf(pgRow)
  const reason = row.content.length > 0 ? 'ERASED' : row.plainDigest === null ? null : 'EXPIRED'
  return { sequence: Number(pgRow.sequence), commitment: recordCommitment(row), reason }
}
