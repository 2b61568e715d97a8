import type { Column, Target } from './file-kind.ts'
import { Bad } from './values.ts'

/** A column of a target with its way to the raw value in a source: a CSV record or a place in an XML item. */
export interface BoundColumn<Source> extends Column {
  /** The name that reports use. */
  label: string
  read: (source: Source) => string | undefined
}

export interface Problem {
  column: string
  reason: string
}

/** One row for a target's staging table: values in the order of the bound columns. */
export interface MadeRow {
  target: Target
  line: number
  /** How many rows of the file this stands for: more than one where a quote swallowed line ends. */
  weight: number
  values: readonly (string | null)[]
  /** The row is not for the table; its values are null but for those of the key that are good. */
  bad?: Problem
  warnings: readonly Problem[] | undefined
}

/** @param reader finds the way to one header name or element path; undefined where the file does not have it */
export function bindColumns<Source>(
  columns: readonly Column[],
  reader: (from: string) => ((source: Source) => string | undefined) | undefined,
): BoundColumn<Source>[] {
  return columns.flatMap((column) => {
    const names = [column.from].flat()
    const [first, ...others] = names.flatMap((name) => reader(name) ?? [])
    if (first === undefined) return []
    const read = others.length === 0 ? first : firstFilled([first, ...others])
    return [{ ...column, label: names.map((name) => name.replace(/^[$/]/, '')).join(' or '), read }]
  })
}

function firstFilled<Source>(readers: readonly ((source: Source) => string | undefined)[]) {
  return (source: Source): string | undefined =>
    readers.map((read) => read(source)).find((raw) => raw !== undefined && raw.trim() !== '')
}

/** @returns undefined where the source has nothing to say for this target. */
export function makeRow<Source>(
  target: Target,
  columns: readonly BoundColumn<Source>[],
  source: Source,
  line: number,
): MadeRow | undefined {
  const values: (string | null)[] = []
  let bad: Problem | undefined
  let warnings: Problem[] | undefined
  for (const column of columns) {
    const value = column.parse(column.read(source))
    if (value instanceof Bad) {
      bad ??= { column: column.label, reason: value.reason }
      values.push(null)
      continue
    }
    if (value === null) {
      if (column.need === 'row') return undefined
      if (column.need === 'value') bad ??= { column: column.label, reason: 'is blank' }
    } else {
      const warning = column.warn?.(value)
      if (warning !== undefined) (warnings ??= []).push({ column: column.label, reason: warning })
    }
    values.push(value)
  }
  const row = { target, line, weight: 1, warnings }
  return bad ? { ...row, values: keyOnly(target, columns, values), bad } : { ...row, values }
}

/** What the file has, although badly, it has: a snapshot must not end it. So the key of a bad row is kept. */
function keyOnly<Source>(
  target: Target,
  columns: readonly BoundColumn<Source>[],
  values: readonly (string | null)[],
): (string | null)[] {
  const key = target.numberedBy ?? target.key
  return values.map((value, index) => (key.includes(columns[index]?.to ?? '') ? value : null))
}
