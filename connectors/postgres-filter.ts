import type { Condition, Filter, FilterOp } from './connector.ts'
import { maxConditionDepth, UnsupportedFilter } from './connector.ts'

/** A condition as SQL, to be bound: names for `??`, values for `?`. */
export interface BoundSql {
  readonly sql: string
  readonly bindings: readonly Binding[]
}

type Value = string | number | boolean
type Binding = Value | string[]

const sqlOf: Readonly<Record<FilterOp, (column: string, value: unknown) => BoundSql>> = {
  eq: (column, value) => bound('?? = ?', column, postgresValue(value)),
  gte: ordered('>='),
  lte: ordered('<='),
  in: (column, value) => {
    const values = listed(column, 'in', value)
    return values.length === 0 ? neverTrue(column) : { sql: '?? = any(?)', bindings: [column, values] }
  },
  // The type is said, so that a column that holds no lists of texts is refused and not read as one.
  overlaps: (column, value) => ({
    sql: '?? && ?::text[]',
    bindings: [column, listed(column, 'overlaps', value)],
  }),
  prefix: (column, value) => {
    if (typeof value !== 'string') throw new UnsupportedFilter(`${column}: prefix needs a text`)
    const pattern = `${value.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    return bound('?? like ?', column, pattern)
  },
  isNull: (column) => ({ sql: '?? is null', bindings: [column] }),
  notNull: (column) => ({ sql: '?? is not null', bindings: [column] }),
}

/** SQL that is true, false or null as the condition is true, false or unknown. @throws UnsupportedFilter */
export function postgresCondition(condition: Condition, depth = 1): BoundSql {
  if (depth > maxConditionDepth) throw new UnsupportedFilter('A condition is nested too deep')
  const [form, ...others] = forms.filter((name) => Object.hasOwn(condition, name))
  if (form === undefined || others.length > 0)
    throw new UnsupportedFilter('A condition is exactly one of all, any, not and a filter')
  if ('all' in condition) return joined(condition.all, 'and', 'true', depth)
  if ('any' in condition) return joined(condition.any, 'or', 'false', depth)
  if ('not' in condition) {
    const { sql, bindings } = postgresCondition(condition.not, depth + 1)
    return { sql: `not (${sql})`, bindings }
  }
  return postgresFilter(condition)
}

const forms = ['all', 'any', 'not', 'column'] as const

/** Every column that the conditions name. */
export function columnsIn(conditions: readonly Condition[]): string[] {
  return conditions.flatMap((condition) => {
    if ('all' in condition) return columnsIn(condition.all)
    if ('any' in condition) return columnsIn(condition.any)
    return 'not' in condition ? columnsIn([condition.not]) : [condition.column]
  })
}

function postgresFilter({ column, op, value }: Filter): BoundSql {
  if (!Object.hasOwn(sqlOf, op)) throw new UnsupportedFilter(`${column}: there is no filter ${op}`)
  return sqlOf[op](column, value)
}

function joined(
  conditions: readonly Condition[],
  operator: 'and' | 'or',
  ofNothing: string,
  depth: number,
): BoundSql {
  if (!Array.isArray(conditions)) throw new UnsupportedFilter('all and any need a list')
  const parts = conditions.map((condition: Condition) => postgresCondition(condition, depth + 1))
  if (parts.length === 0) return { sql: ofNothing, bindings: [] }
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(` ${operator} `),
    bindings: parts.flatMap(({ bindings }) => bindings),
  }
}

/** A value that SQL compares as it is written. Null is none: `= null` would be true of nothing, whatever was meant. */
export function postgresValue(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new UnsupportedFilter(
    `A filter compares with a text, a number or a boolean, not with ${typeof value}`,
  )
}

/** PostgreSQL holds no NUL in a text, and refuses the whole statement for one: no row can have such a value. */
export function storable(value: Value): boolean {
  return typeof value !== 'string' || !value.includes('\0')
}

function listed(column: string, op: FilterOp, value: unknown): string[] {
  if (!Array.isArray(value)) throw new UnsupportedFilter(`${column}: ${op} needs a list`)
  return value.map(postgresValue).filter(storable).map(String)
}

function ordered(operator: string): (column: string, value: unknown) => BoundSql {
  return (column, value) => {
    const limit = postgresValue(value)
    if (!storable(limit)) throw new UnsupportedFilter(`${column}: the limit holds a NUL`)
    return { sql: `?? ${operator} ?`, bindings: [column, limit] }
  }
}

function bound(sql: string, column: string, value: Value): BoundSql {
  return storable(value) ? { sql, bindings: [column, value] } : neverTrue(column)
}

/** What no value satisfies; of a null it is unknown, as every comparison is. */
function neverTrue(column: string): BoundSql {
  return { sql: '?? is null and null', bindings: [column] }
}
