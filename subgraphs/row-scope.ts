import { ArgumentError } from './public-errors.ts'
import type { RowCondition } from './row-condition.ts'
import { truthTest } from './row-condition.ts'
import type { ScopeAttributes } from './scope-attributes.ts'
import { compareAttribute, noSubjects } from './scope-attributes.ts'

/** What the gateway fills from row conditions. */
export interface RowScope {
  subjects?: readonly string[] | null | undefined
  where?: GivenCondition | null | undefined
}

export type GivenScope = RowScope | null | undefined

/** The input `RowCondition`, not yet checked. */
interface GivenCondition {
  all?: readonly GivenCondition[] | null | undefined
  any?: readonly GivenCondition[] | null | undefined
  not?: GivenCondition | null | undefined
  subjects?: readonly string[] | null | undefined
  attribute?: string | null | undefined
  in?: readonly string[] | null | undefined
  atLeast?: string | null | undefined
  atMost?: string | null | undefined
}

/** How the rows of one field can be scoped. What it does not say is refused. */
export interface ScopedRows<Row> {
  /** Codes of the row's data subject; null where it has none, or nobody knows which. */
  readonly codesOf?: (row: Row) => readonly string[] | null
  readonly attributes?: ScopeAttributes<Row>
}

const maxDepth = 32
const maxParts = 1000
const maxValues = 50_000

/**
 * What must be true of each row; null where every row may be returned.
 * @throws ArgumentError where the scope is none, or larger than is taken
 */
export function readScope(scope: GivenScope): RowCondition | null {
  const left = { parts: maxParts, values: maxValues }
  const subjects = scope?.subjects == null ? [] : [readPart({ subjects: scope.subjects }, left, 1)]
  const where = scope?.where == null ? [] : [readPart(scope.where, left, 1)]
  const [first, ...others] = [...subjects, ...where]
  if (first === undefined) return null
  return others.length === 0 ? first : { kind: 'all', of: [first, ...others] }
}

/** Whether a row may be returned. Made once for many rows. @throws ArgumentError where the rows cannot be scoped so */
export function scopeTest<Row>(scope: GivenScope, rows: ScopedRows<Row>): (row: Row) => boolean {
  const condition = readScope(scope)
  return condition === null ? () => true : conditionTest(condition, rows)
}

/** Whether the condition is true of a row: false is not enough, and neither is unknown. */
export function conditionTest<Row>(
  condition: RowCondition,
  { codesOf, attributes = new Map() }: ScopedRows<Row>,
): (row: Row) => boolean {
  const truthOf = truthTest<Row>(condition, {
    subjects: (codes) => {
      if (codesOf === undefined) throw noSubjects()
      const asked = new Set(codes)
      return (row) => {
        const known = codesOf(row)
        if (known?.some((code) => asked.has(code))) return true
        // Who has no personal code is somebody, and may be anybody.
        return known?.some((code) => personalCode.test(code)) ? false : undefined
      }
    },
    compare: (comparison) => compareAttribute(comparison, attributes),
  })
  return (row) => truthOf(row) === true
}

/** Rows that are each about one person, or nobody. */
export function aboutOne<Row>(subjectOf: (row: Row) => string | null): ScopedRows<Row> {
  return {
    codesOf: (row) => {
      const subject = subjectOf(row)
      return subject === null ? null : [subject]
    },
  }
}

/** The rows that may be returned. @throws ArgumentError where they cannot be scoped so */
export function inScope<Row>(found: readonly Row[], scope: GivenScope, rows: ScopedRows<Row>): Row[] {
  return found.filter(scopeTest(scope, rows))
}

/** The row that is found, if it may be returned. @throws ArgumentError where it could not be scoped so if there were one */
export async function lookUp<Row>(
  scope: GivenScope,
  rows: ScopedRows<Row>,
  find: () => Promise<Row | null>,
): Promise<Row | null> {
  const isInScope = scopeTest(scope, rows)
  const row = await find()
  return row !== null && isInScope(row) ? row : null
}

/** Whether something about the person with these codes is in scope. */
export function personInScope(codes: readonly string[], scope: GivenScope): boolean {
  return scopeTest(scope, aboutPerson)(codes)
}

const aboutPerson: ScopedRows<readonly string[]> = { codesOf: (codes) => codes }

/** For lists whose rows cannot be told apart by any scope: never a superset of what was asked. @throws ArgumentError */
export function refuseScope(scope: GivenScope): void {
  if (readScope(scope) === null) return
  throw new ArgumentError('This list has nothing by which its rows could be scoped.')
}

const personalCode = /^\d{11}$/

interface Allowance {
  parts: number
  values: number
}

function readPart(given: GivenCondition, left: Allowance, depth: number): RowCondition {
  const [form, ...others] = (['all', 'any', 'not', 'subjects', 'attribute'] as const).filter(
    (name) => given[name] != null,
  )
  const limits = (['in', 'atLeast', 'atMost'] as const).filter((name) => given[name] != null)
  if (form === undefined || others.length > 0 || limits.length !== (form === 'attribute' ? 1 : 0))
    throw new ArgumentError('A part of a row condition must be exactly one thing.')
  left.parts -= 1
  left.values -= (given.subjects ?? given.in ?? []).length
  if (depth > maxDepth || left.parts < 0 || left.values < 0)
    throw new ArgumentError('The row condition is larger than is taken.')
  const read = (part: GivenCondition): RowCondition => readPart(part, left, depth + 1)
  if (given.all != null) return { kind: 'all', of: given.all.map(read) }
  if (given.any != null) return { kind: 'any', of: given.any.map(read) }
  if (given.not != null) return { kind: 'not', of: read(given.not) }
  if (given.subjects != null) return { kind: 'subjects', codes: given.subjects }
  const attribute = given.attribute ?? ''
  if (given.in != null) return { kind: 'in', attribute, values: given.in }
  if (given.atLeast != null) return { kind: 'atLeast', attribute, limit: given.atLeast }
  return { kind: 'atMost', attribute, limit: given.atMost ?? '' }
}
