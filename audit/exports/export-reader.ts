import { Pool } from 'pg'
import type { AccessContent } from '../access-record.ts'
import { decodeContent } from '../content.ts'
import type { MasterKeys } from '../keys/master-key.ts'
import { readSubjectKeys } from '../keys/subject-keys.ts'
import { recordRowColumns, recordRowOf } from '../record-row.ts'
import type { RecordRow } from '../record-row.ts'
import { actingAs, explainedRole } from '../roles.ts'

/** An access record as exports have it: nobody's personal code, and not who the official was. */
export interface ExportedRecord extends Omit<AccessContent, 'official'> {
  readonly id: string
  /** Id of its operation record. */
  readonly operation: string
  readonly at: Date
  readonly subjectHash: Buffer
}

/** What one or several seals disclosed. */
export interface ExportBatch {
  /** By their place in the log. Those that were erased, or removed when their time was over, are left out. */
  readonly records: readonly ExportedRecord[]
  /** Number of the last seal that it holds: where the next batch begins. */
  readonly seal: number
}

export interface ExportReader {
  /**
   * What the seals after `seal` disclosed, in about `records` records: all of a seal or nothing of it. Null: there is no
   * later seal.
   */
  next(seal: number, records: number): Promise<ExportBatch | null>
  close(): Promise<void>
}

interface SealRow {
  readonly number: string
  readonly sealed_at: Date
  readonly last_sequence: string
}

const sealColumns = 'number, to_timestamp(sealed_at_ms / 1000.0) AS sealed_at, last_sequence'

/**
 * Seals are read whole, in the order in which records became visible to their data subjects: a delayed record comes with
 * the first seal after its time, as it joins its data subject's chain, so that no export tells of it before.
 */
const disclosedText = `
  SELECT ${recordRowColumns} FROM access_record
  WHERE sequence > $1::bigint AND sequence <= $3::bigint AND (disclosed_from IS NULL OR disclosed_from <= $4)
  UNION ALL
  SELECT ${recordRowColumns} FROM access_record
  WHERE sequence <= $1::bigint AND disclosed_from > $2 AND disclosed_from <= $4
  ORDER BY sequence`

export function openExportReader(url: string, masterKeys: MasterKeys): ExportReader {
  const pool = new Pool({
    connectionString: actingAs(url, 'reader'),
    max: 1,
    application_name: 'dagr-audit-export',
  })
  pool.on('error', () => undefined)

  async function seals(text: string, values: readonly unknown[]): Promise<SealRow | undefined> {
    const { rows } = await pool
      .query<SealRow>(`SELECT ${sealColumns} FROM seal ${text}`, [...values])
      .catch((error: unknown) => {
        throw explainedRole(error, 'reader')
      })
    return rows[0]
  }

  return {
    async next(seal, records) {
      const before = (await seals('WHERE number = $1', [seal])) ?? nothingYet
      const last =
        (await seals(
          'WHERE number > $1 AND last_sequence <= $2 ORDER BY last_sequence DESC, number DESC LIMIT 1',
          [seal, Number(before.last_sequence) + records],
        )) ?? (await seals('WHERE number = $1', [seal + 1]))
      if (last === undefined) return null
      const { rows } = await pool.query<RecordRow>(disclosedText, [
        before.last_sequence,
        before.sealed_at.toISOString(),
        last.last_sequence,
        last.sealed_at.toISOString(),
      ])
      const subjects = new Map(rows.map((row) => [row.subject_hash.toString('hex'), row.subject_hash]))
      const keys = await readSubjectKeys(pool, masterKeys, [...subjects.values()])
      return { records: rows.flatMap((row) => exported(row, keys)), seal: Number(last.number) }
    },
    close: () => pool.end(),
  }
}

/** Before the first seal. */
const nothingYet: SealRow = { number: '0', sealed_at: new Date(0), last_sequence: '0' }

function exported(row: RecordRow, keys: ReadonlyMap<string, Buffer>): ExportedRecord[] {
  const { id, operation, at, subjectHash, content } = recordRowOf(row)
  const decoded = decodeContent(content, { id, operation, subjectHash }, (keyId) => keys.get(keyId))
  if (decoded === null) return []
  const { official: _official, ...told } = decoded.content
  return [{ ...told, id, operation, at, subjectHash }]
}
