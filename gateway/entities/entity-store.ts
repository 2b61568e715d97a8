import type { HotFetch, HotRequest } from '#gateway/planner/hot-fetch.ts'
import type { FillMark, SourcePosition } from './registry-change.ts'
import type { InvalidatedMemory, RegistryTrust } from './registry-trust.ts'

/** An object as JSON made it. */
export type JsonObject = Record<string, unknown>

/**
 * Hot entities in memory: the registries' truth, normalised per (registry, type, key), never by consumer. Synchronous.
 *
 * INVARIANT: nothing is read that was dropped, or that nobody vouches for unless the reading allows it; nothing is kept that
 * its registry's trust does not accept, or that an error touched.
 */
export interface EntityStore extends InvalidatedMemory {
  /** One per registry: what the store asks trust of. */
  trustOf(registry: string): RegistryTrust
  /**
   * A root fetch read from memory; null where something is missing. The object is the reader's own. Where everything that is
   * missing is entities that were linked to, they are in `reading.missing`; otherwise that is left empty.
   */
  readRoot(hot: HotFetch, reading: Reading): JsonObject | null
  /** An entity of an entity fetch; undefined: missing; null: known not to exist. `missing` as above. */
  readEntity(hot: HotFetch, representation: JsonObject, reading: Reading): JsonObject | null | undefined
  /**
   * Takes what was fetched, before it is merged; `data` is not changed, and nothing of it is held that others may change.
   * What is not accepted, or what an error touched (`undefined`), is left out.
   */
  fill(hot: HotFetch, filled: Filled): void
  /** What was read or filled last, at most `limit`, the newest first. */
  recent(limit: number): { readonly registry: string; readonly type: string; readonly key: string }[]
  clear(): void
  counts(): EntityCounts
}

export interface Filled {
  readonly variables: Readonly<Record<string, unknown>>
  /** Of an entity fetch, in the order of `data._entities`; null of a root fetch. */
  readonly representations: readonly JsonObject[] | null
  readonly data: JsonObject
  readonly mark: FillMark
  readonly position: SourcePosition | null
  /** When the fetch was sent, by the steady clock. */
  readonly now: number
}

/** Times are milliseconds of the steady clock. */
export interface Reading {
  readonly now: number
  readonly variables: Readonly<Record<string, unknown>>
  /**
   * null: only what is FRESH (or within `maxAge`, of a registry without feed). A number: also what is not vouched for, at
   * most so old (and at most the type's `maxStale`).
   */
  readonly mostStaleMs: number | null
  /** How old what is not FRESH may be at most, whatever `mostStaleMs` says: an agreement's limit. */
  readonly mostAgeMs?: number
  /** What was fetched at or after this moment counts as FRESH: it was fetched for this request. */
  readonly freshSince?: number
  /** Response keys that are read from what is FRESH alone. Not FRESH: missing, or, with `mostStaleMs`, undelivered (`undefined`). */
  readonly conditionKeys: ReadonlySet<string>
  /** Called for every value served that is not FRESH, where the reading succeeds. `object`: the one that it stands in. */
  note(
    registry: string,
    state: 'UNVERIFIED' | 'STALE',
    asOf: number,
    coordinates: readonly string[],
    object: JsonObject,
  ): void
  /** Entities that were linked to and are missing: each can be fetched by itself. Filled, and they are read again. */
  readonly missing?: Missing[]
}

export interface Missing {
  /** What the answer is filled by. */
  readonly hot: HotFetch
  readonly request: HotRequest
  /** `__typename` and `id`. */
  readonly representation: JsonObject
}

export interface EntityCounts {
  readonly entities: number
  readonly bytes: number
  readonly lookups: number
  readonly aliases: number
  /** What is known not to be there. */
  readonly absences: number
  /** Fetches and entities that were read, and that were not. */
  readonly hits: number
  readonly misses: number
  readonly evictions: number
  readonly dropped: number
}
