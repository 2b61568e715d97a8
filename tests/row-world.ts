import { constantFrom, letrec, oneof, option, record, subarray, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Condition, Operand } from '#policies/model.ts'
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
  subarray(['A', 'B', 'C', '39000000001'], { minLength: 1 }).map((values) => ({ values })),
  constantFrom<Operand>(
    { parameter: 'territory' },
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
export function naiveTruth(condition: Condition, person: Somebody, caller: string | null): number {
  switch (condition.kind) {
    case 'self':
      return person.id === caller ? 2 : 0
    case 'all':
      return Math.min(2, ...condition.of.map((part) => naiveTruth(part, person, caller)))
    case 'any':
      return Math.max(0, ...condition.of.map((part) => naiveTruth(part, person, caller)))
    case 'not':
      return 2 - naiveTruth(condition.of, person, caller)
    case 'consent':
      return 1
    case 'compare': {
      const value = condition.attribute === 'Person.age' ? person.age : person.territory
      const others = listOf(condition.value)
      if (value === null || others === null) return 1
      if (condition.operator === 'in') return others.includes(String(value)) ? 2 : 0
      const isMore = Number(value) >= Number(others[0])
      const isLess = Number(value) <= Number(others[0])
      return (condition.operator === 'atLeast' ? isMore : isLess) ? 2 : 0
    }
  }
}

function listOf(operand: Operand): readonly string[] | null {
  if ('values' in operand) return operand.values.map(String)
  return 'parameter' in operand ? (smallBindings.parameters[operand.parameter] ?? null) : null
}
