import type { Pool } from 'pg'
import { operationShape } from '#audit/operation-shape.ts'
import type { Coordinate } from '#policies/model.ts'

export interface RecordedSize {
  readonly operations: number
  /** Different sets of coordinates. */
  readonly shapes: number
  readonly applications: number
  readonly days: number
}

/**
 * Fills an empty audit database with operation records under one permission, in the order of their times, as if they had
 * been appended. Sets of 5 to 50 coordinates; one in fifty was refused. The same in every run.
 */
export async function recordOperations(
  pool: Pool,
  { permission, consumer, until }: { permission: string; consumer: string; until: Date },
  coordinates: readonly Coordinate[],
  { operations, shapes, applications, days }: RecordedSize,
): Promise<void> {
  const sets = Array.from({ length: shapes }, (_, shape) =>
    Array.from(
      { length: 5 + (shape % 46) },
      (__, place) => coordinates[(shape * 13 + place * (1 + (shape % 7))) % coordinates.length] ?? '',
    ),
  ).map((set) => [...new Set(set)])
  const client = await pool.connect()
  try {
    await client.query('CREATE TEMPORARY TABLE asked (place integer, shape uuid, coordinates jsonb)')
    await client.query('INSERT INTO asked SELECT * FROM unnest($1::integer[], $2::uuid[], $3::jsonb[])', [
      sets.map((_, place) => place),
      sets.map((set) => operationShape(set)),
      sets.map((set) => JSON.stringify(set)),
    ])
    await client.query(
      `INSERT INTO operation_record
         (number, id, at, consumer, organisation, application, permission, purpose, legal_basis, operation_name,
          operation_hash, coordinates, shape, subgraphs, subjects, outcome, code, epoch, trace)
       SELECT (SELECT last_operation FROM log_head) + number + 1, gen_random_uuid(), $1::timestamptz - $2 * interval '1 day' * (1 - number::float / $3), $4, $4,
         'application-' || number % $5, $6, 'measuring', 'none', NULL, NULL, asked.coordinates, asked.shape,
         '{"population": 1}', 1, CASE WHEN number % 50 = 0 THEN 'REFUSED' ELSE 'RELEASED' END,
         CASE WHEN number % 50 = 0 THEN 'OPERATION_REFUSED' END, 1, NULL
       FROM generate_series(0, $3 - 1) AS number
       JOIN asked ON asked.place = (number::bigint * 7919) % $7
       ORDER BY number`,
      [until, days, operations, consumer, applications, permission, shapes],
    )
    await client.query('UPDATE log_head SET last_operation = last_operation + $1', [operations])
    // What the server does by itself with a table that grows, some time later.
    await client.query('VACUUM (ANALYZE) operation_record')
  } finally {
    client.release()
  }
}
