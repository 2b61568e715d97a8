import { compilePolicySet } from './compile.ts'
import type {
  Agreement,
  Alternative,
  CompiledAgreement,
  Condition,
  Coordinate,
  CoordinateDecision,
  Obligation,
  Operand,
} from './model.ts'

export type GrantedDecision = Extract<CoordinateDecision, { granted: true }>

export function compiled(agreement: Agreement): CompiledAgreement {
  const set = compilePolicySet({ epoch: 0, agreements: [agreement], applications: [] })
  const found = set.agreements.get(agreement.permission)
  if (found === undefined) throw new TypeError(`The agreement ${agreement.permission} does not compile`)
  return found
}

/** What the agreement grants while it is in force, by coordinate. */
export function grantedOf({ decisions }: CompiledAgreement): Map<Coordinate, GrantedDecision> {
  return new Map(
    [...decisions].flatMap(([coordinate, decision]) => (decision.granted ? [[coordinate, decision]] : [])),
  )
}

/**
 * Equal for two decisions, each under its own agreement, only where both release the same values of the same rows: in
 * it stand the values of the parameters and the purpose of the consent, not the ids of the grants. Two that mean the
 * same in other words may differ.
 */
export function termsKey(decision: GrantedDecision, agreement: Agreement): string {
  return JSON.stringify(decision.alternatives.map((alternative) => alternativeTerms(alternative, agreement)))
}

/** The same for one row condition; `null` stands for every row. */
export function scopeKey(condition: Condition | null, agreement: Agreement): string {
  return JSON.stringify(condition === null ? null : conditionTerms(condition, agreement))
}

function alternativeTerms(alternative: Alternative, agreement: Agreement): unknown {
  const { condition, obligations, maxStalenessSeconds } = alternative
  return {
    condition: condition === null ? null : conditionTerms(condition, agreement),
    obligations: obligations.map((obligation) => obligationTerms(obligation, agreement)),
    maxStalenessSeconds,
  }
}

function conditionTerms(condition: Condition, agreement: Agreement): unknown {
  switch (condition.kind) {
    case 'self':
      return 'self'
    case 'consent':
      return { consent: agreement.consumer, purpose: agreement.purposeTerm ?? agreement.purpose }
    case 'compare':
      return [condition.attribute, condition.operator, operandTerms(condition.value, agreement)]
    case 'not':
      return { not: conditionTerms(condition.of, agreement) }
    default:
      return { [condition.kind]: unordered(condition.of.map((part) => conditionTerms(part, agreement))) }
  }
}

function operandTerms(operand: Operand, { parameters }: Agreement): unknown {
  if ('values' in operand) return { values: unordered(operand.values) }
  if ('parameter' in operand) {
    // A list that is not there is unknown, and an empty one is known to hold nothing.
    const { parameter } = operand
    return Object.hasOwn(parameters, parameter)
      ? { values: unordered(parameters[parameter] ?? []) }
      : { without: parameter }
  }
  return operand
}

/** A pseudonym is another one for another consumer. */
function obligationTerms(obligation: Obligation, { consumer }: Agreement): unknown {
  const isPseudonym = obligation.kind === 'generalise' && obligation.to === 'pseudonym'
  return isPseudonym ? { ...obligation, consumer } : obligation
}

function unordered(parts: readonly unknown[]): readonly string[] {
  return [...new Set(parts.map((part) => JSON.stringify(part)))].toSorted()
}
