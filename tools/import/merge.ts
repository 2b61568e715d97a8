import type { Client } from 'pg'
import { escapeIdentifier } from 'pg'
import type { Staging } from './staging.ts'

export interface TableReport {
  table: string
  inserted: number
  updated: number
  unchanged: number
  /** Said more than once in the same words. */
  repeated: number
  ended: number
}

/** Staged rows that turned out bad only among the others, per file and reason. */
export interface BadRows {
  file: number
  reason: string
  count: number
  /** The first few. */
  lines: readonly number[]
}

/** Gives the rows of a numbered target their ids: deterministic, so that a second import finds them again. */
export async function numberRows(client: Client, { target, table }: Staging): Promise<void> {
  if (!target.numberedBy) return
  const by = target.numberedBy.map(escapeIdentifier)
  await client.query(
    `UPDATE ${table} AS staged SET id = numbered.id FROM (
       SELECT seq, concat_ws(':', ${by.join(', ')}, row_number() OVER (PARTITION BY ${by.join(', ')} ORDER BY seq)) AS id
       FROM ${table}
     ) AS numbered WHERE numbered.seq = staged.seq`,
  )
}

/** Marks rows that cannot be written: a key that the file had before, and one that a synthetic row holds. */
export async function markBadRows(
  client: Client,
  staging: Staging,
): Promise<{ repeated: number; bad: readonly BadRows[] }> {
  const { repeated, bad } = await markRepeatedKeys(client, staging)
  const key = staging.target.key.map(escapeIdentifier)
  const clashes = await client.query<Omit<BadRows, 'reason'>>(
    `WITH marked AS (
       UPDATE ${staging.table} AS staged SET good = false FROM ${escapeIdentifier(staging.target.table)} AS kept
       WHERE staged.good AND kept.origin = 'synthetic' AND ${equal(key, 'kept', 'staged')}
       RETURNING staged.file, staged.line
     ) ${perFile}`,
  )
  return {
    repeated,
    bad: [...bad, ...clashes.rows.map((row) => ({ ...row, reason: 'belongs to a synthetic row' }))],
  }
}

const perFile = `SELECT file, count(*)::integer AS count, (array_agg(line ORDER BY line))[1:20] AS lines
       FROM marked GROUP BY file ORDER BY file`

/** The first row of a key stays; another that says the same does no harm, one that says something else is bad. */
async function markRepeatedKeys(client: Client, { target, table, columns }: Staging) {
  const key = target.key.map(escapeIdentifier).join(', ')
  const whole = `(ROW(${columns.map((column) => `staged.${column}`).join(', ')}))::text`
  const { rows } = await client.query<Omit<BadRows, 'reason'> & { differs: boolean }>(
    `WITH keys AS (SELECT ${key} FROM ${table} WHERE good GROUP BY ${key} HAVING count(*) > 1),
     ranked AS (
       SELECT seq, row_number() OVER same AS place, ${whole} <> first_value(${whole}) OVER same AS differs
       FROM ${table} AS staged JOIN keys USING (${key}) WHERE good
       WINDOW same AS (PARTITION BY ${key} ORDER BY seq)
     ), marked AS (
       UPDATE ${table} AS staged SET good = false FROM ranked
       WHERE ranked.seq = staged.seq AND ranked.place > 1 RETURNING staged.file, staged.line, ranked.differs
     ) ${perFile.replace('SELECT', 'SELECT differs,').replace('GROUP BY', 'GROUP BY differs,')}`,
  )
  return {
    repeated: rows.filter((row) => !row.differs).reduce((total, { count }) => total + count, 0),
    bad: rows
      .filter((row) => row.differs)
      .map(({ file, count, lines }) => ({ file, count, lines, reason: 'repeats the key of an earlier row' })),
  }
}

/** Writes the good rows into their table: only the columns that the file has, and only where something changes. */
export async function upsertRows(client: Client, { target, table, columns }: Staging) {
  const key = target.key.map(escapeIdentifier)
  const others = columns.filter((column) => !key.includes(column))
  const [mine, theirs] = ['kept', 'staged'].map(
    (alias) => `ROW(${others.map((column) => `${alias}.${column}`).join(', ')})`,
  )
  const changed = others.length === 0 ? 'false' : `${mine} IS DISTINCT FROM ${theirs}`
  const { rows } = await client.query<{ good: number; inserted: number; updated: number }>(
    `WITH written AS (
       INSERT INTO ${escapeIdentifier(target.table)} AS kept (${columns.join(', ')}, origin, ended_at)
       SELECT ${columns.map((column) => `staged.${column}`).join(', ')}, 'import', NULL
       FROM ${table} AS staged LEFT JOIN ${escapeIdentifier(target.table)} AS kept ON ${equal(key, 'kept', 'staged')}
       WHERE staged.good AND (kept.origin IS NULL OR kept.ended_at IS NOT NULL OR ${changed})
       ON CONFLICT (${key.join(', ')}) DO UPDATE
       SET ${[...others.map((column) => `${column} = excluded.${column}`), 'ended_at = NULL'].join(', ')}
       WHERE kept.origin = 'import'
       RETURNING (xmax = 0) AS inserted
     )
     SELECT (SELECT count(*) FROM ${table} WHERE good)::integer AS good,
            count(*) FILTER (WHERE inserted)::integer AS inserted, count(*) FILTER (WHERE NOT inserted)::integer AS updated
     FROM written`,
  )
  const { good = 0, inserted = 0, updated = 0 } = rows[0] ?? {}
  return { inserted, updated, unchanged: good - inserted - updated }
}

/**
 * Ends the rows of earlier imports whose key the files no longer have; a bad row still has its key.
 * @param scope only rows whose `column` has a value that `main` has too
 */
export async function endRows(
  client: Client,
  { target, table }: Staging,
  scope: { column: string; main: Staging } | undefined,
): Promise<number> {
  const key = target.key.map(escapeIdentifier)
  const column = scope && escapeIdentifier(scope.column)
  const { rowCount } = await client.query(
    `UPDATE ${escapeIdentifier(target.table)} AS kept SET ended_at = now()
     WHERE kept.origin = 'import' AND kept.ended_at IS NULL
       AND NOT EXISTS (SELECT FROM ${table} AS staged WHERE ${equal(key, 'kept', 'staged')})
       ${scope ? `AND kept.${column} IN (SELECT staged.${column} FROM ${scope.main.table} AS staged)` : ''}`,
  )
  return rowCount ?? 0
}

function equal(key: readonly string[], left: string, right: string): string {
  return key.map((column) => `${left}.${column} = ${right}.${column}`).join(' AND ')
}
