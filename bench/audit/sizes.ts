import { Client } from 'pg'

/** Bytes per access record, of everything that is kept for it or beside it. */
export interface Sizes {
  readonly accessRecords: number
  readonly operationRecords: number
  readonly indexes: number
  /** Tiles, entries, seals, and the heads of chains. */
  readonly tree: number
  readonly keys: number
  readonly total: number
}

const parts = {
  accessRecords: ['access_record'],
  operationRecords: ['operation_record'],
  tree: ['log_tile', 'log_bundle', 'seal', 'subject_head', 'head_branch', 'cosignature'],
  keys: ['subject_key'],
} as const

/** With the indexes of partitioned tables told apart, and other tables with theirs. */
export async function readSizes(url: string): Promise<Sizes> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; heap: string; whole: string }>(`
      SELECT top.relname AS name,
        sum(pg_table_size(leaf.relid)) AS heap, sum(pg_total_relation_size(leaf.relid)) AS whole
      FROM pg_class AS top
      CROSS JOIN LATERAL pg_partition_tree(top.oid) AS leaf
      WHERE top.relkind = 'p' AND leaf.isleaf GROUP BY 1
      UNION ALL
      SELECT relname, pg_table_size(oid), pg_total_relation_size(oid) FROM pg_class
      WHERE relkind = 'r' AND NOT relispartition AND relnamespace = 'public'::regnamespace`)
    const { rows: heads } = await client.query<{ records: string }>(
      'SELECT last_sequence AS records FROM log_head',
    )
    const records = Number(heads[0]?.records)
    const sum = (names: readonly string[], part: 'heap' | 'whole'): number =>
      rows.filter(({ name }) => names.includes(name)).reduce((bytes, row) => bytes + Number(row[part]), 0) /
      records
    const recordTables = [...parts.accessRecords, ...parts.operationRecords]
    return {
      accessRecords: sum(parts.accessRecords, 'heap'),
      operationRecords: sum(parts.operationRecords, 'heap'),
      indexes: sum(recordTables, 'whole') - sum(recordTables, 'heap'),
      tree: sum(parts.tree, 'whole'),
      keys: sum(parts.keys, 'whole'),
      total: rows.reduce((bytes, { whole }) => bytes + Number(whole), 0) / records,
    }
  } finally {
    await client.end()
  }
}
