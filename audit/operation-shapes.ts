import type { Pool } from 'pg'
import type { Coordinate } from '#policies/model.ts'

/** Recorded operations that are alike: what a replay of an edited agreement takes for one. */
export interface OperationShape {
  readonly permission: string
  /** Null where it was not recorded. */
  readonly consumer: string | null
  readonly application: string | null
  /** Everything that was asked for, in no order. */
  readonly coordinates: readonly Coordinate[]
  /** Error code of those that were refused, or failed, as a whole. */
  readonly code: string | null
  /** How many there were. */
  readonly count: number
}

export interface RecordedOperations {
  readonly shapes: readonly OperationShape[]
  /** How many operations the busiest calendar day in Riga had. */
  readonly busiestDay: number
}

export interface Period {
  readonly permission: string
  /** Included. */
  readonly since: Date
  /** Excluded. */
  readonly until: Date
}

interface Row {
  consumer: string | null
  application: string | null
  code: string | null
  coordinates: Coordinate[]
  count: string
}

/**
 * Groups and counts in the index alone, whatever the operations hold; then reads one operation of each shape. Records
 * from before shapes were written are grouped by their coordinates, which takes longer.
 */
const shapesText = `
  WITH grouped AS (
    SELECT consumer, application, code, shape, count(*) AS count, max(at) AS newest
    FROM operation_record
    WHERE permission = $1 AND at >= $2 AND at < $3 AND shape IS NOT NULL
    GROUP BY consumer, application, code, shape
  ), seen AS (
    SELECT shape, max(newest) AS newest FROM grouped GROUP BY shape
  ), held AS (
    SELECT shape, one.coordinates
    FROM seen CROSS JOIN LATERAL (
      SELECT coordinates FROM operation_record
      WHERE permission = $1 AND at = seen.newest AND shape = seen.shape
      LIMIT 1
    ) AS one
  )
  SELECT consumer, application, code, coordinates, count FROM grouped JOIN held USING (shape)
  UNION ALL
  SELECT consumer, application, code, coordinates, count(*)
  FROM operation_record
  WHERE permission = $1 AND at >= $2 AND at < $3 AND shape IS NULL
  GROUP BY consumer, application, code, coordinates`

/** Day by day, so that each is a walk along the index and nothing is worked out for each operation. */
const busiestDayText = `
  SELECT coalesce(max(count), 0) AS count
  FROM generate_series(
    date_trunc('day', $2::timestamptz AT TIME ZONE 'Europe/Riga'), $3::timestamptz AT TIME ZONE 'Europe/Riga', '1 day'
  ) AS day
  CROSS JOIN LATERAL (
    SELECT count(*) AS count FROM operation_record
    WHERE permission = $1 AND at >= $2 AND at < $3
      AND at >= day AT TIME ZONE 'Europe/Riga' AND at < (day + interval '1 day') AT TIME ZONE 'Europe/Riga'
  ) AS counted`

/** The operations that were recorded under a permission. Those that were refused because it was not in force are not under it. */
export async function readOperationShapes(pool: Pool, period: Period): Promise<RecordedOperations> {
  const values = [period.permission, period.since, period.until]
  const [shapes, days] = await Promise.all([
    pool.query<Row>({ name: 'operation-shapes', text: shapesText, values }),
    pool.query<{ count: string }>({ name: 'busiest-day', text: busiestDayText, values }),
  ])
  return {
    shapes: shapes.rows.map((row) => ({ ...row, permission: period.permission, count: Number(row.count) })),
    busiestDay: Number(days.rows[0]?.count),
  }
}
