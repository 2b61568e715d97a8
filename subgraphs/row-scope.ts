import { ArgumentError } from './public-errors.ts'

/** What the gateway fills from row conditions. */
export interface RowScope {
  subjects?: readonly string[] | null | undefined
}

export type GivenScope = RowScope | null | undefined

/** The data subjects that rows must be about; null where every row may be returned. */
export function subjectsOf(scope: GivenScope): readonly string[] | null {
  return scope?.subjects ?? null
}

/** The rows that are about one of the scope's data subjects; all of them without a scope. */
export function inScope<Scoped>(
  rows: readonly Scoped[],
  scope: GivenScope,
  subjectOf: (row: Scoped) => string | null,
): Scoped[] {
  const subjects = subjectsOf(scope)
  if (subjects === null) return [...rows]
  const allowed = new Set(subjects)
  return rows.filter((row) => {
    const subject = subjectOf(row)
    return subject !== null && allowed.has(subject)
  })
}

/** Whether something about the person with these codes is in scope. */
export function personInScope(codes: readonly string[], scope: GivenScope): boolean {
  const subjects = subjectsOf(scope)
  return subjects === null || codes.some((code) => subjects.includes(code))
}

/** For lists whose rows have no data subject: never a superset of what was asked. @throws ArgumentError */
export function refuseScope(scope: GivenScope): void {
  if (subjectsOf(scope) === null) return
  throw new ArgumentError('This list has no data subjects by which its rows could be scoped.')
}
