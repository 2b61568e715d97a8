import type { ErrorEntry } from '#subgraphs/public-errors.ts'

/** While a source is away, every request fails in the same way. */
const quietMs = 10_000
const mostKinds = 100

/** An error, and how many of its kind there were since the last that was reported. */
export interface ReportedError extends ErrorEntry {
  readonly unreported: number
}

/** Of the errors of one kind (subgraph, name, code and place) one in ten seconds is reported, with the number of the others. */
export function reportErrors(
  report: (entry: ReportedError) => void,
  clock: { now(): number } = performance,
): (entry: ErrorEntry) => void {
  const reported = new Map<string, { at: number; unreported: number }>()
  return (entry) => {
    const kind = [entry.subgraph, entry.name, entry.code, entry.stack[0]].join(' ')
    const now = clock.now()
    const before = reported.get(kind)
    if (before !== undefined && now - before.at < quietMs) {
      before.unreported += 1
      return
    }
    if (reported.size >= mostKinds) reported.clear()
    reported.set(kind, { at: now, unreported: 0 })
    report({ ...entry, unreported: before?.unreported ?? 0 })
  }
}
