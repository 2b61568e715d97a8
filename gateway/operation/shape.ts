import type { GraphQLLeafType } from 'graphql'
import type { Coordinate, DenialReason } from '#policies/model.ts'
import type { Guard } from './guards.ts'
import type { RowShape } from './row.ts'
import type { SelectedField } from './selection.ts'

/**
 * What a response looks like, compiled once per permitted operation: `release` walks it over the fetched data and
 * writes only what it names.
 */
export interface ObjectShape {
  /** null for an interface: nobody told the object's own type. */
  readonly typeName: string | null
  readonly fields: readonly FieldShape[]
  /** Response keys of the permitted operation and of what joining needs; another one in the data is an alarm. Null: unchecked. */
  readonly known: ReadonlySet<string> | null
  /** Keys of the helpers that say who a data subject is. */
  readonly idKey: string | null
  readonly codesKey: string | null
  /** Where conditions find what they compare, if any compares something of such an object. */
  readonly row: RowShape | null
  /** Of a connection. */
  readonly page: PageShape | null
}

/** The rows of a search as helpers show them, whatever is asked of them. */
export interface PageShape {
  readonly edges: string
  readonly node: string
  /** Of people; otherwise nobody is recorded. */
  readonly id: string | null
  readonly codes: string
  readonly coordinate: Coordinate
  readonly row: RowShape
  readonly guards: readonly Guard[]
}

/** How a value is nested: lists and nulls by the schema. */
export interface Wrapping {
  readonly isNonNull: boolean
  readonly item: Wrapping | null
}

export type FieldAction = 'typename' | 'introspection' | 'denied' | 'leaf' | 'cursor' | 'object'

export interface FieldShape {
  readonly action: FieldAction
  readonly responseName: string
  /** Its key in the fetched data. */
  readonly fetchedKey: string
  readonly selected: SelectedField
  readonly wrapping: Wrapping
  /** Of a leaf. */
  readonly leafType: GraphQLLeafType | null
  /** Of an object: by concrete type, in open mode also by interface. */
  readonly shapes: ReadonlyMap<string, ObjectShape> | null
  /** The shape of a value that does not say its type: the only one there is, or the interface's. */
  readonly untypedShape: ObjectShape | null
  /** Checked of the value, and of each of the list's rows. */
  readonly guards: readonly Guard[]
  readonly rowGuards: readonly Guard[]
  /** What is told where they do not hold; null: nothing. */
  readonly whenOutside: DenialReason | null
  /** Whether it is a list of which some way lets only so many rows through. */
  readonly isLimited: boolean
  /** Key of the helper with the name of the municipality, beside this field. */
  readonly municipalityKey: string | null
  readonly about: 'inherited' | 'sibling' | 'target'
  /** Key of the helper that holds the data subject's id, beside this field. */
  readonly subjectKey: string | null
  /** Whether it cannot be about nobody: the object itself is the data subject. */
  readonly needsSubject: boolean
  /** What the access record names. */
  readonly recorded: Coordinate | null
  readonly isSearchRow: boolean
  /** Its arguments name data subjects, who are found by it or not. */
  readonly namesSubjects: boolean
  readonly withheld: readonly Coordinate[]
  /** The field that a cursor belongs to. */
  readonly connection: SelectedField | null
}
