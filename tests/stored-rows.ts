import type { Client } from 'pg'
import { escapeIdentifier } from 'pg'
import type { Registry } from '#tools/country/registries.ts'
import { registryTables } from '#tools/country/registries.ts'

/** A row as `to_jsonb` gives it. */
export type StoredRow = Readonly<Record<string, unknown>>

export interface StoredColumn {
  readonly name: string
  readonly type: string
}

/** How many columns of how many tables hold its numbers, too: that which most do, and how far apart most and least are. */
interface Linked {
  readonly row: StoredRow
  readonly most: number
  readonly spread: number
}

/** Which of the rows that are left, the most linked ones first. */
const choices = {
  'most linked': (rows: readonly Linked[]) => rows.findIndex(({ row }) => row['ended_at'] == null),
  'unevenly linked': (rows: readonly Linked[]) => {
    const widest = Math.max(0, ...rows.map(({ row, spread }) => (row['ended_at'] == null ? spread : 0)))
    return rows.findIndex(({ row, spread }) => row['ended_at'] == null && spread === widest)
  },
  ended: (rows: readonly Linked[]) => rows.findIndex(({ row }) => row['ended_at'] != null),
}

export type Choice = keyof typeof choices

export interface StoredRows {
  /** Keys that rows lead to, by whatever numbers they and other rows have in common. */
  near(rows: readonly StoredRow[], maxKeys: number): string[]
  /** The table's rows as they were in the beginning; each is taken once. */
  of(table: string): { take(choice: Choice): StoredRow | null }
}

export async function columnsOf(client: Client, table: string): Promise<StoredColumn[]> {
  const { rows } = await client.query<StoredColumn>(
    `select column_name as name, udt_name as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  )
  return rows
}

const maxHops = 4
/** Of the rows that hold a number in the same column, so many lead on. */
const rowsPerPlace = 2

export async function readStoredRows(client: Client, registry: Registry): Promise<StoredRows> {
  /** By number, and by the column of the table that holds it: the numbers of rows. */
  const rowsWith = new Map<string, Map<string, string[][]>>()
  const keep = (table: string, row: StoredRow): void => {
    const numbers = numbersIn(row)
    for (const [column, value] of Object.entries(row))
      for (const number of numbersIn(value)) {
        const places = rowsWith.get(number) ?? new Map<string, string[][]>()
        const place = `${table}.${column}`
        rowsWith.set(number, places.set(place, [...(places.get(place) ?? []), numbers].slice(-rowsPerPlace)))
      }
  }
  const tables = new Map<string, StoredRow[]>()
  for (const { table } of registryTables[registry]) {
    const { rows } = await client.query<{ row: StoredRow }>(
      `select to_jsonb(kept) as row from ${escapeIdentifier(table)} as kept order by md5(kept::text)`,
    )
    tables.set(
      table,
      rows.map(({ row }) => row),
    )
    for (const { row } of rows) keep(table, row)
  }
  const linked = (row: StoredRow): Linked => {
    const places = numbersIn(row).map((number) => rowsWith.get(number)?.size ?? 0)
    const most = Math.max(0, ...places)
    return { row, most, spread: most - Math.min(most, ...places) }
  }
  return {
    of(table) {
      const left = (tables.get(table) ?? []).map(linked).toSorted((a, b) => b.most - a.most)
      return {
        take(choice) {
          const place = choices[choice](left)
          return place === -1 ? null : (left.splice(place, 1)[0]?.row ?? null)
        },
      }
    },
    near(rows, maxKeys) {
      for (const row of rows) keep('changed', row)
      const found = new Set<string>()
      let latest = rows.flatMap(numbersIn)
      for (let hop = 0; hop < maxHops && latest.length > 0; hop++) {
        for (const number of latest) if (found.size < maxKeys) found.add(number)
        latest = latest
          .flatMap((number) => [...(rowsWith.get(number)?.values() ?? [])].flat(2))
          .filter((number) => !found.has(number))
      }
      return [...found]
    },
  }
}

function numbersIn(value: unknown): string[] {
  return [...new Set(JSON.stringify(value).match(/\d{9,}/g))]
}
