import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import type { EntityStore, Missing, Reading } from '../../entities/entity-store.ts'
import type { JsonObject } from '../json-object.ts'

/** Values that memory served and nobody vouches for. */
export interface FreshnessNote {
  readonly registry: string
  readonly state: 'UNVERIFIED' | 'STALE'
  /** The last moment at which they were known to be so, in milliseconds of the steady clock. */
  readonly asOf: number
  readonly coordinates: readonly string[]
  /** The object of the fetched data that they stand in; null: whichever. */
  readonly object: JsonObject | null
}

/** What a run may take from memory. */
export interface MemoryTerms {
  /** Response keys of what conditions compare. */
  readonly conditionKeys: ReadonlySet<string>
  /** How old a value may be that nobody vouches for, by what was agreed; negative: none is taken. */
  readonly mostAgeMs: number
}

/** Memory as one run reads it, and what it noted of what it served. */
export class MemoryReading implements Reading {
  now: number
  mostStaleMs: number | null = null
  readonly missing: Missing[] = []
  readonly variables: Reading['variables']
  readonly conditionKeys: Reading['conditionKeys']
  readonly mostAgeMs: number
  readonly freshSince: number
  readonly notes: FreshnessNote[] = []
  readonly store: EntityStore

  constructor(
    store: EntityStore,
    variables: Reading['variables'],
    { conditionKeys, mostAgeMs }: MemoryTerms,
    now: number,
  ) {
    this.store = store
    this.variables = variables
    this.conditionKeys = conditionKeys
    this.mostAgeMs = mostAgeMs
    this.now = now
    this.freshSince = now
  }

  note(
    registry: string,
    state: FreshnessNote['state'],
    asOf: number,
    coordinates: readonly string[],
    object?: JsonObject,
  ): void {
    this.notes.push({ registry, state, asOf, coordinates, object: object ?? null })
  }

  /** A root fetch; null: something is missing. */
  root(hot: HotFetch): JsonObject | null {
    this.missing.length = 0
    return this.store.readRoot(hot, this)
  }

  /** undefined: missing. null: known not to exist. */
  entity(hot: HotFetch, representation: JsonObject): JsonObject | null | undefined {
    this.missing.length = 0
    return this.store.readEntity(hot, representation, this)
  }

  /** Whether anything may be served that nobody vouches for. */
  get mayMark(): boolean {
    return this.mostAgeMs > 0
  }

  /** Reads also what nobody vouches for, for as long as `read` takes. */
  marked<Found>(read: () => Found): Found {
    this.mostStaleMs = this.mostAgeMs
    try {
      return read()
    } finally {
      this.mostStaleMs = null
    }
  }

  /** The values of `from`, read since so many notes were there, are in `to` now. */
  carry(since: number, from: JsonObject, to: JsonObject): void {
    for (let index = since; index < this.notes.length; index++) {
      const note = this.notes[index]
      if (note?.object === from) this.notes[index] = { ...note, object: to }
    }
  }

  /** What was read since so many notes were there is not served after all. */
  takeBack(since: number): false {
    this.notes.length = since
    return false
  }
}
