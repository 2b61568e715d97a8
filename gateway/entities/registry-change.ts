/** A place in a source's history of commits, ordered as text. */
export type SourcePosition = string

/** Taken before a fetch is sent: what had been heard of the registry by then. */
export interface FillMark {
  readonly generation: number
  /** Number of invalidation events heard. */
  readonly sequence: number
}

/** One committed transaction, as a registry's feed tells it. */
export interface RegistryChange {
  readonly position: SourcePosition | null
  readonly entities: readonly (readonly [type: string, key: string])[]
  /** Types of which anything may have changed. */
  readonly types: readonly string[]
  /** Types of which there are new entities. */
  readonly inserted: readonly string[]
}
