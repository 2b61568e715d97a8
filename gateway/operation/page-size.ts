import { getArgumentValues } from 'graphql'
import type { SelectedField } from './selection.ts'

/** How many rows a search gives where nothing is said, and no list of codes names more. */
const usualPage = 20

/**
 * A search's `first` under an obligation to give at most `maxRows`; undefined where the search's own default is not more.
 */
export function cappedFirst(
  { definition, nodes }: SelectedField,
  maxRows: number,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const given = getArgumentValues(definition, nodes[0], variables)
  const { first } = given
  if (typeof first === 'number') return Math.min(first, maxRows)
  const named = Object.values(given).map((value) => (Array.isArray(value) ? value.length : 0))
  return Math.max(usualPage, ...named) > maxRows ? maxRows : undefined
}
