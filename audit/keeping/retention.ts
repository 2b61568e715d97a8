import type { ClientBase } from 'pg'
import { recordHousekeeping } from './housekeeping.ts'
import type { Keeper } from './keeper.ts'
import type { RetentionRules } from './retention-rules.ts'

/** Contents whose time is over, of one purpose and month. */
export interface DueContents {
  /** Null for records of requests without one. */
  readonly purpose: string | null
  /** Calendar month in Riga, `YYYY-MM`. */
  readonly month: string
  readonly records: number
  readonly oldest: Date
  readonly newest: Date
  /** Of content. */
  readonly bytes: number
}

/** What one transaction removed. */
export interface Removed {
  /** Number of the housekeeping record. */
  readonly number: number
  readonly records: number
  readonly bytes: number
}

export interface RetentionOptions {
  readonly rules: RetentionRules
  /** Moment that the days are counted back from, 24 hours each. */
  readonly now: Date
}

export interface RemovalOptions extends RetentionOptions {
  /** Records in one transaction. */
  readonly batch?: number
  readonly onRemoved?: (removed: Removed) => void
  /** Stops between two transactions; what is left is done the next time. */
  readonly signal?: AbortSignal
}

const dayMs = 86_400_000

/**
 * Only sealed records. The days count from the request, or from when its data
 * subject could see the record, so that a delayed one is not gone before it was shown.
 */
const dueText = `
  FROM access_record AS record
  JOIN operation_record AS operation ON operation.id = record.operation_id AND operation.at = record.at
  LEFT JOIN unnest($1::text[], $2::timestamptz[]) AS agreement (permission, cutoff)
    ON agreement.permission = operation.permission
  LEFT JOIN unnest($3::text[], $4::timestamptz[]) AS stated (purpose, cutoff)
    ON stated.purpose = coalesce(operation.purpose, '')
  WHERE octet_length(record.content) > 0
    AND record.sequence <= (SELECT coalesce(max(last_sequence), 0) FROM seal)
    AND record.at < $5::timestamptz
    AND coalesce(record.disclosed_from, record.at) < coalesce(agreement.cutoff, stated.cutoff)`

/** What `removeDueContents` would remove at this moment; changes nothing. The oldest month first. */
export async function dueContents(
  keeper: Keeper,
  options: RetentionOptions,
): Promise<readonly DueContents[]> {
  const { rows } = await keeper.pool.query<DueContents & { bytes: string }>(
    `SELECT operation.purpose, to_char(record.at AT TIME ZONE 'Europe/Riga', 'YYYY-MM') AS month,
      count(*)::integer AS records, min(record.at) AS oldest, max(record.at) AS newest,
      sum(octet_length(record.content)) AS bytes
    ${dueText}
    GROUP BY 1, 2 ORDER BY 2, 1`,
    valuesOf(options),
  )
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }))
}

interface RemovedRow {
  readonly purpose: string | null
  readonly permission: string | null
  readonly cutoff: Date
  readonly records: number
  readonly bytes: string
  readonly first: string
  readonly last: string
}

/** One row per rule that applied. Those before `$6` were looked at already. */
const removalText = `
  WITH due AS MATERIALIZED (
    SELECT record.sequence, record.at, operation.purpose, octet_length(record.content) AS bytes,
      agreement.permission, coalesce(agreement.cutoff, stated.cutoff) AS cutoff
    ${dueText} AND record.sequence > $6::bigint
    ORDER BY record.sequence LIMIT $7
  ), removed AS (
    UPDATE access_record AS record
    SET content = '', sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || record.content)
    FROM due WHERE record.sequence = due.sequence AND record.at = due.at
    RETURNING record.sequence, due.purpose, due.permission, due.cutoff, due.bytes
  )
  SELECT purpose, permission, cutoff, count(*)::integer AS records, sum(bytes) AS bytes,
    min(sequence) AS first, max(sequence) AS last
  FROM removed GROUP BY 1, 2, 3 ORDER BY 1, 2`

/**
 * Removes contents whose time is over, and leaves their digests, so that every proof stays valid. Each transaction
 * records what it removed: where it is interrupted, what is done is done, and the rest is due the next time.
 */
export async function removeDueContents(keeper: Keeper, options: RemovalOptions): Promise<Removed> {
  const { batch = 1_000, onRemoved, signal } = options
  let after = '0'
  let total: Removed = { number: 0, records: 0, bytes: 0 }
  for (;;) {
    if (signal?.aborted === true) return total
    const step = await keeper.transaction((client) => removeBatch(client, options, after, batch))
    if (step === null) return total
    onRemoved?.(step.removed)
    const { number, records, bytes } = step.removed
    total = { number, records: total.records + records, bytes: total.bytes + bytes }
    after = step.last
  }
}

async function removeBatch(
  client: ClientBase,
  options: RetentionOptions,
  after: string,
  batch: number,
): Promise<{ readonly removed: Removed; readonly last: string } | null> {
  const { rows } = await client.query<RemovedRow>(removalText, [...valuesOf(options), after, batch])
  if (rows.length === 0) return null
  const sequences = rows.flatMap(({ first, last }) => [Number(first), Number(last)])
  const records = sum(rows.map((row) => row.records))
  const bytes = sum(rows.map((row) => Number(row.bytes)))
  const detail = {
    records,
    first: Math.min(...sequences),
    last: Math.max(...sequences),
    rules: rows.map((row) => ({
      purpose: row.purpose,
      permission: row.permission,
      cutoff: row.cutoff.toISOString(),
      records: row.records,
      bytes: Number(row.bytes),
    })),
  }
  // Last, because it takes the lock that every append waits for.
  const number = await recordHousekeeping(client, {
    kind: 'RETENTION',
    at: options.now,
    author: 'retention',
    approver: null,
    detail,
  })
  return { removed: { number, records, bytes }, last: String(detail.last) }
}

function valuesOf({ rules, now }: RetentionOptions): unknown[] {
  const cutoff = (days: number): string => new Date(now.getTime() - days * dayMs).toISOString()
  const columns = [rules.agreements, rules.purposes].flatMap((days) => [
    [...days.keys()],
    [...days.values()].map(cutoff),
  ])
  const shortest = Math.min(...rules.agreements.values(), ...rules.purposes.values())
  return [...columns, Number.isFinite(shortest) ? cutoff(shortest) : '-infinity']
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
