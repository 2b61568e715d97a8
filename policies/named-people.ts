import { comparisonsOf } from './condition.ts'
import type { DataReader } from './data-reader.ts'
import type { Agreement, Comparison, Condition, Coordinate } from './model.ts'

/** What says who a person is: compared with what the caller is or has, and with nothing that is written down. */
const identifying: ReadonlySet<Coordinate> = new Set([
  'Person.id',
  'Person.codes',
  'Person.personalCode',
  'Person.earlierPersonalCodes',
])

interface Line {
  readonly coordinate: Coordinate
  readonly condition?: Condition
}

/**
 * Notes conditions about people who are named.
 *
 * INVARIANT: agreements are kept for ever, so nobody's personal code gets into one; no note repeats it either.
 */
export function noteNamedPeople(
  reader: DataReader,
  lines: readonly Line[],
  parameters: Agreement['parameters'],
  place: string,
): void {
  const compared = lines.flatMap(({ condition }) => (condition ? comparisonsOf(condition) : []))
  const problems = compared.flatMap((comparison) => namingProblem(comparison, parameters) ?? [])
  for (const problem of new Set(problems)) reader.note(place, problem)
}

const why = 'agreements are kept for ever and must not name people'

function namingProblem({ attribute, value }: Comparison, parameters: Agreement['parameters']): string | null {
  if (!attribute.startsWith('Person.') || !('values' in value || 'parameter' in value)) return null
  if (identifying.has(attribute)) {
    return `${attribute} is compared with a claim or a relation only, not with values or a parameter: ${why}`
  }
  const values = 'values' in value ? value.values : parameters[value.parameter]
  return values?.some((each) => isLikePersonalCode(String(each))) === true
    ? `${attribute} is compared with what looks like a personal code: ${why}`
    : null
}

/** Whatever blanks or other invisible characters are in it. */
function isLikePersonalCode(text: string): boolean {
  return /^\d{6}-?\d{5}$/.test(text.normalize('NFKC').replaceAll(/[\s\p{Cf}]/gu, ''))
}
