import type { BatchReport } from './import-batch.ts'

export interface Output {
  out: (line: string) => void
  error: (line: string) => void
}

/** Prints what became of a batch. No value of any file is in it. */
export function printReport({ files, tables, refused }: BatchReport, { out, error }: Output): void {
  for (const { label, ignored, bad, problems, warnings } of files) {
    if (ignored.length > 0) out(`${label}: ignored columns: ${ignored.join(', ')}`)
    for (const { line, column, reason } of problems) error(`${label}:${line}: ${column} ${reason}`)
    if (bad > problems.length) error(`${label}: and ${bad - problems.length} more bad rows`)
    for (const [warning, count] of warnings) error(`${label}: warning: ${warning} (${count} rows, kept)`)
  }
  if (refused !== undefined) {
    error(`Nothing imported. ${refused}.`)
    return
  }
  const [first, ...others] = files.map(({ label }) => label)
  const name = others.length === 0 ? first : `${first} and ${others.length} more`
  const sum = (of: 'rows' | 'bad'): number => files.reduce((total, file) => total + file[of], 0)
  out(`${name}: ${sum('rows')} rows, ${sum('bad')} bad`)
  for (const { table, inserted, updated, unchanged, repeated, ended } of tables) {
    const counts = Object.entries({ inserted, updated, unchanged, repeated, ended })
    out(`  ${table}: ${counts.map(([word, count]) => `${count} ${word}`).join(', ')}`)
  }
}
