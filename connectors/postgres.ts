import knexOf from 'knex'
import type { Knex } from 'knex'
import type { Connector, KeysRequest, Row, SearchRequest } from './connector.ts'
import { columnsIn, postgresCondition, postgresValue, storable } from './postgres-filter.ts'
import { openPostgresSession } from './postgres-session.ts'
import type { PostgresOptions } from './postgres-session.ts'

/** Name that no table has as a column: the row's number within its key. */
const numberInKey = 'number in key'

/** Reads a PostgreSQL database in read-only sessions. SQL is made by knex, values are always bound. */
export function postgresConnector(options: PostgresOptions): Connector {
  const build = knexOf({ client: 'pg' })
  const allowed = new Map(Object.entries(options.tables).map(([name, columns]) => [name, new Set(columns)]))
  const session = openPostgresSession(options)
  /** Whether the source answers must not hang on who uses all connections, which any caller can. */
  const checking = openPostgresSession({ ...options, maxConnections: 1 })

  /** @returns a query over the table that admits only rows of which all conditions are true. */
  function select(
    { table, columns, where = [] }: KeysRequest | SearchRequest,
    more: readonly string[],
  ): Knex.QueryBuilder {
    const known = allowed.get(table)
    if (known === undefined) throw new Error(`There is no table ${table} to read`)
    const conditions = where.map((condition) => postgresCondition(condition))
    const unknown = [...columns, ...more, ...columnsIn(where)].find((column) => !known.has(column))
    if (unknown !== undefined) throw new Error(`There is no column ${unknown} of ${table} to read`)
    const query = build.from(table)
    for (const { sql, bindings } of conditions) query.whereRaw(`(${sql})`, [...bindings])
    return query
  }

  return {
    async fetchByKeys(request, limits = {}) {
      const { columns, keyColumn, orderBy = [], limitPerKey } = request
      const keys = [...new Set(request.keys)].filter(storable)
      if (keys.length === 0) return []
      const query = select(request, [keyColumn, ...orderBy]).whereRaw('?? = any(?)', [keyColumn, keys])
      if (limitPerKey === undefined) return session.run(query.select(columns).orderBy([...orderBy]), limits)
      if (orderBy.length === 0) throw new Error('limitPerKey needs orderBy: which rows are the first?')
      const numbered = query.select(columns).rowNumber(numberInKey, [...orderBy], keyColumn)
      const first = build.from(numbered.as('numbered')).select(columns)
      return session.run(first.where(numberInKey, '<=', positive(limitPerKey)), limits)
    },

    async *search(request, limits = {}): AsyncGenerator<Row> {
      const { columns, orderBy, after, limit } = request
      const query = select(request, orderBy)
        .select(columns)
        .orderBy([...orderBy])
        .limit(positive(limit))
      if (after !== undefined) {
        if (after.length !== orderBy.length) throw new Error('after needs one value per column of orderBy')
        const names = orderBy.map(() => '??').join(', ')
        const values = after.map(() => '?').join(', ')
        query.whereRaw(`(${names}) > (${values})`, [...orderBy, ...after.map(postgresValue)])
      }
      yield* await session.run(query, limits)
    },

    health: async () => {
      await checking.run(build.select(build.raw('1')), {})
    },
    close: async () => {
      await Promise.all([session.close(), checking.close()])
    },
  }
}

function positive(limit: number): number {
  if (Number.isInteger(limit) && limit > 0) return limit
  throw new RangeError(`A limit is a positive integer, not ${limit}`)
}
