import type { Comparison, Condition, Obligation } from '#policies/model.ts'
import type { GrantedWay } from './grants.ts'

type Json = Readonly<Record<string, unknown>>

/** What is known of the row that a condition is about. */
export interface KnownRow {
  readonly subject: string | null
  readonly callerCodes: ReadonlySet<string>
  readonly consent: string
  attribute(coordinate: string): unknown
}

/** Kleene's values as numbers: true is 2, unknown 1, false 0. Shares no code with what it is held against. */
export function naiveTruth(condition: Condition, row: KnownRow): number {
  switch (condition.kind) {
    case 'self':
      if (row.subject === null || !/^\d{11}$/.test(row.subject)) return 1
      return row.callerCodes.has(row.subject) ? 2 : 0
    case 'consent': {
      const consents = row.attribute('Person.consents')
      return Array.isArray(consents) ? (consents.includes(row.consent) ? 2 : 0) : 1
    }
    case 'all':
      return Math.min(...condition.of.map((part) => naiveTruth(part, row)))
    case 'any':
      return Math.max(...condition.of.map((part) => naiveTruth(part, row)))
    case 'not':
      return 2 - naiveTruth(condition.of, row)
    default:
      return naiveComparison(condition, row)
  }
}

function naiveComparison({ attribute, operator, value: operand }: Comparison, row: KnownRow): number {
  const value = row.attribute(attribute)
  if (value === null || value === undefined || !('values' in operand)) return 1
  const others = operand.values.map(String)
  const held = (Array.isArray(value) ? value : [value]).map((each: unknown) =>
    JSON.stringify(each).replaceAll('"', ''),
  )
  if (operator === 'in') return held.some((each) => others.includes(each)) ? 2 : 0
  const [limit = ''] = others
  const [text = ''] = held
  return (operator === 'atLeast' ? text >= limit : text <= limit) ? 2 : 0
}

/** Coordinates that a condition compares, and `Person.consents` for a consent. */
export function comparedIn(condition: Condition | null): readonly string[] {
  switch (condition?.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(comparedIn)
    case 'not':
      return comparedIn(condition.of)
    case 'compare':
      return [condition.attribute]
    case 'consent':
      return ['Person.consents']
    default:
      return []
  }
}

export function asksSelf(condition: Condition | null): boolean {
  switch (condition?.kind) {
    case 'all':
    case 'any':
      return condition.of.some(asksSelf)
    case 'not':
      return asksSelf(condition.of)
    default:
      return condition?.kind === 'self'
  }
}

/** Type of the rows that a way is about: `self` is about people. */
export function rowTypeOf({ condition }: GrantedWay): string | null {
  const types = new Set(comparedIn(condition).map((each) => each.slice(0, each.indexOf('.'))))
  if (asksSelf(condition)) types.add('Person')
  const [type = null] = types
  return types.size === 1 ? type : null
}

export function isFree(ways: readonly GrantedWay[]): boolean {
  return ways.some(({ condition, obligations }) => condition === null && obligations.length === 0)
}

/** A value as it may leave; undefined where what must be done cannot be done. */
export function changed(value: unknown, obligations: readonly Obligation[], around: Json): unknown {
  if (value === null || value === undefined) return value
  return obligations.reduce<unknown>((before, obligation) => {
    if (obligation.kind === 'mask')
      return String(before).replaceAll(/[^-]/g, (each, place: number) =>
        place < obligation.keep ? each : '*',
      )
    if (obligation.kind === 'maxRows') return before
    if (obligation.to === 'year') return String(before).replace(/^(\d{4}).*$/, '$1-01-01')
    if (obligation.to === 'month') return String(before).replace(/^(\d{4}-\d\d).*$/, '$1-01')
    const unit = around[attributeKey('adminUnit')]
    return obligation.to === 'municipality' && typeof unit === 'string' ? unit : undefined
  }, value)
}

/** Response key of what conditions compare. */
export const attributeKey = (field: string): string => `a_${field}`
