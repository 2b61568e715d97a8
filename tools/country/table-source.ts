import type { Country } from './country.ts'

export type Value = string | number | boolean | null | readonly string[]

/** Values in the order of the table's columns. */
export type Row = readonly Value[]

export type Emit = (row: Row) => void

/** Where the rows of one table come from: block by block, each block alone. */
export interface TableSource {
  table: string
  columns: readonly string[]
  /** Emits the rows that belong to a block; what belongs to no block comes with block 0. */
  rowsOf: (country: Country, block: number, emit: Emit) => void
}

export function columns(names: string): string[] {
  return names.trim().split(/\s+/)
}
