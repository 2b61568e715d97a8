import type { Filter, Row } from '#connectors/connector.ts'

/** How one field of a subgraph's row is read from a column of the source. */
export interface Column<Value> {
  readonly column: string
  /** @throws TypeError where the source holds something else. */
  readonly read: (value: unknown) => Value
}

/** A table of a source, told once: what connectors may read, and the rows that subgraphs work with. */
export interface Table<Fields> {
  readonly name: string
  readonly columns: readonly string[]
  /** Columns that are only compared with, never read. */
  readonly comparedColumns: readonly string[]
  /** What every statement over the table asks: rows that ended are not shown. */
  readonly shown: readonly Filter[]
  readonly columnOf: (field: keyof Fields) => string
  readonly read: (row: Row) => Fields
}

/** What a connector is told of a table. */
export type ReadableTable = Pick<Table<unknown>, 'name' | 'columns' | 'comparedColumns'>

export type RowOf<Described> = Described extends Table<infer Fields> ? Fields : never

type FieldsOf<Columns> = {
  readonly [Field in keyof Columns]: Columns[Field] extends Column<infer Value> ? Value : never
}

export interface TableOptions {
  /** Whether rows carry `ended_at`. */
  ends: boolean
  /** Columns that filters may name beside those that are read. */
  compared?: readonly string[]
}

export function describeTable<Columns extends { readonly [Field in keyof Columns]: Column<unknown> }>(
  name: string,
  columns: Columns,
  { ends, compared = [] }: TableOptions,
): Table<FieldsOf<Columns>> {
  const fields = Object.entries<Column<unknown>>(columns)
  return {
    name,
    columns: [...new Set(fields.map(([, { column }]) => column))],
    comparedColumns: ends ? [...compared, 'ended_at'] : compared,
    shown: ends ? [{ column: 'ended_at', op: 'isNull' }] : [],
    columnOf: (field) => columns[field].column,
    read: (row) => {
      const read: Record<string, unknown> = {}
      for (const [field, { column, read: readValue }] of fields) read[field] = readValue(row[column])
      return read as FieldsOf<Columns>
    },
  }
}

/** The allow-list of a connector that reads these tables. */
export function readableColumns(tables: readonly ReadableTable[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    tables.map(({ name, columns, comparedColumns }) => [name, [...columns, ...comparedColumns]]),
  )
}

/** A text that is never null, such as a key. */
export function key(column: string): Column<string> {
  return {
    column,
    read: (value) => (typeof value === 'string' ? value : refuse(column, 'a text', value)),
  }
}

/** A text, or a date as YYYY-MM-DD. */
export function text(column: string): Column<string | null> {
  return {
    column,
    read: (value) =>
      value === null || typeof value === 'string' ? value : refuse(column, 'a text or null', value),
  }
}

/** A list of texts. */
export function texts(column: string): Column<string[] | null> {
  return {
    column,
    read: (value) =>
      value === null || isTexts(value) ? value : refuse(column, 'a list of texts or null', value),
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

export function integer(column: string): Column<number | null> {
  return {
    column,
    read: (value) =>
      value === null || typeof value === 'number' ? value : refuse(column, 'an integer or null', value),
  }
}

/** An exact decimal, as the nearest number. */
export function decimal(column: string): Column<number | null> {
  return {
    column,
    read: (value) => {
      if (value === null) return null
      return typeof value === 'string' ? Number(value) : refuse(column, 'a decimal or null', value)
    },
  }
}

export function flag(column: string): Column<boolean> {
  return {
    column,
    read: (value) => (typeof value === 'boolean' ? value : refuse(column, 'a boolean', value)),
  }
}

/** One of the values of a GraphQL enumeration; anything else that the source holds is unknown: null. */
export function oneOf<const Value extends string>(
  column: string,
  values: readonly Value[],
): Column<Value | null> {
  return { column, read: (value) => values.find((known) => known === value) ?? null }
}

function refuse(column: string, expected: string, value: unknown): never {
  throw new TypeError(`${column} should be ${expected}, and is of type ${typeof value}`)
}
