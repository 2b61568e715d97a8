import type { Pool } from 'pg'
import type { OperationOutcome } from './access-record.ts'

/** Recorded operations of one calendar day in Riga that asked for one coordinate. */
export interface AccessStatistic {
  /** YYYY-MM-DD. */
  readonly day: string
  readonly consumer: string | null
  readonly organisation: string | null
  readonly purpose: string | null
  readonly coordinate: string
  readonly outcome: OperationOutcome
  readonly operations: number
  /** Data subjects of these operations, counted anew in each. */
  readonly subjects: number
}

export interface StatisticsRequest {
  /** First day; null: from the beginning. */
  readonly since: string | null
  /** Last day; null: until now. */
  readonly until: string | null
  readonly consumer: string | null
  readonly first: number
  /** The row after which the page begins; null: the first page. */
  readonly after: StatisticPosition | null
}

/** Day, consumer, organisation, purpose, coordinate and outcome, as the table has them: what is not known is empty. */
export type StatisticPosition = readonly [string, string, string, string, string, string]

export interface StatisticsPage {
  readonly rows: readonly AccessStatistic[]
  readonly hasNextPage: boolean
}

interface Row {
  readonly day: string
  readonly consumer: string
  readonly organisation: string
  readonly purpose: string
  readonly coordinate: string
  readonly outcome: OperationOutcome
  readonly operations: string
  readonly subjects: string
}

/** The order is that of the table's key, so that what follows the page's last day is not read. */
const statisticsText = `
  SELECT to_char(day, 'YYYY-MM-DD') AS day, consumer, organisation, purpose, coordinate, outcome,
    sum(operations) AS operations, sum(subjects) AS subjects
  FROM access_statistic
  JOIN operation_shape USING (shape)
  CROSS JOIN LATERAL (SELECT DISTINCT jsonb_array_elements_text(coordinates)) AS asked (coordinate)
  WHERE day >= $1::date AND day <= $2::date AND ($3::text IS NULL OR consumer = $3)
    AND ($4::date IS NULL OR day >= $4 AND
      (access_statistic.day, consumer, organisation, purpose, coordinate, outcome) > ($4, $5, $6, $7, $8, $9))
  GROUP BY access_statistic.day, consumer, organisation, purpose, coordinate, outcome
  ORDER BY access_statistic.day, consumer, organisation, purpose, coordinate, outcome
  LIMIT $10`

const nowhere = [null, null, null, null, null, null]

/** What sealed operation records say of how often which coordinates are asked for. */
export async function readStatistics(
  pool: Pool,
  { since, until, consumer, first, after }: StatisticsRequest,
): Promise<StatisticsPage> {
  const { rows } = await pool.query<Row>({
    name: 'access-statistics',
    text: statisticsText,
    // One more than asked tells whether there is a next page.
    values: [since ?? '-infinity', until ?? 'infinity', consumer, ...(after ?? nowhere), first + 1],
  })
  return { rows: rows.slice(0, first).map(statisticOf), hasNextPage: rows.length > first }
}

export function positionOf({ day, coordinate, outcome, ...asking }: AccessStatistic): StatisticPosition {
  const { consumer, organisation, purpose } = asking
  return [day, consumer ?? '', organisation ?? '', purpose ?? '', coordinate, outcome]
}

function statisticOf({
  consumer,
  organisation,
  purpose,
  operations,
  subjects,
  ...row
}: Row): AccessStatistic {
  return {
    ...row,
    consumer: consumer || null,
    organisation: organisation || null,
    purpose: purpose || null,
    operations: Number(operations),
    subjects: Number(subjects),
  }
}
