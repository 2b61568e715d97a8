import type { Agreement, Coordinate, Grant, Obligation } from '#policies/model.ts'
import type { Asked } from './arbitrary-agreements.ts'

/**
 * An evaluator of permissions that shares nothing with `policies/` but types, and is written to be read: it looks at every
 * grant for every question. Truths are numbers: 1 true, 0 false, ½ unknown, so that Kleene's logic is min, max and 1 - x.
 *
 * @returns the grants that release the coordinate of the row; none: it is not released.
 */
export function grantsThatRelease(
  agreement: Agreement,
  asked: Asked,
  coordinate: Coordinate,
): readonly Grant[] {
  const { caller, permission, at, circumstances } = asked
  const begin = new Date(agreement.validFrom)
  const isInForce = at >= begin && (agreement.validTo === null || at < new Date(agreement.validTo))
  if (agreement.permission !== permission || agreement.consumer !== caller.consumer) return []
  if (!isInForce || agreement.status !== 'active') return []
  if (agreement.forbids.some((forbid) => names(forbid, coordinate) ?? true)) return []
  return agreement.grants.filter((grant) => {
    if (names(grant, coordinate) !== true || !canBeDone(grant)) return false
    const types = new Set<string>()
    if (grant.consentRequired === true) types.add('Person')
    const isSound = grant.condition === undefined || isCondition(grant.condition, types)
    if (!isSound || types.size > 1) return false
    if (grant.consentRequired === true && circumstances.consented !== true) return false
    return grant.condition === undefined || degreeOf(grant.condition, circumstances) === 1
  })
}

/** undefined: nobody knows. */
function names({ coordinate: named, covers }: Grant, coordinate: Coordinate): boolean | undefined {
  const [type, rest] = named.split('.')
  if (rest !== '*') return named === coordinate
  if (coordinate === named || coordinate.split('.')[0] !== type) return false
  return Array.isArray(covers) ? covers.includes(coordinate) : undefined
}

function canBeDone({ obligations = [], maxStalenessSeconds = 0 }: Grant): boolean {
  return (
    maxStalenessSeconds >= 0 &&
    obligations.every((each) => /^(mask [0-9]|rows [1-9]|to )/.test(inShort(each)))
  )
}

function inShort(obligation: Obligation | null): string {
  if (obligation === null) return 'nothing'
  if (obligation.kind === 'mask') return `mask ${obligation.keep}`
  if (obligation.kind === 'maxRows') return `rows ${obligation.rows}`
  return obligation.kind === 'generalise' ? `to ${obligation.to}` : 'something else'
}

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [name: string]: Json }

function membersOf(json: unknown): Record<string, Json> {
  return typeof json === 'object' && json !== null ? (json as Record<string, Json>) : {}
}

function textOf(json: unknown): string {
  return typeof json === 'string' ? json : ''
}

/** Whether the JSON is a condition; the types of its rows are added to `types`. */
function isCondition(json: unknown, types: Set<string>): boolean {
  const { kind, of, attribute, operator, value } = membersOf(json)
  const count = Object.keys(membersOf(json)).length
  if (kind === 'self' || kind === 'consent') return types.add('Person') && count === 1
  if (kind === 'not') return count === 2 && isCondition(of, types)
  if (kind === 'all' || kind === 'any') {
    return count === 2 && Array.isArray(of) && of.length > 0 && of.every((part) => isCondition(part, types))
  }
  if (kind !== 'compare' || count !== 4 || typeof attribute !== 'string') return false
  types.add(attribute.split('.')[0] ?? '')
  return ['in', 'atLeast', 'atMost'].includes(textOf(operator)) && isOperand(value)
}

function isOperand(json: unknown): boolean {
  const operand = membersOf(json)
  if (Object.keys(operand).length !== 1) return false
  const { values, claim, parameter, yearsAgo, relation } = operand
  return (
    (Array.isArray(values) && values.every((each) => typeof each !== 'object')) ||
    ['consumer', 'application', 'official', 'personal_code'].includes(textOf(claim)) ||
    typeof parameter === 'string' ||
    (typeof yearsAgo === 'number' && yearsAgo % 1 === 0) ||
    ['minorChildren', 'wards', 'companies'].includes(textOf(relation))
  )
}

const unknown = 0.5

function degreeOf(condition: unknown, row: Asked['circumstances']): number {
  const { kind, of, attribute, operator, value } = membersOf(condition)
  const parts = Array.isArray(of) ? of : [of]
  switch (kind) {
    case 'self':
      return /^[0-9]+$/.test(row.subject ?? '')
        ? Number([...row.callerCodes].includes(row.subject ?? ''))
        : unknown
    case 'consent':
      return Number(row.consented ?? unknown)
    case 'all':
      return Math.min(...parts.map((part) => degreeOf(part, row)))
    case 'any':
      return Math.max(...parts.map((part) => degreeOf(part, row)))
    case 'not':
      return 1 - degreeOf(of, row)
    default: {
      const found: unknown = row.attribute(textOf(attribute))
      const against = listOf(membersOf(value), row.bindings, operator === 'atLeast')
      if (found === undefined || found === null || against === undefined) return unknown
      return operator === 'in'
        ? membership([found].flat(), against)
        : precedence(textOf(operator), found, against)
    }
  }
}

function membership(found: readonly unknown[], against: readonly unknown[]): number {
  if (found.length === 0) return unknown
  return Math.max(
    ...found.map((each) => {
      const isPlain = typeof each === 'string' || typeof each === 'boolean' || Number.isFinite(each)
      return isPlain ? Number(against.map(String).includes(String(each))) : unknown
    }),
  )
}

function precedence(operator: string, found: unknown, against: readonly unknown[]): number {
  const [one, two] = [pointOf(found), pointOf(against[0])]
  if (against.length !== 1 || one === null || two === null || one.scale !== two.scale) return unknown
  return Number(operator === 'atLeast' ? one.at >= two.at : one.at <= two.at)
}

function pointOf(value: unknown): { scale: 'numbers' | 'days'; at: number } | null {
  if (typeof value === 'object' || typeof value === 'boolean') return null
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(textOf(value)) ?? []).map(Number)
  if (year !== undefined && month !== undefined && day !== undefined) {
    return day <= lastDayOf(year, month) ? { scale: 'days', at: year * 10_000 + month * 100 + day } : null
  }
  return Number.isFinite(Number(value)) ? { scale: 'numbers', at: Number(value) } : null
}

function lastDayOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

function listOf(
  { values, claim, parameter, yearsAgo, relation }: Record<string, Json>,
  { claims, parameters, relations, today }: Asked['circumstances']['bindings'],
  isLeast: boolean,
): readonly unknown[] | undefined {
  if (Array.isArray(values)) return values
  if (typeof parameter === 'string') return new Map(Object.entries(parameters)).get(parameter)
  if (typeof yearsAgo === 'number') {
    const [year = 0, month = 0, day = 0] = today.split('-').map(Number)
    const last = Math.min(day, lastDayOf(year - yearsAgo, month))
    if (last < day && isLeast) return [`${year - yearsAgo}-${String(month + 1).padStart(2, '0')}-01`]
    return [`${year - yearsAgo}-${String(month).padStart(2, '0')}-${String(last).padStart(2, '0')}`]
  }
  const claimed = new Map(Object.entries(claims)).get(textOf(claim))
  const related = new Map(Object.entries(relations)).get(textOf(relation))
  return claimed === undefined ? related && [...related] : [claimed]
}

/**
 * Whether what the one asks for gives strictly less of a value than what the other asks for, whatever the value: all that
 * the other asks for is asked for by the one too, and not the other way round. Many pairs are neither.
 */
export function isPoorer(one: readonly Obligation[], other: readonly Obligation[]): boolean {
  return implies(one, other) && !implies(other, one)
}

function implies(one: readonly Obligation[], other: readonly Obligation[]): boolean {
  return other.every((less) => one.some((more) => impliesOne(more, less)))
}

function impliesOne(more: Obligation, less: Obligation): boolean {
  if (more.kind === 'mask') return less.kind === 'mask' && more.keep <= less.keep
  if (more.kind === 'maxRows') return less.kind === 'maxRows' && more.rows <= less.rows
  return less.kind === 'generalise' && (more.to === less.to || (more.to === 'year' && less.to === 'month'))
}
