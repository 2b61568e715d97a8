import { Pool } from 'pg'
import type { AccessRecord } from './access-record.ts'
import { decodeContent } from './content.ts'
import { subjectHash } from './subject.ts'

/** One page of what happened to one data subject's data. */
export interface HistoryRequest {
  /** Every personal code that the person has had: records are kept under the one known at that moment. */
  readonly codes: readonly string[]
  /** 1 to 100. */
  readonly first: number
  /** Sequence number that the page ends before; null for the newest page. */
  readonly before: number | null
}

export interface HistoryPage {
  /** Newest first. */
  readonly records: readonly AccessRecord[]
  readonly hasNextPage: boolean
}

export interface AuditReader {
  /** The pages, in the order of the requests: one statement for all of them. */
  histories(requests: readonly HistoryRequest[]): Promise<HistoryPage[]>
  /** Rejects while the database cannot answer. */
  health(): Promise<void>
  close(): Promise<void>
}

export interface AuditReaderOptions {
  readonly url: string
  /** The key that the log writes under. */
  readonly subjectKey: Buffer
  readonly timeoutMs: number
  /** Tells which records may be disclosed by now. */
  readonly clock?: () => Date
  /** Sees the text of every statement, without values. */
  readonly onStatement?: (sql: string) => void
}

interface Row {
  place: number
  sequence: string
  id: string
  operation_id: string
  at: Date
  content: Buffer
}

/**
 * A walk down one subject's part of the index per code, whatever the size of the log. Numbers are given in the order of
 * commits and never change, so that a page before a number is the same whatever is appended meanwhile. A record that is
 * disclosed later is in no page before, and then in the place that its number gives it.
 */
const historiesText = `
  SELECT place, sequence, id, operation_id, at, content
  FROM unnest($1::integer[], $2::bytea[], $3::bigint[], $4::integer[]) AS asked (place, hash, before, rows)
  CROSS JOIN LATERAL (
    SELECT sequence, id, operation_id, at, content
    FROM access_record
    WHERE subject_hash = asked.hash AND sequence < asked.before
      AND (disclosed_from IS NULL OR disclosed_from <= $5::timestamptz)
    ORDER BY sequence DESC
    LIMIT asked.rows
  ) AS record
  ORDER BY place, sequence DESC`

const afterEverySequence = '9223372036854775807'

/** Opens the log at `url` for reading. It need not answer yet. */
export function openAuditReader({
  url,
  subjectKey,
  timeoutMs,
  clock = () => new Date(),
  onStatement,
}: AuditReaderOptions): AuditReader {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    application_name: 'dagr-audit-reader',
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  return {
    async histories(requests) {
      onStatement?.(historiesText)
      const { rows } = await pool.query<Row>({
        name: 'histories',
        text: historiesText,
        values: [...valuesOf(requests, subjectKey), clock().toISOString()],
      })
      const rowsOf = Map.groupBy(rows, (row) => row.place)
      return requests.map((request, place) => pageOf(request, rowsOf.get(place) ?? []))
    },
    async health() {
      await pool.query('SELECT FROM log_head')
    },
    close: () => pool.end(),
  }
}

function valuesOf(requests: readonly HistoryRequest[], subjectKey: Buffer): unknown[] {
  const asked = requests.flatMap(({ codes, first, before }, place) => {
    const hashes = new Set(codes.map((code) => subjectHash(subjectKey, code).toString('hex')))
    // One more than asked tells whether there is a next page.
    return [...hashes].map((hash) => [
      place,
      Buffer.from(hash, 'hex'),
      before ?? afterEverySequence,
      first + 1,
    ])
  })
  return [0, 1, 2, 3].map((column) => asked.map((row) => row[column]))
}

/** The rows of each code are the newest of that code: those of the page are among them. */
function pageOf({ first }: HistoryRequest, rows: readonly Row[]): HistoryPage {
  return { records: rows.slice(0, first).map(recordOf), hasNextPage: rows.length > first }
}

function recordOf({ sequence, id, operation_id, at, content }: Row): AccessRecord {
  return { ...decodeContent(content), sequence: Number(sequence), id, operation: operation_id, at }
}
