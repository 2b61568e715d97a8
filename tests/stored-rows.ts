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

/** Which of the rows that are left: by how many columns of how many tables hold its numbers, too. */
const choices = {
  'most linked': (rows: readonly StoredRow[]) => rows.findIndex((row) => row['ended_at'] == null),
  'least linked': (rows: readonly StoredRow[]) => rows.findLastIndex((row) => row['ended_at'] == null),
  ended: (rows: readonly StoredRow[]) => rows.findIndex((row) => row['ended_at'] != null),
}

export type Choice = keyof typeof choices

export interface StoredRows {
  /** Keys that rows lead to, by whatever numbers they and other rows have in common. */
  near(rows: readonly StoredRow[]): string[]
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

const maxKeys = 40
const maxHops = 4
const rowsPerKey = 6

export async function readStoredRows(client: Client, registry: Registry): Promise<StoredRows> {
  const rowsWith = new Map<string, string[][]>()
  const columnsWith = new Map<string, Set<string>>()
  const keep = (row: StoredRow): void => {
    const numbers = numbersIn(row)
    for (const number of numbers)
      rowsWith.set(number, [...(rowsWith.get(number) ?? []), numbers].slice(-rowsPerKey))
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
    for (const { row } of rows) {
      keep(row)
      for (const [column, value] of Object.entries(row))
        for (const number of numbersIn(value))
          columnsWith.set(number, (columnsWith.get(number) ?? new Set()).add(`${table}.${column}`))
    }
  }
  const linksOf = (row: StoredRow): number =>
    Math.max(0, ...numbersIn(row).map((number) => columnsWith.get(number)?.size ?? 0))
  return {
    of(table) {
      const left = (tables.get(table) ?? []).toSorted((a, b) => linksOf(b) - linksOf(a))
      return {
        take(choice) {
          const place = choices[choice](left)
          return place === -1 ? null : (left.splice(place, 1)[0] ?? null)
        },
      }
    },
    near(rows) {
      for (const row of rows) keep(row)
      const found = new Set<string>()
      let latest = rows.flatMap(numbersIn)
      for (let hop = 0; hop < maxHops && latest.length > 0; hop++) {
        for (const number of latest) if (found.size < maxKeys) found.add(number)
        latest = latest
          .flatMap((number) => (rowsWith.get(number) ?? []).flat())
          .filter((number) => !found.has(number))
      }
      return [...found]
    },
  }
}

function numbersIn(value: unknown): string[] {
  return [...new Set(JSON.stringify(value).match(/\d{9,}/g))]
}
