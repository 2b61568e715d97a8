import { FileRefused } from './file-refused.ts'
import type { MadeRow, Problem } from './make-row.ts'
import type { BadRows } from './merge.ts'

/** A file with more bad rows than this part is not what it should be. */
const mostBad = 0.05

const mostShown = 20

/** What was seen in one file. Rows are counted over all tables that they are for. */
export interface FileTally {
  label: string
  /** Header names that nothing is read from. */
  ignored: readonly string[]
  rows: number
  bad: number
  /** The first bad rows, in the order in which they were found. */
  problems: (Problem & { line: number })[]
  /** What is odd and was kept all the same, counted per column and reason. */
  warnings: Map<string, number>
}

export function newTally(label: string, ignored: readonly string[]): FileTally {
  return { label, ignored, rows: 0, bad: 0, problems: [], warnings: new Map() }
}

export function countRow(tally: FileTally, row: MadeRow): void {
  tally.rows += row.weight
  for (const { column, reason } of row.warnings ?? []) {
    const warning = `${column} ${reason}`
    tally.warnings.set(warning, (tally.warnings.get(warning) ?? 0) + 1)
  }
  if (!row.bad) return
  tally.bad += row.weight
  if (tally.problems.length < mostShown) tally.problems.push({ line: row.line, ...row.bad })
}

export function countBadRows(tally: FileTally, { count, lines, reason }: BadRows, column: string): void {
  tally.bad += count
  const room = mostShown - tally.problems.length
  tally.problems.push(...lines.slice(0, room).map((line) => ({ line, column, reason })))
}

/** @throws FileRefused where a file has too many bad rows. */
export function refuseBadFiles(tallies: readonly FileTally[]): void {
  for (const { label, rows, bad } of tallies) {
    if (bad <= rows * mostBad) continue
    throw new FileRefused(`${label}: ${bad} of ${rows} rows are bad, more than ${mostBad * 100} %`)
  }
}
