import type { Condition } from '#connectors/connector.ts'
import { ArgumentError } from './public-errors.ts'
import type { Comparison, RowCondition, Truth } from './row-condition.ts'
import type { Table } from './table.ts'

/**
 * `text`, `flag` and `texts`, a list, are compared with lists only, a `date` with a day, too.
 * INVARIANT: a list is null or has something, which the registries' databases check: of an empty one, sources would say
 * false where conditions are unknown.
 */
export type AttributeKind = 'text' | 'texts' | 'flag' | 'date'

interface ScopeAttribute<Fields> {
  readonly field: keyof Fields
  readonly kind: AttributeKind
}

/** Attributes by coordinate, each with the field of the row that holds it. */
export type ScopeAttributes<Fields> = ReadonlyMap<string, ScopeAttribute<Fields>>

/** The fields by which rows of a type can be scoped, as the schema's `@scopes` says. A row's fields are named as the type's. */
export function scopeAttributes<Fields>(
  type: string,
  kinds: Readonly<Partial<Record<keyof Fields & string, AttributeKind>>>,
): ScopeAttributes<Fields> {
  const fields = Object.keys(kinds) as (keyof Fields & string)[]
  return new Map(fields.map((field) => [`${type}.${field}`, { field, kind: kinds[field] ?? 'text' }]))
}

/** What a comparison says of rows that are read already. @throws ArgumentError where it cannot be made */
export function compareAttribute<Row>(
  comparison: Comparison,
  attributes: ScopeAttributes<Row>,
): (row: Row) => Truth {
  const { field } = comparable(comparison, attributes)
  const compare = comparisonTest(comparison)
  return (row) => {
    const value = row[field]
    if (value === null || value === undefined) return undefined
    return Array.isArray(value) ? value.some((each) => compare(String(each))) : compare(String(value))
  }
}

function comparisonTest(comparison: Comparison): (value: string) => boolean {
  if (comparison.kind === 'in') {
    const values = new Set(comparison.values)
    return (value) => values.has(value)
  }
  const { kind, limit } = comparison
  return kind === 'atLeast' ? (value) => value >= limit : (value) => value <= limit
}

/**
 * What a source is asked, so that it returns only rows of which the condition is true; every row without one. `subject` is the field with the one
 * code that data subjects are named by there.
 * @throws ArgumentError where the rows cannot be scoped so
 */
export function scopeFilters<Fields>(
  condition: RowCondition | null,
  table: Table<Fields>,
  attributes: ScopeAttributes<Fields>,
  subject: keyof Fields | null = null,
): Condition[] {
  const filter = (part: RowCondition): Condition => {
    switch (part.kind) {
      case 'all':
        return { all: part.of.map(filter) }
      case 'any':
        return { any: part.of.map(filter) }
      case 'not':
        return { not: filter(part.of) }
      case 'subjects':
        if (subject === null) throw noSubjects()
        return isAmong(table.columnOf(subject), part.codes)
      default:
        return comparisonFilter(part, table, attributes)
    }
  }
  return condition === null ? [] : [filter(condition)]
}

function comparisonFilter<Fields>(
  comparison: Comparison,
  table: Table<Fields>,
  attributes: ScopeAttributes<Fields>,
): Condition {
  const { field, kind } = comparable(comparison, attributes)
  const column = table.columnOf(field)
  if (comparison.kind !== 'in')
    return { column, op: comparison.kind === 'atLeast' ? 'gte' : 'lte', value: comparison.limit }
  if (kind === 'texts') return { column, op: 'overlaps', value: comparison.values }
  return isAmong(
    column,
    comparison.values.filter((value) => isOfKind(kind, value)),
  )
}

/** Where rows are about nobody. */
export function noSubjects(): ArgumentError {
  return new ArgumentError('These rows have no data subjects by which they could be scoped.')
}

/** One value is asked for as such: sources read it in the order of an index. */
function isAmong(column: string, values: readonly string[]): Condition {
  const [first, ...others] = values
  if (first !== undefined && others.length === 0) return { column, op: 'eq', value: first }
  return { column, op: 'in', value: values }
}

/** @throws ArgumentError where the attribute is not there, or has no order */
function comparable<Fields>(
  comparison: Comparison,
  attributes: ScopeAttributes<Fields>,
): ScopeAttribute<Fields> {
  const attribute = attributes.get(comparison.attribute)
  if (attribute === undefined) throw new ArgumentError('These rows cannot be scoped by that attribute.')
  if (comparison.kind !== 'in' && !(attribute.kind === 'date' && isDate(comparison.limit)))
    throw new ArgumentError('atLeast and atMost compare dates, YYYY-MM-DD.')
  return attribute
}

/** A value of another kind is equal to none, and no source needs to be asked for it. */
function isOfKind(kind: AttributeKind, value: string): boolean {
  if (kind === 'flag') return value === 'true' || value === 'false'
  return kind !== 'date' || isDate(value)
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || value < '0001') return false
  const midnight = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(value)
}
