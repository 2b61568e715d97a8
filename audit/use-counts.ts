import { Pool } from 'pg'
import { actingAs } from './roles.ts'

export interface UsesAsked {
  readonly permissions: readonly string[]
  /** Calendar date in Riga, `YYYY-MM-DD`. */
  readonly day: string
}

/**
 * How often each permission was used on that day: the counted operation records, counted as they were committed. A
 * permission that was not used has no entry. `database` is the audit's, or its URL.
 */
export async function readUseCounts(
  database: Pool | string,
  { permissions, day }: UsesAsked,
): Promise<ReadonlyMap<string, number>> {
  if (typeof database === 'string') {
    const pool = new Pool({ connectionString: actingAs(database, 'reader'), max: 1 })
    try {
      return await readUseCounts(pool, { permissions, day })
    } finally {
      await pool.end()
    }
  }
  const { rows } = await database.query<{ permission: string; uses: string }>({
    name: 'use-counts',
    text: 'SELECT permission, uses FROM use_count WHERE day = $1::date AND permission = ANY($2::text[])',
    values: [day, permissions],
  })
  return new Map(rows.map(({ permission, uses }) => [permission, Number(uses)]))
}
