import { Client } from 'pg'
import type { QueryResultRow } from 'pg'
import { readBundle } from '#audit/verify/entries.ts'
import type { LogRows } from '#audit/verify/check-log.ts'
import type { Branch, Head } from '#audit/verify/heads-map.ts'
import type { LogFiles } from '#audit/verify/read-leaves.ts'
import type { AccessRow, CosignatureRow, HousekeepingRow, OperationRow, SealRow } from '#audit/verify/rows.ts'
import type { ShapeRow, StatisticRow } from '#audit/verify/statistics-check.ts'

/** The log as its database has it at one moment. */
export interface DatabaseLog {
  readonly files: LogFiles
  readonly rows: LogRows
  /** Leaves that are stored, or that the last seal says there are. */
  readonly size: number
  readonly seals: number
  /** The log's keys as it tells them itself. */
  readonly toldKeys: readonly string[]
}

const rowsAtOnce = 2000
const tilesAtOnce = 64

/** With its fraction, where it has one: a time that no writer gives is not to pass for the one that was sealed. */
function milliseconds(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000)::float8`
}

const queries = {
  operations: `SELECT number::float8, id::text, ${milliseconds('at')} AS at, consumer, organisation, application,
      permission, purpose, legal_basis AS "legalBasis", operation_name AS "operationName",
      encode(operation_hash, 'hex') AS "operationHash", coordinates, subgraphs, subjects, outcome, code,
      epoch::float8, trace, counted, shape::text, node::text
    FROM operation_record ORDER BY operation_record.number`,
  records: `SELECT r.sequence::float8 AS number, r.id::text, r.operation_id::text AS operation,
      ${milliseconds('r.at')} AS at, r.subject_hash AS subject,
      ${milliseconds('r.disclosed_from')} AS "disclosedFrom", r.plain_digest AS "plainDigest", r.content,
      r.sealed_digest AS "sealedDigest", k.wrapped AS "wrappedKey", ${milliseconds('k.created_at')} AS "keyMadeAt"
    FROM access_record r LEFT JOIN subject_key k ON k.subject_hash = r.subject_hash AND k.key_id = CASE
      WHEN octet_length(r.content) > 16 THEN encode(substr(r.content, 2, 16), 'hex')::uuid END
    ORDER BY r.sequence`,
  housekeeping: `SELECT number::float8, id::text, ${milliseconds('at')} AS at, kind, author, approver, detail
    FROM housekeeping ORDER BY housekeeping.number`,
  seals: `SELECT number::float8, sealed_at_ms::float8 AS "sealedAt", last_operation::float8 AS "lastOperation",
      last_sequence::float8 AS "lastSequence", last_housekeeping::float8 AS "lastHousekeeping",
      tree_size::float8 AS "treeSize", root, subjects::float8, heads_root AS "headsRoot", checkpoint
    FROM seal ORDER BY seal.number`,
  cosignatures: `SELECT seal::float8 AS number, witness, line FROM cosignature ORDER BY cosignature.seal, witness`,
  branches: `SELECT branch, subjects, root FROM head_branch`,
  shapes: `SELECT shape::text, coordinates FROM operation_shape`,
  statistics: `SELECT to_char(day, 'YYYY-MM-DD') AS day, consumer, organisation, purpose, shape::text, outcome,
      operations::float8, subjects::float8 FROM access_statistic`,
  heads: `SELECT token, count::float8, head AS link FROM subject_head ORDER BY token`,
} as const

/** Connects, and begins a transaction whose snapshot holds still while the log is read. The caller ends the connection. */
export async function connectToLog(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'verify-audit' })
  await client.connect()
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  return client
}

/** Reads the log in the transaction that the client is in. */
export async function openDatabaseLog(client: Client): Promise<DatabaseLog> {
  // Rows come in the order of an index, however many there are, and whatever the planner knows: nothing is sorted first.
  await client.query(`SET LOCAL statement_timeout = 0; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;
    SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off`)
  const query = inTurn(client)
  let cursors = 0

  async function* batches<Row extends QueryResultRow>(text: string): AsyncGenerator<readonly Row[]> {
    const cursor = `verified_${++cursors}`
    await query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`)
    const fetch = (): Promise<readonly Row[]> => {
      const rows = query<Row>(`FETCH ${rowsAtOnce} FROM ${cursor}`)
      // Whoever takes them sees the failure; until then nobody must.
      rows.catch(() => undefined)
      return rows
    }
    // The next ones are on their way while these are checked.
    for (let coming = fetch(); ;) {
      const rows = await coming
      if (rows.length === 0) break
      coming = fetch()
      yield rows
    }
    await query(`CLOSE ${cursor}`)
  }

  const bundles = readAhead(async (first) =>
    query(
      `SELECT bundle::float8 AS number, entries AS bytes FROM log_bundle WHERE bundle >= $1
      ORDER BY bundle LIMIT ${tilesAtOnce}`,
      [first],
    ),
  )
  const tiles = new Map<number, ReturnType<typeof readAhead>>()
  const tilesOf = (level: number) => {
    const known = tiles.get(level)
    if (known) return known
    const opened = readAhead(async (first) =>
      query(
        `SELECT tile::float8 AS number, hashes AS bytes FROM log_tile WHERE level = $1 AND tile >= $2
        ORDER BY tile LIMIT ${tilesAtOnce}`,
        [level, first],
      ),
    )
    tiles.set(level, opened)
    return opened
  }

  const keys = await query<{ key: string }>('SELECT verifier_key AS key FROM log_key ORDER BY place')
  const { size, seals } = await extentOf(query)
  return {
    size,
    seals,
    toldKeys: keys.map(({ key }) => key),
    files: {
      bundle: (index) => bundles(index),
      tile: (level, index) => tilesOf(level)(index),
    },
    rows: {
      operations: () => batches<OperationRow>(queries.operations),
      records: () => batches<AccessRow>(queries.records),
      housekeeping: () => batches<HousekeepingRow>(queries.housekeeping),
      seals: () => batches<SealRow>(queries.seals),
      cosignatures: () => batches<CosignatureRow>(queries.cosignatures),
      heads: () => batches<Head & QueryResultRow>(queries.heads),
      branches: () => batches<Branch & QueryResultRow>(queries.branches),
      shapes: () => batches<ShapeRow & QueryResultRow>(queries.shapes),
      statistics: () => batches<StatisticRow & QueryResultRow>(queries.statistics),
      async lastNumbers() {
        const [head] = await query<{ operation: number; access: number; housekeeping: number }>(
          `SELECT last_operation::float8 AS operation, last_sequence::float8 AS access,
            last_housekeeping::float8 AS housekeeping FROM log_head`,
        )
        return head ?? { operation: 0, access: 0, housekeeping: 0 }
      },
    },
  }
}

type Query = <Row extends QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>

/** One query after another on the one connection that has the snapshot. */
function inTurn(client: Client): Query {
  let last: Promise<unknown> = Promise.resolve()
  return async (text, values = []) => {
    const result = last.then(() => client.query(text, [...values]))
    last = result.catch(() => undefined)
    return (await result).rows
  }
}

async function extentOf(query: Query): Promise<{ readonly size: number; readonly seals: number }> {
  const [sealed] = await query<{ size: number; seals: number }>(
    'SELECT coalesce(max(tree_size), 0)::float8 AS size, coalesce(max(number), 0)::float8 AS seals FROM seal',
  )
  const [last] = await query<{ number: number; entries: Buffer }>(
    'SELECT bundle::float8 AS number, entries FROM log_bundle ORDER BY bundle DESC LIMIT 1',
  )
  const stored = last ? last.number * 256 + (readBundle(last.entries)?.length ?? 0) : 0
  return { size: Math.max(sealed?.size ?? 0, stored), seals: sealed?.seals ?? 0 }
}

interface Numbered {
  readonly number: number
  readonly bytes: Buffer
}

/** Answers for numbers that are asked for in order, out of what was read in one go. */
function readAhead(read: (first: number) => Promise<readonly Numbered[]>) {
  let known = new Map<number, Buffer>()
  let [first, next] = [0, 0]
  return async (number: number): Promise<Buffer | null> => {
    if (number < first || number >= next) {
      const rows = await read(number)
      known = new Map(rows.map((row) => [row.number, row.bytes]))
      ;[first, next] = [number, rows.length < tilesAtOnce ? Infinity : (rows.at(-1)?.number ?? number) + 1]
    }
    return known.get(number) ?? null
  }
}
