import type { ClientBase } from 'pg'
import { recordHousekeeping } from './housekeeping.ts'
import type { Keeper } from './keeper.ts'
import { rulesDigest } from './retention-rules.ts'
import type { RetentionRules } from './retention-rules.ts'
import { requireTwo } from './two-officials.ts'
import type { TwoOfficials } from './two-officials.ts'

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
  /** Who answer for it: the housekeeping records name both. */
  readonly officials: TwoOfficials
  /** Sequence numbers that one transaction looks at. */
  readonly batch?: number
  readonly onRemoved?: (removed: Removed) => void
  /** Stops between two transactions; what is left is done the next time. */
  readonly signal?: AbortSignal
}

const dayMs = 86_400_000

/**
 * Only sealed records. The days count from the request, or from when its data subject could see the record, so that a
 * delayed one is not gone before it was shown. OFFSET 0: each record looks its operation up by the primary key.
 */
const dueText = `
  FROM access_record AS record
  CROSS JOIN LATERAL (
    SELECT permission, purpose FROM operation_record
    WHERE id = record.operation_id AND at = record.at OFFSET 0
  ) AS operation
  LEFT JOIN unnest($1::text[], $2::timestamptz[]) AS agreement (permission, cutoff)
    ON agreement.permission = operation.permission
  LEFT JOIN unnest($3::text[], $4::timestamptz[]) AS stated (purpose, cutoff)
    ON stated.purpose = coalesce(operation.purpose, '')
  WHERE octet_length(record.content) > 0
    AND record.at < $5::timestamptz
    AND coalesce(record.disclosed_from, record.at) < coalesce(agreement.cutoff, stated.cutoff)
    AND record.sequence > $6::bigint AND record.sequence <= $7::bigint`

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
    valuesOf(options, { after: 0, last: await lastSealed(keeper) }),
  )
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }))
}

/**
 * Removes contents whose time is over, and leaves their digests, so that every proof stays valid. Each transaction
 * records what it removed: where it is interrupted, what is done is done, and the rest is due the next time.
 * @throws RemovalRefused where both officials are one.
 */
export async function removeDueContents(keeper: Keeper, options: RemovalOptions): Promise<Removed> {
  const { batch = 2_000, onRemoved, signal, officials } = options
  requireTwo(officials)
  const end = await lastSealed(keeper)
  let total: Removed = { number: 0, records: 0, bytes: 0 }
  for (let after = 0; after < end; after += batch) {
    if (signal?.aborted === true) return total
    const part = { after, last: Math.min(after + batch, end) }
    const removed = await keeper.transaction((client) => removePart(client, options, part))
    if (removed === null) continue
    onRemoved?.(removed)
    const { number, records, bytes } = removed
    total = { number, records: total.records + records, bytes: total.bytes + bytes }
  }
  return total
}

/** Records by their sequence numbers: those after `after` up to `last`. */
interface Part {
  readonly after: number
  readonly last: number
}

interface DueRow {
  readonly sequence: string
  readonly at: string
  readonly purpose: string | null
  /** Null where the purpose's rule applies. */
  readonly permission: string | null
  readonly cutoff: Date
  readonly bytes: number
}

async function removePart(client: ClientBase, options: RemovalOptions, part: Part): Promise<Removed | null> {
  const { rows } = await client.query<DueRow>(
    `SELECT record.sequence, record.at::text AS at, operation.purpose, agreement.permission,
      coalesce(agreement.cutoff, stated.cutoff) AS cutoff, octet_length(record.content) AS bytes
    ${dueText} ORDER BY record.sequence`,
    valuesOf(options, part),
  )
  if (rows.length === 0) return null
  await removeContents(client, rows)
  const detail = { ...detailOf(rows), rulesDigest: rulesDigest(options.rules) }
  // Last, because it takes the lock that every append waits for.
  const number = await recordHousekeeping(client, {
    kind: 'RETENTION',
    at: options.now,
    ...options.officials,
    detail,
  })
  return { number, records: detail.records, bytes: sum(rows.map(({ bytes }) => bytes)) }
}

/** The times choose the partitions, and the numbers the rows in them. */
async function removeContents(client: ClientBase, rows: readonly DueRow[]): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE access_record
    SET content = '', sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content)
    WHERE sequence = ANY ($1::bigint[])
      AND at >= (SELECT min(at) FROM unnest($2::timestamptz[]) AS at)
      AND at <= (SELECT max(at) FROM unnest($2::timestamptz[]) AS at)`,
    [rows.map(({ sequence }) => sequence), rows.map(({ at }) => at)],
  )
  if (rowCount !== rows.length) throw new Error('Contents changed while they were being removed')
}

/** What the housekeeping record says: how many, where in the log, and by which rules. */
function detailOf(rows: readonly DueRow[]) {
  const byRule = Map.groupBy(rows, ({ purpose, permission }) => JSON.stringify([purpose, permission]))
  return {
    records: rows.length,
    first: Number(rows[0]?.sequence),
    last: Number(rows.at(-1)?.sequence),
    rules: [...byRule.values()].map((alike) => ({
      purpose: alike[0]?.purpose,
      permission: alike[0]?.permission,
      cutoff: alike[0]?.cutoff.toISOString(),
      records: alike.length,
      bytes: sum(alike.map(({ bytes }) => bytes)),
    })),
  }
}

async function lastSealed({ pool }: Keeper): Promise<number> {
  const { rows } = await pool.query<{ last: string }>(
    'SELECT coalesce(max(last_sequence), 0) AS last FROM seal',
  )
  return Number(rows[0]?.last)
}

function valuesOf({ rules, now }: RetentionOptions, { after, last }: Part): unknown[] {
  const cutoff = (days: number): string => new Date(now.getTime() - days * dayMs).toISOString()
  const columns = [rules.agreements, rules.purposes].flatMap((days) => [
    [...days.keys()],
    [...days.values()].map(cutoff),
  ])
  const shortest = Math.min(...rules.agreements.values(), ...rules.purposes.values())
  return [...columns, Number.isFinite(shortest) ? cutoff(shortest) : '-infinity', after, last]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
