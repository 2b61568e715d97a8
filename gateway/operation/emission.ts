import type { GraphQLSchema } from 'graphql'
import type { Guard } from './guards.ts'
import type { HelperNames } from './helpers.ts'
import type { SelectedField } from './selection.ts'
import type { Subjects } from './subjects.ts'

/** A page's `after`, to be opened into a variable before the operation runs. */
export interface CursorArgument {
  readonly variable: string
  readonly field: SelectedField
}

/** A field's rows, to be cut by the registry. */
export interface ScopeArgument {
  readonly variable: string
  readonly guards: readonly Guard[]
}

/** A search's `first`, to be capped before the operation runs. */
export interface PageArgument {
  readonly variable: string
  readonly field: SelectedField
  readonly maxRows: number
}

/** What the writing of a permitted operation goes by, and the arguments that it has met. */
export interface Emission {
  readonly names: HelperNames
  readonly subjects: Subjects
  readonly full: GraphQLSchema
  readonly cursors: CursorArgument[]
  readonly scopes: ScopeArgument[]
  readonly pages: PageArgument[]
}
