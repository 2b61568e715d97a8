import type { DatabaseName } from '#tools/databases/names.ts'
import type { Parser } from './values.ts'

/** What a kind of published file looks like, and where it goes: facts, read by the one import in this folder. */
export interface FileKind {
  name: string
  /** XML: the name that root (`…FullData`) and items (`…ItemData`) carry. Missing for CSV. */
  element?: string
  /** The first is the main one. Each table is written by one kind only. CSV kinds have one. */
  targets: readonly Target[]
  /**
   * A snapshot ends rows only where this column of the main target has a value that the files have too: these kinds
   * come in several files. Without it, the file is all that there is.
   */
  snapshotScope?: string
  /** SQL that sets what follows from rows together, once all of a batch are written and ended. */
  settle?: string
  /** A folder is a whole snapshot: its scope is not narrowed. */
  folderIsWhole?: boolean
}

export interface Target {
  table: string
  /** The primary key, which one file has once. */
  key: readonly string[]
  /** The key is one `id` made of these columns and the row's position among rows that agree in them. */
  numberedBy?: readonly string[]
  /** XML: path from the item to the elements that become rows; missing where the item is the row. */
  at?: string
  columns: readonly Column[]
}

export interface Column {
  /** Header name or element path (see element-path.ts). Of several, the first that has a value. */
  from: string | readonly string[]
  to: string
  parse: Parser
  /**
   * `column`: the file must have it. `value`: every row must have a value too, else it is bad. `row`: without a value
   * there is nothing to say, and no row.
   */
  need?: 'column' | 'value' | 'row'
  /** What is odd about a value that is kept all the same. */
  warn?: (value: string) => string | undefined
}

/** One word of the command line: the files of one registry. */
export interface FileFamily {
  registry: DatabaseName
  extension: '.csv' | '.xml'
  kinds: readonly FileKind[]
  /** Kinds that are known and have no table here: CSV by a column that only they have, XML by their element. */
  notImported: Readonly<Record<string, string>>
}
