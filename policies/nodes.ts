import type { Pool } from 'pg'

export interface NodeState {
  readonly node: string
  /** Number of the epoch that it acts on, as it said last. */
  readonly epoch: number
  /** ISO 8601. */
  readonly seenAt: string
  /** Since it said so, by the database's clock. */
  readonly silentForMs: number
}

/**
 * A node says which epoch it acts on. It waits for no disk: it says so again twice a second, and its lease must not end because
 * a disk is busy.
 */
export async function acknowledgeEpoch(
  pool: Pick<Pool, 'query'>,
  node: string,
  epoch: number,
): Promise<void> {
  await pool.query(
    `WITH undurable AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     INSERT INTO node (id, epoch, seen_at) SELECT $1::text, $2::bigint, clock_timestamp() FROM undurable
     ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, seen_at = excluded.seen_at`,
    [node, epoch],
  )
}

/** Nodes by name. One that has said nothing for a day is forgotten. */
export async function readNodes(pool: Pool): Promise<readonly NodeState[]> {
  await pool.query(`DELETE FROM node WHERE seen_at < clock_timestamp() - interval '1 day'`)
  const { rows } = await pool.query<{ node: string; epoch: string; seenAt: Date; silentForMs: number }>(
    `SELECT id AS node, epoch, seen_at AS "seenAt",
       (extract(epoch FROM greatest(clock_timestamp() - seen_at, interval '0')) * 1000)::float8 AS "silentForMs"
     FROM node ORDER BY id`,
  )
  return rows.map((row) => ({ ...row, epoch: Number(row.epoch), seenAt: row.seenAt.toISOString() }))
}
