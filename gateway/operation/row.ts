import { holds } from '#policies/condition.ts'
import type { Bindings, Truth } from '#policies/condition.ts'
import type { Coordinate } from '#policies/model.ts'
import { consentsField } from './guards.ts'
import type { Guard, Way } from './guards.ts'
import { own } from './json.ts'
import type { Json } from './json.ts'

/** Where an object keeps what row conditions compare. */
export interface RowShape {
  readonly type: string
  /** Whether such an object is itself a data subject. */
  readonly isSubject: boolean
  /** Attribute → its key in the fetched data. */
  readonly keys: ReadonlyMap<Coordinate, string>
}

/** An object of the fetched data as conditions see it, within the rows around it. */
export interface Row {
  readonly shape: RowShape
  readonly data: Json
  /** Whose data it is. */
  readonly subject: string | null
  readonly around: Row | null
}

/** What conditions are checked with, the same for all rows of one request. */
export interface Knowledge {
  /** Every code that the caller has had. */
  readonly callerCodes: ReadonlySet<string>
  readonly bindings: Bindings
  /** How a person's consents name the caller's agreement. */
  readonly consent: string
}

/**
 * By which ways a value about `subject` in these rows may be released: of each guard that asks something of it, those that
 * hold, in their order. A guard of which the first that holds asks nothing is left out. null where the value may not be
 * released: of one of the guards no way holds.
 */
export function waysOpen(
  guards: readonly Guard[],
  subject: string | null,
  rowOf: (type: string) => Row | null,
  knowledge: Knowledge,
): readonly Guard[] | null {
  if (guards.length === 0) return guards
  const open: Guard[] = []
  for (const guard of guards) {
    const first = guard.findIndex((way) => isOpen(way, subject, rowOf, knowledge))
    const way = guard[first]
    if (way === undefined) return null
    if (way.obligations.length === 0) continue
    const others = guard.slice(first + 1).filter((each) => isOpen(each, subject, rowOf, knowledge))
    open.push([way, ...others])
  }
  return open
}

function isOpen(
  { condition, rowType }: Way,
  subject: string | null,
  rowOf: (type: string) => Row | null,
  { callerCodes, bindings, consent }: Knowledge,
): boolean {
  if (condition === null) return true
  const row = rowType === null ? null : knownRow(rowOf(rowType), subject)
  const attribute = (coordinate: Coordinate): unknown => valueOf(row, coordinate)
  const consented = isAmong(consent, attribute(`${row?.shape.type}.${consentsField}`))
  return holds(condition, { subject, callerCodes, attribute, bindings, consented })
}

/** INVARIANT: what is about one person is never released for what is true of another, in whose row it lies. */
function knownRow(row: Row | null, subject: string | null): Row | null {
  return row?.shape.isSubject && subject !== null && row.subject !== subject ? null : row
}

function valueOf(row: Row | null, coordinate: Coordinate): unknown {
  const key = row?.shape.keys.get(coordinate)
  return row && key !== undefined ? own(row.data, key) : undefined
}

function isAmong(consent: string, consents: unknown): Truth {
  return Array.isArray(consents) ? consents.includes(consent) : undefined
}

/** The nearest of the rows that has this type. */
export function nearest(row: Row | null, type: string): Row | null {
  for (let each = row; each; each = each.around) if (each.shape.type === type) return each
  return null
}
