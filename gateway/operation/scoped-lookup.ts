import type { SelectedField } from './selection.ts'
import type { Subjects } from './subjects.ts'

/** Whether the registry itself leaves out a data subject who is not in the row scope. */
export function isScopedLookup(subjects: Subjects, { coordinate }: SelectedField): boolean {
  return subjects.lookups.has(coordinate) && subjects.inaccessible.has(`${coordinate}(scope:)`)
}
