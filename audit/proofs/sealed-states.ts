import type { ClientBase, Pool } from 'pg'
import { sealOf } from '../sealing/seal.ts'
import type { Seal, SealRow } from '../sealing/seal.ts'

export type Database = Pool | ClientBase

/** A seal as served: its note carries the cosignatures that have come by now. */
const columns = `number, sealed_at_ms, last_operation, last_sequence, last_housekeeping, tree_size, root, subjects,
  heads_root, checkpoint || coalesce(
    (SELECT string_agg(line, '' ORDER BY witness) FROM cosignature WHERE cosignature.seal = seal.number), ''
  ) AS checkpoint`

/** The newest seal; null before the first. */
export async function latestSeal(database: Database): Promise<Seal | null> {
  const { rows } = await database.query<SealRow>({
    name: 'latest-seal',
    text: `SELECT ${columns} FROM seal ORDER BY number DESC LIMIT 1`,
  })
  return rows[0] ? sealOf(rows[0]) : null
}

/**
 * Of the seals up to `number`, the newest that as many witnesses have signed as any of the twenty before it that
 * somebody signed; null where nobody has signed one.
 */
export async function witnessedSeal(database: Database, number: number): Promise<Seal | null> {
  const { rows } = await database.query<SealRow>({
    name: 'witnessed-seal',
    text: `SELECT ${columns} FROM seal WHERE number = (
      SELECT seal FROM (
        SELECT cosignature.seal, count(*) AS witnesses FROM cosignature WHERE cosignature.seal <= $1
        GROUP BY cosignature.seal ORDER BY cosignature.seal DESC LIMIT 20
      ) AS signed
      ORDER BY witnesses DESC, seal DESC LIMIT 1
    )`,
    values: [number],
  })
  return rows[0] ? sealOf(rows[0]) : null
}
