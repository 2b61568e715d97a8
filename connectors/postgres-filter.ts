import type { Knex } from 'knex'
import type { Filter, FilterOp } from './connector.ts'
import { UnsupportedFilter } from './connector.ts'

type Apply = (query: Knex.QueryBuilder, column: string, value: unknown) => void

const applyOf: Readonly<Record<FilterOp, Apply>> = {
  eq: compare('='),
  gte: compare('>='),
  lte: compare('<='),
  in: (query, column, value) => {
    if (!Array.isArray(value)) throw new UnsupportedFilter(`${column}: in needs a list`)
    const values = value.map(postgresValue).filter(storable).map(String)
    query.whereRaw('?? = any(?)', [column, values])
  },
  prefix: (query, column, value) => {
    if (typeof value !== 'string') throw new UnsupportedFilter(`${column}: prefix needs a text`)
    const pattern = `${value.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    bind(query, '?? like ?', column, pattern)
  },
  isNull: (query, column) => void query.whereNull(column),
  notNull: (query, column) => void query.whereNotNull(column),
}

/** Narrows `query` to the rows that satisfy the filter. @throws UnsupportedFilter */
export function postgresFilter(query: Knex.QueryBuilder, { column, op, value }: Filter): void {
  if (!Object.hasOwn(applyOf, op)) throw new UnsupportedFilter(`${column}: there is no filter ${op}`)
  applyOf[op](query, column, value)
}

/** A value that SQL compares as it is written. Null is none: `= null` would be true of nothing, whatever was meant. */
export function postgresValue(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new UnsupportedFilter(
    `A filter compares with a text, a number or a boolean, not with ${typeof value}`,
  )
}

/** PostgreSQL holds no NUL in a text, and refuses the whole statement for one: no row can have such a value. */
export function storable(value: string | number | boolean): boolean {
  return typeof value !== 'string' || !value.includes('\0')
}

function compare(operator: string): Apply {
  return (query, column, value) => bind(query, `?? ${operator} ?`, column, postgresValue(value))
}

function bind(query: Knex.QueryBuilder, sql: string, column: string, value: string | number | boolean): void {
  if (storable(value)) query.whereRaw(sql, [column, value])
  else query.whereRaw('false')
}
