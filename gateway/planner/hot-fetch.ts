import type { Asked } from './asked-keys.ts'
import type { HotLimits } from './schema-facts.ts'

export type { HotLimits }

/**
 * What of a fetch is kept in memory, and how its answer is read from there: plain data, by concrete types. Response keys are
 * those of the subgraph's operation; what is kept does not depend on them.
 */
export interface HotFetch {
  readonly registry: string
  /** The planned operation, from which it can be compiled again; null of a part of one. */
  readonly source: string | null
  /** `Query` alone where the fetch is from the root; otherwise the types that entities are asked of. */
  readonly selections: ReadonlyMap<string, HotSelection>
  readonly isRoot: boolean
  /** false where something of it is never kept (a search): its answers fill memory all the same. */
  readonly isReadable: boolean
}

/** What is asked of an object of one type. */
export interface HotSelection {
  readonly type: string
  /** null: the object is no entity that is kept by itself; it belongs to the field that leads to it. */
  readonly entity: HotEntity | null
  readonly fields: readonly HotField[]
  /** Of the fields, with those of what they hold up to the next entity. */
  readonly coordinates: readonly string[]
}

export interface HotEntity {
  readonly limits: HotLimits
  /** Response key of its `id`. */
  readonly keyedBy: string
  /** Asks for the selection alone; null at the top of an entity fetch, which is that request. */
  readonly request: HotRequest | null
}

/** An operation that asks for entities by `$representations`. */
export interface HotRequest {
  /** As `FetchNode` has it. */
  readonly bodyHead: string
  readonly variables: readonly string[]
  readonly asked: Asked
}

export interface HotField {
  /** Response key. */
  readonly key: string
  /** Name and type, `givenName: String`: the same name means the same values for every fetch. */
  readonly name: string
  /** In the order of their names. */
  readonly arguments: readonly HotArgument[]
  /** null for leaves (and lists of them). */
  readonly target: HotTarget | null
  /** The field is `__typename`. */
  readonly isTypename: boolean
  /** false: entities in it are kept, but not the value. */
  readonly isKept: boolean
  /** Types of the entities that the value links to. */
  readonly linked: readonly string[]
  readonly coordinates: readonly string[]
}

export interface HotTarget {
  /** Response key of the type's name; null where there is one type alone. */
  readonly typedBy: string | null
  readonly selections: ReadonlyMap<string, HotSelection>
}

export interface HotArgument {
  readonly name: string
  /** `null` means the same as none: so it is with row scopes. */
  readonly isScope: boolean
  readonly value: HotValue
}

/** A value in the text of an operation. */
export type HotValue =
  /** `otherwise`: text of the variable's default; no JSON, so that it is taken for no value. */
  | { readonly kind: 'variable'; readonly name: string; readonly otherwise: string | null }
  | { readonly kind: 'constant'; readonly json: string }
  | { readonly kind: 'list'; readonly items: readonly HotValue[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, value: HotValue])[] }
