import type { Guard } from './guards.ts'
import type { Json } from './json.ts'
import type { ObligationMeans } from './obligations.ts'
import type { Journal } from './response-journal.ts'
import type { Knowledge, Row } from './row.ts'
import type { SelectedField } from './selection.ts'

/** A value that is null. */
export const nothing = 0
/** A null that must go up to the nearest field that may be null. */
export const nulled = 1
/** A value that its type cannot have: null, and already told. */
export const invalid = 2

/** What became of a value: its text in JSON, or why it has none. */
export type Written = string | typeof nothing | typeof nulled | typeof invalid

export interface ResponseContext {
  /** What conditions are checked with. */
  readonly knowledge: Knowledge
  pseudonymOf(value: string): string
  readonly introspected: Json | null
  sealCursor(position: string, connection: SelectedField): string
}

/** The same for all of one walk. */
export interface Walk {
  readonly context: ResponseContext
  readonly journal: Journal
}

/** What must be done with the value that is being written. */
export interface Duties {
  /** The ways by which the value is released. */
  readonly open: readonly Guard[]
  readonly means: ObligationMeans
}

/** `subject`: whose data it is; `row`: the rows around. */
export type ObjectWriter = (
  data: Json,
  subject: string | null,
  row: Row | null,
  duties: Duties | null,
  walk: Walk,
) => Written

export type ValueWriter = (
  value: unknown,
  subject: string | null,
  row: Row | null,
  duties: Duties | null,
  walk: Walk,
) => Written

/** Writes a field of an object, or several beside each other. */
export interface FieldsWriter {
  /** null where it writes names as well. */
  readonly responseName: string | null
  readonly write: (data: Json, subject: string | null, row: Row | null, walk: Walk) => Written
}
