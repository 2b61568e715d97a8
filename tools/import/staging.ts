import { finished } from 'node:stream/promises'
import type { Client } from 'pg'
import { escapeIdentifier } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Target } from './file-kind.ts'
import type { MadeRow } from './make-row.ts'

/** A target's rows on their way into its table: a temporary table of the running transaction. */
export interface Staging {
  target: Target
  /** Quoted names: the staging table, and its columns that are also the target's. */
  table: string
  columns: readonly string[]
  /** Takes a row; what it returns must be awaited before the next. */
  add: (row: MadeRow, file: number) => Promise<void> | undefined
  /** Writes what is still held. */
  finish: () => Promise<void>
}

const flushAtLength = 1_000_000

/** @param columns names in the order of the rows' values */
export async function openStaging(
  client: Client,
  target: Target,
  columns: readonly string[],
): Promise<Staging> {
  const key = target.numberedBy ?? target.key
  const keyIndexes = key.map((column) => columns.indexOf(column))
  const table = escapeIdentifier(`staged_${target.table}`)
  const copied = columns.map(escapeIdentifier)
  const all = target.numberedBy ? [...target.key.map(escapeIdentifier), ...copied] : copied
  // Types are those of the target; constraints are not copied.
  await client.query(
    `CREATE TEMPORARY TABLE ${table} ON COMMIT DROP AS
     SELECT 0::bigint AS seq, 0 AS file, 0 AS line, true AS good, ${all.join(', ')}
     FROM ${escapeIdentifier(target.table)} WITH NO DATA`,
  )
  const copy = `COPY ${table} (seq, file, line, good, ${copied.join(', ')}) FROM STDIN`
  let seq = 0
  let held: string[] = []
  let length = 0
  const flush = async (): Promise<void> => {
    const text = held.join('')
    ;[held, length] = [[], 0]
    const stream = client.query(copyFrom(copy))
    stream.end(text)
    await finished(stream)
  }
  return {
    target,
    table,
    columns: all,
    add(row, file) {
      // Without its key, a bad row is no more than a line in the report.
      if (row.bad && keyIndexes.some((index) => row.values[index] === null)) return undefined
      seq += 1
      const line = `${seq}\t${file}\t${row.line}\t${row.bad ? 'f' : 't'}\t${row.values.map(copyText).join('\t')}\n`
      held.push(line)
      length += line.length
      return length >= flushAtLength ? flush() : undefined
    },
    async finish() {
      if (held.length > 0) await flush()
      await client.query(`ANALYZE ${table}`)
    },
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A value in COPY's text format. */
export function copyText(value: string | null): string {
  if (value === null) return '\\N'
  return /[\\\t\n\r]/.test(value)
    ? value.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? '')
    : value
}
