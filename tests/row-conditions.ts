import * as fc from 'fast-check'
import type { Comparison, Condition } from '#policies/model.ts'

/** What an attribute is compared with in generated conditions. */
export interface AttributeValues {
  readonly attribute: string
  readonly values: readonly (string | boolean)[]
  readonly isOrdered: boolean
}

/**
 * Conditions over these attributes, some of them about the caller, in each other up to four deep. An agreement lists at
 * least one value; what it names otherwise may stand for none.
 */
export function conditions(
  attributes: readonly AttributeValues[],
  withSelf: boolean,
  fewestValues = 1,
): fc.Arbitrary<Condition> {
  const comparison = fc
    .constantFrom(...attributes)
    .chain(({ attribute, values, isOrdered }): fc.Arbitrary<Comparison> =>
      fc.oneof(
        fc
          .subarray([...values], { minLength: fewestValues })
          .map((some) => ({ kind: 'compare', attribute, operator: 'in', value: { values: some } }) as const),
        ...(isOrdered
          ? [
              fc
                .tuple(fc.constantFrom('atLeast', 'atMost'), fc.constantFrom(...values))
                .map(
                  ([operator, limit]) =>
                    ({ kind: 'compare', attribute, operator, value: { values: [limit] } }) as const,
                ),
            ]
          : []),
      ),
    )
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'condition' },
      comparison,
      ...(withSelf ? [fc.constant({ kind: 'self' } as const)] : []),
      fc.record({
        kind: fc.constantFrom('all', 'any'),
        of: fc.array(tie('condition'), { minLength: 1, maxLength: 3, depthIdentifier: 'condition' }),
      }),
      fc.record({ kind: fc.constant('not'), of: tie('condition') }),
    ),
  }))
  return condition
}

/** The condition as a subgraph takes it, where the caller has these codes. */
export function rowCondition(condition: Condition, callerCodes: readonly string[]): object {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { [condition.kind]: condition.of.map((part) => rowCondition(part, callerCodes)) }
    case 'not':
      return { not: rowCondition(condition.of, callerCodes) }
    case 'self':
      return { subjects: callerCodes }
    case 'compare': {
      const { attribute, operator, value } = condition
      const values = 'values' in value ? value.values.map(String) : []
      return operator === 'in' ? { attribute, in: values } : { attribute, [operator]: values[0] }
    }
    default:
      throw new TypeError(`A registry is not asked for ${condition.kind}`)
  }
}
