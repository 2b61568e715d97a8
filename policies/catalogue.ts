import type { ClientBase, Pool } from 'pg'
import type { Coordinate } from './model.ts'
import { inTransaction } from './transaction.ts'

/** A field or argument of the composed API schema. */
export interface CatalogueEntry {
  readonly coordinate: Coordinate
  /** In GraphQL's notation. */
  readonly type: string
  /** Name of the subgraph that gives it. */
  readonly registry: string
  readonly description: string | null
  readonly isPersonal: boolean
  /** null for what is given to a field, and for what was recorded by a gateway that did not tell yet. */
  readonly shape?: EntryShape | null
}

/** What a field of the full schema gives: whether a condition or an obligation can work on it follows from this. */
export interface EntryShape {
  /** Hidden from callers: conditions compare it, and nobody can be granted it. */
  readonly isAttribute: boolean
  /** Whether it gives many rows: a list of objects, or a search. */
  readonly isMany: boolean
  /** Types of the objects that it gives, through connections and unions; none for a value. */
  readonly leadsTo: readonly string[]
  /** Of an enum, all that there are; null for every other type. */
  readonly values: readonly string[] | null
  /** Attributes by which its registry can choose the rows that it gives; null: it cannot choose at all. */
  readonly scopes: readonly string[] | null
}

export interface KnownEntry extends CatalogueEntry {
  /** ISO 8601. */
  readonly firstSeen: string
  /** ISO 8601, when the schema was first seen without it; null while it is there. */
  readonly lastSeen: string | null
}

const columns = `coordinate, type, registry, description, is_personal AS "isPersonal", shape,
  first_seen AS "firstSeen", gone_since AS "lastSeen"`

/**
 * Takes the whole catalogue of a composed schema. What is not in it any more is kept as gone; the same catalogue again
 * writes nothing.
 * @returns how many entries it changed.
 */
export async function recordCatalogue(pool: Pool, entries: readonly CatalogueEntry[]): Promise<number> {
  return inTransaction(pool, 'BEGIN', async (client) => {
    await client.query('LOCK TABLE catalogue IN SHARE ROW EXCLUSIVE MODE')
    const written = await client.query(
      `INSERT INTO catalogue AS kept (coordinate, type, registry, description, is_personal, shape)
       SELECT coordinate, type, registry, description, "isPersonal", nullif(shape, 'null')
       FROM jsonb_to_recordset($1)
         AS entry (coordinate text, type text, registry text, description text, "isPersonal" boolean, shape jsonb)
       ON CONFLICT (coordinate) DO UPDATE SET
         type = excluded.type, registry = excluded.registry, description = excluded.description,
         is_personal = excluded.is_personal, shape = excluded.shape, gone_since = NULL
       WHERE kept.gone_since IS NOT NULL OR (kept.type, kept.registry, kept.description, kept.is_personal, kept.shape)
         IS DISTINCT FROM
           (excluded.type, excluded.registry, excluded.description, excluded.is_personal, excluded.shape)`,
      [JSON.stringify(entries)],
    )
    const gone = await client.query(
      `UPDATE catalogue SET gone_since = clock_timestamp()
       WHERE gone_since IS NULL AND coordinate <> ALL ($1::text[])`,
      [entries.map(({ coordinate }) => coordinate)],
    )
    return (written.rowCount ?? 0) + (gone.rowCount ?? 0)
  })
}

export interface CatalogueFilter {
  readonly registry?: string | undefined
  /** Those that are gone, instead of those that are there. */
  readonly gone?: boolean | undefined
  /** Hidden attributes, which conditions compare, instead of what can be granted. */
  readonly attributes?: boolean | undefined
}

/** In the order of coordinates. */
export async function readCatalogue(
  pool: Pool,
  { registry, gone = false, attributes = false }: CatalogueFilter = {},
): Promise<readonly KnownEntry[]> {
  const { rows } = await pool.query<CatalogueRow>(
    `SELECT ${columns} FROM catalogue
     WHERE ($1::text IS NULL OR registry = $1) AND (gone_since IS NOT NULL) = $2
       AND coalesce((shape ->> 'isAttribute')::boolean, false) = $3 ORDER BY coordinate COLLATE "C"`,
    [registry, gone, attributes],
  )
  return rows.map(known)
}

/** All that has ever been there, hidden attributes too, by coordinate. */
export async function wholeCatalogue(
  client: ClientBase | Pool,
): Promise<ReadonlyMap<Coordinate, KnownEntry>> {
  const { rows } = await client.query<CatalogueRow>(
    `SELECT ${columns} FROM catalogue ORDER BY coordinate COLLATE "C"`,
  )
  return new Map(rows.map((row) => [row.coordinate, known(row)]))
}

type CatalogueRow = CatalogueEntry & { readonly firstSeen: Date; readonly lastSeen: Date | null }

function known(row: CatalogueRow): KnownEntry {
  return {
    ...row,
    firstSeen: row.firstSeen.toISOString(),
    lastSeen: row.lastSeen?.toISOString() ?? null,
  }
}
