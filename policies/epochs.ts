import type { Pool } from 'pg'
import type { EpochDifference } from './epoch-difference.ts'
import { epochInstant } from './make-epoch.ts'

export type { AgreementDifference, EpochDifference, LineDifference } from './epoch-difference.ts'

/** One entry of the register of changes. */
export interface EpochRecord {
  readonly number: number
  /** ISO 8601 in UTC, with six digits of a second. */
  readonly at: string
  readonly author: string
  /** Null where one person may act alone, and for data files. Several, with commas between. */
  readonly approver: string | null
  /** Null for epochs that were made before differences were kept. */
  readonly difference: EpochDifference | null
  /** 64 hexadecimal digits each. */
  readonly previousHash: string
  readonly hash: string
}

export interface ChangeFilter {
  readonly permission?: string | undefined
  /** Of agreements that one of them answers for, and every withdrawal of consents. */
  readonly registries?: readonly string[] | undefined
}

export interface ChangePage {
  readonly first: number
  /** Number of the last one of the page before. */
  readonly before?: number | undefined
}

export const epochColumns = `number, ${epochInstant('at')} AS at, author, approver, difference,
  encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash`

/** The register of changes, newest first. */
export async function readChanges(
  pool: Pool,
  { permission, registries }: ChangeFilter,
  { first, before }: ChangePage,
): Promise<{ readonly epochs: readonly EpochRecord[]; readonly hasMore: boolean }> {
  const { rows } = await pool.query<EpochRow>(
    `SELECT ${epochColumns} FROM epoch
     WHERE ($1::bigint IS NULL OR number < $1)
       AND ($2::text IS NULL OR (difference -> 'permissions') @> to_jsonb($2::text))
       AND ($3::text[] IS NULL OR (difference -> 'registries') ?| $3
         OR (difference ->> 'consentsWithdrawn')::int > 0)
     ORDER BY number DESC LIMIT $4`,
    [before, permission, registries, first + 1],
  )
  return { epochs: rows.slice(0, first).map(epochOfRow), hasMore: rows.length > first }
}

/** As the driver gives it: a number of eight bytes is a text. */
export type EpochRow = Omit<EpochRecord, 'number'> & { readonly number: string }

export function epochOfRow(row: EpochRow): EpochRecord {
  return { ...row, number: Number(row.number) }
}
