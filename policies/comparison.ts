import type { Bindings, Truth } from './condition.ts'
import type { Comparison, Operand } from './model.ts'

/** What an attribute's value is compared with. */
export type Value = string | number | boolean

export const claims = ['consumer', 'application', 'official', 'personal_code'] as const
export const relations = ['minorChildren', 'wards', 'companies'] as const
export const operators = ['in', 'atLeast', 'atMost'] as const
export const maxYearsAgo = 200

/** Whether the comparison is true of the attribute's value. Total, whatever JSON the two are. */
export function truthOfComparison(comparison: Comparison, value: unknown, bindings: Bindings): Truth {
  const others = operandOf(comparison.value, bindings, comparison.operator)
  if (value === undefined || value === null || others === undefined) return undefined
  if (comparison.operator === 'in') return isAmong(Array.isArray(value) ? value : [value], others)
  const difference = others.length === 1 ? order(value, others[0]) : undefined
  if (difference === undefined) return undefined
  return comparison.operator === 'atLeast' ? difference >= 0 : difference <= 0
}

/**
 * Values are compared as texts, which is how registries are asked for them: a flag is `true` or `false`, a number is as
 * JSON writes it.
 */
function isAmong(values: readonly unknown[], others: readonly Value[]): Truth {
  if (values.length === 0) return undefined
  const isOther = (value: unknown): boolean =>
    isValue(value) && others.some((other) => String(other) === String(value))
  if (values.some(isOther)) return true
  return values.every(isValue) ? false : undefined
}

const measures = [numberOf, dayOf, momentOf]

/** Whether it is something that lies before or after others: a number, a date, a moment. */
export function isOrdered(value: Value): boolean {
  return measures.some((measure) => measure(value) !== undefined)
}

/** Less than, equal to or greater than 0, as `value` is to `other`; undefined where they do not compare. */
function order(value: unknown, other: unknown): number | undefined {
  for (const measure of measures) {
    const [one, two] = [measure(value), measure(other)]
    if (one !== undefined && two !== undefined) return one - two
  }
  return undefined
}

/** Of a number, or of a text that is one. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : undefined
}

/** Days since 1970, of a calendar date that exists. */
export function dayOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined
  const midnight = Date.parse(`${value}T00:00:00Z`)
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(value)
  return exists ? midnight / 86_400_000 : undefined
}

/** Milliseconds since 1970. */
export function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const date = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(value)?.[1]
  const milliseconds = Date.parse(value)
  return dayOf(date) === undefined || Number.isNaN(milliseconds) ? undefined : milliseconds
}

/** Whether it can be compared at all. */
export function isValue(value: unknown): value is Value {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** What each kind of operand must be given as. */
const operandForms: Readonly<Record<string, (given: unknown) => boolean>> = {
  values: (given) => Array.isArray(given) && given.every(isValue),
  claim: (given) => claims.some((claim) => claim === given),
  parameter: (given) => typeof given === 'string',
  yearsAgo: (given) => Number.isInteger(given) && Number(given) >= 0 && Number(given) <= maxYearsAgo,
  relation: (given) => relations.some((relation) => relation === given),
}

/** Whether the JSON is an operand of a kind that is known here, and nothing more than one. */
export function isOperand(json: unknown): json is Operand {
  if (typeof json !== 'object' || json === null) return false
  const [[kind, given] = ['', undefined], ...others] = Object.entries(json)
  return others.length === 0 && Object.hasOwn(operandForms, kind) && operandForms[kind]?.(given) === true
}

/** The list, or the one limit, that the operand stands for where it is so compared; undefined where that is unknown. */
export function operandOf(
  operand: Operand,
  bindings: Bindings,
  operator: Comparison['operator'] = 'in',
): readonly Value[] | undefined {
  if (!isOperand(operand)) return undefined
  if ('values' in operand) return operand.values
  if ('yearsAgo' in operand) return yearsBefore(bindings.today, operand.yearsAgo, operator)
  if ('parameter' in operand) {
    const { parameters } = bindings
    return Object.hasOwn(parameters, operand.parameter) ? parameters[operand.parameter] : undefined
  }
  const given = 'claim' in operand ? bindings.claims[operand.claim] : bindings.relations[operand.relation]
  return typeof given === 'string' ? [given] : given && [...given]
}

/**
 * Of 29 February, in a year without it, the last day before it, or the first after it where dates are to be at least that:
 * nobody is taken for older than they are, and nobody for younger.
 */
function yearsBefore(today: string, years: number, operator: Comparison['operator']): [string] | undefined {
  if (dayOf(today) === undefined) return undefined
  const year = String(Number(today.slice(0, 4)) - years).padStart(4, '0')
  const date = `${year}${today.slice(4)}`
  if (dayOf(date) !== undefined) return [date]
  return [operator === 'atLeast' ? `${year}-03-01` : `${year}-02-28`]
}
