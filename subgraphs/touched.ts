import type { ChangedRow, Connector, SourceTransaction } from '#connectors/connector.ts'

/** The entities of which rows of one table say something. A row that is changed touches those of its old and its new values. */
export interface TouchingTable {
  readonly touches: readonly Touch[]
  /** The type whose entities begin to be found by rows of the table. */
  readonly makes?: string
  /** Columns that decide which entity that is, and whether it is there. */
  readonly existence?: readonly string[]
}

export interface Touch {
  readonly type: string
  /** The column that holds the entity's key, or the first value on the way to it. */
  readonly column: string
  /** From that value to keys: rows whose `from` it is, and so on from their `to`. */
  readonly through?: readonly Link[]
  /** Columns that matter: a change of others does not touch these entities. Every column, unless said. */
  readonly only?: readonly string[]
}

export interface Link {
  readonly table: string
  readonly from: string
  readonly to: string
  /** Whether the link is followed from what it led to, again and again; all that is found on the way is touched. */
  readonly repeats?: true
}

export type TouchingTables = Readonly<Record<string, TouchingTable>>

/** What one transaction touched, as followers are told of it. */
export interface RegistryChange {
  readonly entities: readonly (readonly [type: string, key: string])[]
  /** Types of which anything may have changed. */
  readonly types: readonly string[]
  /** Types of which something may be found that was not there before. */
  readonly inserted: readonly string[]
}

/** More entities of one type than these, and the whole type is told. */
const maxEntitiesOfType = 1_000
/** Deeper than anything nests; what goes on is a circle. */
const maxRepeats = 10

/** The columns whose values are needed to say what a change touches. */
export function touchingColumns(tables: TouchingTables): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, { touches, existence = [] }]) => [
      name,
      [...new Set([...existence, ...touches.flatMap(({ column, only = [] }) => [column, ...only])])],
    ]),
  )
}

/**
 * Says what a transaction touched. Where the way to the entities cannot be read, or there are very many, their whole types
 * were.
 */
export async function touchedBy(
  { rows, tables: whole }: SourceTransaction,
  tables: TouchingTables,
  connector: Pick<Connector, 'fetchByKeys'>,
): Promise<RegistryChange> {
  const found = new Map<string, Set<string>>()
  const types = new Set(whole.flatMap((name) => tables[name]?.touches.map(({ type }) => type) ?? []))
  const inserted = new Set(whole.flatMap((name) => tables[name]?.makes ?? []))
  const starts = new Map<Touch, Set<string>>()
  for (const row of rows) {
    const table = tables[row.table]
    if (table === undefined) continue
    if (table.makes !== undefined && mayBegin(row, table.existence)) inserted.add(table.makes)
    for (const touch of table.touches.filter(({ only }) => hasChanged(row, only))) {
      const values = starts.get(touch) ?? new Set()
      starts.set(touch, values)
      for (const value of [row.old?.[touch.column], row.new?.[touch.column]])
        if (isKey(value)) values.add(String(value))
    }
  }
  await Promise.all(
    [...starts].map(async ([{ type, through = [] }, values]) => {
      const keys = await keysThrough(through, values, connector).catch(() => null)
      const all = new Set([...(found.get(type) ?? []), ...(keys ?? [])])
      found.set(type, all)
      if (keys === null || all.size > maxEntitiesOfType) types.add(type)
    }),
  )
  for (const type of types) found.delete(type)
  return {
    entities: [...found].flatMap(([type, keys]) => [...keys].map((key) => [type, key] as const)),
    types: [...types],
    inserted: [...inserted],
  }
}

function isKey(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

/** A row that was there and stays under its key makes nothing begin. */
function mayBegin(row: ChangedRow, existence: readonly string[] | undefined): boolean {
  return row.new !== null && hasChanged(row, existence)
}

function hasChanged({ old, new: after }: ChangedRow, columns: readonly string[] | undefined): boolean {
  if (old === null || after === null || columns === undefined) return true
  return columns.some((column) => JSON.stringify(old[column]) !== JSON.stringify(after[column]))
}

/** @returns null where there are too many. */
async function keysThrough(
  through: readonly Link[],
  start: ReadonlySet<string>,
  connector: Pick<Connector, 'fetchByKeys'>,
): Promise<ReadonlySet<string> | null> {
  let values: ReadonlySet<string> | null = start
  for (const link of through) {
    // Each link begins where the one before ends.
    // oxlint-disable-next-line no-await-in-loop
    values = await (link.repeats ? allBehind(link, values, connector) : behind(link, values, connector))
    if (values === null) return null
  }
  return values
}

async function behind(
  { table, from, to }: Link,
  values: ReadonlySet<string>,
  connector: Pick<Connector, 'fetchByKeys'>,
): Promise<ReadonlySet<string> | null> {
  if (values.size > maxEntitiesOfType) return null
  const rows = await connector.fetchByKeys({
    table,
    columns: [to],
    keyColumn: from,
    keys: [...values],
    orderBy: [to],
    limitPerKey: maxEntitiesOfType,
  })
  // Who is cut off at the limit is one of too many.
  if (rows.length >= maxEntitiesOfType) return null
  return new Set(
    rows
      .map((row) => row[to])
      .filter((value) => value != null)
      .map(String),
  )
}

async function allBehind(
  link: Link,
  start: ReadonlySet<string>,
  connector: Pick<Connector, 'fetchByKeys'>,
): Promise<ReadonlySet<string> | null> {
  let all: ReadonlySet<string> = start
  let latest: ReadonlySet<string> = start
  for (let level = 0; latest.size > 0 && level < maxRepeats; level++) {
    // Each level begins where the one before ends.
    // oxlint-disable-next-line no-await-in-loop
    const next = await behind(link, latest, connector)
    if (next === null) return null
    const known = all
    latest = new Set([...next].filter((value) => !known.has(value)))
    all = new Set([...known, ...latest])
  }
  return all
}
