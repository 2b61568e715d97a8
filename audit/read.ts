import type { AccessRecord } from './access-record.ts'
import { readStatistics } from './access-statistics.ts'
import type { StatisticsPage, StatisticsRequest } from './access-statistics.ts'
import type { CommittedRow } from './commitments.ts'
import { decodeContent } from './content.ts'
import { everyRecord, filterText, filterValues } from './history-filter.ts'
import type { HistoryFilter } from './history-filter.ts'
import type { MasterKeys } from './keys/master-key.ts'
import { recordRowColumns, recordRowOf } from './record-row.ts'
import type { RecordRow } from './record-row.ts'
import { openReadingPool } from './reading-pool.ts'
import { subjectHashes } from './subject.ts'

/** One page of what happened to one data subject's data. */
export interface HistoryRequest {
  /** Every personal code that the person has had: records are kept under the one known at that moment. */
  readonly codes: readonly string[]
  /** 1 to 100. */
  readonly first: number
  /** Sequence number that the page ends before; null for the newest page. */
  readonly before: number | null
  /** Every record where there is none. */
  readonly filter?: HistoryFilter
}

/** An access record with what a proof of it is made from. */
export interface HistoryRecord extends AccessRecord {
  readonly row: CommittedRow
  /** The exact text that the log commits to as shown, and what opens the commitment; null for a record of the time before. */
  readonly shown: string | null
  readonly shownSalt: Buffer | null
  readonly keptDigest: Buffer | null
}

export interface HistoryPage {
  /** Newest first. Records whose content was erased, or removed when its time was over, are not among them. */
  readonly records: readonly HistoryRecord[]
  readonly hasNextPage: boolean
}

export interface AuditReader {
  /** The pages, in the order of the requests: one statement for all of them. */
  histories(requests: readonly HistoryRequest[]): Promise<HistoryPage[]>
  statistics(request: StatisticsRequest): Promise<StatisticsPage>
  /** Rejects while the database cannot answer. */
  health(): Promise<void>
  close(): Promise<void>
}

export interface AuditReaderOptions {
  readonly url: string
  /** The key that the log writes under. */
  readonly subjectKey: Buffer
  /** What the keys of the contents are wrapped under. */
  readonly masterKeys: MasterKeys
  readonly timeoutMs: number
  /** Tells which records may be disclosed by now. */
  readonly clock?: () => Date
  /** Sees the text of every statement, without values. */
  readonly onStatement?: (sql: string) => void
}

interface Row extends RecordRow {
  readonly place: number
  /** The content's key; null for a record of the time before. */
  readonly wrapped: Buffer | null
}

/**
 * A walk down one subject's part of the index per code, whatever the size of the log. Numbers are given in the order of
 * commits and never change, so that a page before a number is the same whatever is appended meanwhile. A record that is
 * disclosed later is in no page before, and then in the place that its number gives it. Keys are read with the records:
 * a key that is committed with a record is never missed, and one that was erased is never used.
 */
const historiesText = `
  SELECT place, ${recordRowColumns}, wrapped[array_position(key_ids, substring(content FROM 2 FOR 16))] AS wrapped
  FROM unnest(
    $1::integer[], $2::bytea[], $3::bigint[], $4::integer[], $6::timestamptz[], $7::timestamptz[], $8::jsonb[]
  ) AS asked (place, hash, before, rows, since, until, filter)
  CROSS JOIN LATERAL (
    SELECT array_agg(uuid_send(key_id)) AS key_ids, array_agg(wrapped) AS wrapped
    FROM subject_key WHERE subject_hash = asked.hash
  ) AS keyring
  CROSS JOIN LATERAL (
    SELECT ${recordRowColumns}
    FROM access_record
    WHERE subject_hash = asked.hash AND sequence < asked.before
      AND (disclosed_from IS NULL OR disclosed_from <= $5::timestamptz)
      AND ${filterText}
      AND CASE substring(content FROM 1 FOR 1)
        WHEN '' THEN false
        WHEN '\\x02' THEN coalesce(substring(content FROM 2 FOR 16) = ANY (key_ids), false)
        ELSE true
      END
    ORDER BY sequence DESC
    LIMIT asked.rows
  ) AS record
  ORDER BY place, sequence DESC`

const afterEverySequence = '9223372036854775807'

/** Opens the log at `url` for reading. It need not answer yet. */
export function openAuditReader({
  url,
  subjectKey,
  masterKeys,
  timeoutMs,
  clock = () => new Date(),
  onStatement,
}: AuditReaderOptions): AuditReader {
  const pool = openReadingPool({ url, timeoutMs }, 'dagr-audit-reader')
  /** Whether the log answers must not hang on who uses all connections of the other, which any reader can. */
  const checking = openReadingPool({ url, timeoutMs }, 'dagr-audit-reader')
  return {
    async histories(requests) {
      onStatement?.(historiesText)
      const { rows } = await pool.query<Row>({
        name: 'histories',
        text: historiesText,
        values: valuesOf(requests, subjectKey, clock()),
      })
      const rowsOf = Map.groupBy(rows, (row) => row.place)
      return requests.map((request, place) => pageOf(request, rowsOf.get(place) ?? [], masterKeys))
    },
    statistics: (request) => readStatistics(pool, request),
    async health() {
      await checking.query('SELECT FROM log_head')
    },
    async close() {
      await Promise.all([pool.end(), checking.end()])
    },
  }
}

function valuesOf(requests: readonly HistoryRequest[], subjectKey: Buffer, now: Date): unknown[] {
  const asked = requests.flatMap(({ codes, first, before, filter = everyRecord }, place) => {
    // One more than asked tells whether there is a next page.
    return subjectHashes(subjectKey, codes).map((hash) => [
      place,
      hash,
      before ?? afterEverySequence,
      first + 1,
      ...filterValues(filter),
    ])
  })
  const columnsOf = (...places: number[]): unknown[] =>
    places.map((column) => asked.map((row) => row[column]))
  return [...columnsOf(0, 1, 2, 3), now.toISOString(), ...columnsOf(4, 5, 6)]
}

/** The rows of each code are the newest of that code: those of the page are among them. */
function pageOf({ first }: HistoryRequest, rows: readonly Row[], masterKeys: MasterKeys): HistoryPage {
  return {
    records: rows.slice(0, first).map((row) => recordOf(row, masterKeys)),
    hasNextPage: rows.length > first,
  }
}

function recordOf(pgRow: Row, masterKeys: MasterKeys): HistoryRecord {
  const row = recordRowOf(pgRow)
  const { wrapped } = pgRow
  const decoded = decodeContent(row.content, row, (keyId) =>
    wrapped === null ? undefined : masterKeys.unwrap(wrapped, row.subjectHash, keyId),
  )
  if (decoded === null) throw new Error('A history has a record without its key')
  const { content, ...opening } = decoded
  return {
    ...content,
    ...opening,
    row,
    sequence: Number(pgRow.sequence),
    id: row.id,
    operation: row.operation,
    at: row.at,
  }
}
