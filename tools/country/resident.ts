import type { Country } from './country.ts'
import type { Person } from './person.ts'

/**
 * The resident of the demonstration: of the first clan's living adults the one with most family. They have an office (in
 * the first legal entity) and two properties (the open land of the first address block); the first clan is too early for
 * codes of the old form, and its addresses are never secret.
 */
export function residentOf(country: Country): Person {
  const [resident] = country.clan(0).adults.toSorted((one, other) => familySize(other) - familySize(one))
  if (!resident) throw new RangeError('The first clan has no living adult')
  return resident
}

function familySize({ spouse, children, mother, father }: Person): number {
  return (
    (spouse ? 10 : 0) + (children.length > 0 ? 5 : 0) + [mother, father, ...children].filter(Boolean).length
  )
}
