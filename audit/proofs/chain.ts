import { recordCommitment } from '../commitments.ts'
import { nextLink, noLink } from '../sealing/chains.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Database } from './sealed-states.ts'

interface Row {
  readonly id: string
  readonly operation_id: string
  readonly at: Date
  readonly disclosed_from: Date | null
  readonly plain_digest: Buffer | null
  readonly sealed_digest: Buffer
  readonly gone: GoneReason | null
}

/** Why a record's content can be shown to nobody any more: its key was destroyed, or the content removed. */
export type GoneReason = 'ERASED' | 'REMOVED'

export interface ChainedRecord {
  readonly commitment: Buffer
  /** Null: its content is there. */
  readonly gone: GoneReason | null
}

/**
 * A record joins its chain in the first seal that holds it and whose time is at or after its disclosure; within one
 * seal, by sequence. So what is disclosed at once keeps its own place, and what is disclosed later comes after all that
 * the seal before its own holds.
 */
const chainText = `
  SELECT id, operation_id, at, disclosed_from, plain_digest,
    coalesce(sealed_digest, sha256('\\x646167722f7365616c65642f76310a'::bytea || content)) AS sealed_digest,
    CASE substring(content FROM 1 FOR 1)
      WHEN '' THEN 'REMOVED'
      WHEN '\\x02' THEN CASE WHEN substring(content FROM 2 FOR 16) = ANY (key_ids) THEN NULL ELSE 'ERASED' END
    END AS gone
  FROM access_record
  CROSS JOIN (SELECT array_agg(uuid_send(key_id)) AS key_ids FROM subject_key WHERE subject_hash = $1) AS keyring
  LEFT JOIN LATERAL (
    SELECT greatest(
      (SELECT number FROM seal WHERE last_sequence >= access_record.sequence ORDER BY last_sequence, number LIMIT 1),
      (SELECT number FROM seal WHERE sealed_at_ms >= (extract(epoch FROM disclosed_from) * 1000)::bigint
        ORDER BY sealed_at_ms LIMIT 1)
    ) AS number WHERE disclosed_from IS NOT NULL
  ) AS joined ON true
  LEFT JOIN seal AS before ON before.number = joined.number - 1
  WHERE subject_hash = $1 AND sequence <= $2 AND (disclosed_from IS NULL OR disclosed_from <= $3::timestamptz)
  ORDER BY greatest(sequence, before.last_sequence), coalesce(joined.number, 0), sequence`

/** All records in a data subject's chain as `seal` has it, in the chain's order. */
export async function chainOf(database: Database, subjectHash: Buffer, seal: Seal): Promise<ChainedRecord[]> {
  const { rows } = await database.query<Row>({
    name: 'chain',
    text: chainText,
    values: [subjectHash, seal.lastSequence, seal.sealedAt.toISOString()],
  })
  return rows.map((row) => ({ commitment: commitmentOf(row, subjectHash), gone: row.gone }))
}

function commitmentOf(row: Row, subjectHash: Buffer): Buffer {
  return recordCommitment({
    id: row.id,
    operation: row.operation_id,
    at: row.at,
    subjectHash,
    disclosedFrom: row.disclosed_from,
    plainDigest: row.plain_digest,
    content: Buffer.alloc(0),
    sealedDigest: row.sealed_digest,
  })
}

/** The chain's last link; 32 zero bytes where it has none. */
export function lastLink(commitments: readonly Buffer[]): Buffer {
  return commitments.reduce(nextLink, noLink)
}
