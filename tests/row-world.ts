import { constantFrom, letrec, oneof, option, record, subarray, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Comparison, Condition, Operand } from '#policies/model.ts'
import { smallBindings } from './small-schema.ts'

/** A person of a small country, of whom some things are not known. */
export interface Somebody {
  readonly id: string
  readonly territory: string | null
  readonly age: number | null
  readonly isSecret: boolean | null
}

export const codes = ['39000000001', '39000000002', '39000000003', '39000000004'] as const

export const somebody: Arbitrary<Somebody> = record({
  id: constantFrom(...codes),
  territory: option(constantFrom('A', 'B', 'C'), { nil: null }),
  age: option(constantFrom(10, 18, 40), { nil: null }),
  isSecret: option(constantFrom(true, false), { nil: null }),
})

const operand: Arbitrary<Operand> = oneof(
  subarray(['A', 'B', 'C', '39000000001']).map((values) => ({ values })),
  constantFrom<Operand>(
    { parameter: 'territory' },
    { parameter: 'nowhere' },
    { parameter: 'unknown' },
    { claim: 'official' },
    { relation: 'minorChildren' },
  ),
)

const comparison: Arbitrary<Condition> = oneof(
  operand.map((value): Condition => ({
    kind: 'compare',
    attribute: 'Person.territory',
    operator: 'in',
    value,
  })),
  tuple(constantFrom('atLeast' as const, 'atMost' as const), constantFrom(18, 19)).map(
    ([operator, limit]): Condition => ({
      kind: 'compare',
      attribute: 'Person.age',
      operator,
      value: { values: [limit] },
    }),
  ),
)

/** Conditions on people that a registry of people can apply, nested as conditions are. */
export const condition: Arbitrary<Condition> = letrec<{ condition: Condition }>((tie) => ({
  condition: oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    constantFrom<Condition>({ kind: 'self' }),
    tuple(constantFrom('all' as const, 'any' as const), tie('condition'), tie('condition')).map(
      ([kind, one, other]): Condition => ({ kind, of: [one, other] }),
    ),
    tie('condition').map((of): Condition => ({ kind: 'not', of })),
  ),
})).condition

/**
 * Whether a condition is true (2), unknown (1) or false (0) of somebody: Kleene's values as numbers, apart from the code
 * under test.
 */
export function naiveTruth(asked: Condition, person: Somebody, caller: string | null): number {
  const ofParts = (parts: readonly Condition[]) => parts.map((part) => naiveTruth(part, person, caller))
  switch (asked.kind) {
    case 'self':
      return person.id === caller ? 2 : 0
    case 'all':
      return Math.min(2, ...ofParts(asked.of))
    case 'any':
      return Math.max(0, ...ofParts(asked.of))
    case 'not':
      return 2 - naiveTruth(asked.of, person, caller)
    case 'compare':
      return naiveComparison(asked, person)
    default:
      return 1
  }
}

function naiveComparison({ attribute, operator, value: operandGiven }: Comparison, person: Somebody): number {
  const value = attribute === 'Person.age' ? person.age : person.territory
  const others = listOf(operandGiven)
  if (value === null || others === null) return 1
  if (operator === 'in') return others.includes(String(value)) ? 2 : 0
  const [limit] = others
  return (operator === 'atLeast' ? Number(value) >= Number(limit) : Number(value) <= Number(limit)) ? 2 : 0
}

function listOf(given: Operand): readonly string[] | null {
  if ('values' in given) return given.values.map(String)
  return 'parameter' in given ? (smallBindings.parameters[given.parameter] ?? null) : null
}
