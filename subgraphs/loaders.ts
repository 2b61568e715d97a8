import DataLoader from 'dataloader'
import type { Condition } from '#connectors/connector.ts'
import type { Reading } from './reading.ts'
import type { Table } from './table.ts'

export interface RowsOptions<Fields> {
  /** Ascending; the first of them decides what `limitPerKey` leaves. */
  orderBy: readonly (keyof Fields)[]
  where?: readonly Condition[]
  limitPerKey?: number
}

export type RowLoader<Fields> = DataLoader<string, Fields | null>
export type RowsLoader<Fields> = DataLoader<string, Fields[]>

/** Loads the shown rows whose `by` is the key: one statement for all keys of a level. */
export function rowsBy<Fields extends object>(
  reading: Reading,
  table: Table<Fields>,
  by: keyof Fields,
  { orderBy, where = [], limitPerKey }: RowsOptions<Fields>,
): RowsLoader<Fields> {
  return batched(reading, async (keys) => {
    const rows = await reading.fetchByKeys({
      table: table.name,
      columns: table.columns,
      keyColumn: table.columnOf(by),
      keys,
      where: [...table.shown, ...where],
      orderBy: orderBy.map(table.columnOf),
      ...(limitPerKey !== undefined && { limitPerKey }),
    })
    const rowsOf = Map.groupBy<unknown, Fields>(rows.map(table.read), (row) => row[by])
    return keys.map((key) => rowsOf.get(key) ?? [])
  })
}

/** Loads the shown row whose unique field `by` is the key; null where there is none. */
export function rowBy<Fields extends object>(
  reading: Reading,
  table: Table<Fields>,
  by: keyof Fields,
): RowLoader<Fields> {
  return batched(reading, async (keys) => {
    const rows = await reading.fetchByKeys({
      table: table.name,
      columns: table.columns,
      keyColumn: table.columnOf(by),
      keys,
      where: table.shown,
    })
    const rowOf = new Map<unknown, Fields>(rows.map(table.read).map((row) => [row[by], row]))
    return keys.map((key) => rowOf.get(key) ?? null)
  })
}

/** A loader for each set of conditions that is asked for: rows are cut where they are read, before `limitPerKey`. */
export function perConditions<Fields>(
  loaderOf: (where: readonly Condition[]) => RowsLoader<Fields>,
): (where: readonly Condition[]) => RowsLoader<Fields> {
  const loaders = new Map<string, RowsLoader<Fields>>()
  return (where) => {
    const name = JSON.stringify(where)
    const loader = loaders.get(name) ?? loaderOf(where)
    loaders.set(name, loader)
    return loader
  }
}

function batched<Value>(
  reading: Reading,
  load: (keys: readonly string[]) => Promise<Value[]>,
): DataLoader<string, Value> {
  return new DataLoader(load, { batchScheduleFn: (send) => reading.schedule(send) })
}
