import type { PathSegment } from '#gateway/planner/query-plan.ts'
import type { EntityStore } from '../entities/entity-store.ts'
import { placesOfSome, unavailable } from './fetch-error.ts'
import type { FetchError } from './fetch-error.ts'
import type { JsonObject } from './json-object.ts'
import { MemoryReading } from './memory/memory-reading.ts'
import type { FreshnessNote, MemoryTerms } from './memory/memory-reading.ts'
import { levelsOf } from './plan-levels.ts'
import { RunClock } from './run-clock.ts'
import type { QueryPlan } from '#gateway/planner/query-plan.ts'
import type { SubgraphClient } from './subgraph-client.ts'

export interface RunContext {
  /** The caller's, after coercion. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly client: SubgraphClient
  /** Aborted when the caller is gone: nothing more is fetched. */
  readonly signal?: AbortSignal
  readonly traceparent?: string
  /** Absent or null: everything is fetched. */
  readonly memory?: (MemoryTerms & { readonly store: EntityStore }) | null
  /** When the fetches must be over, by the steady clock; changes are not cut short. Absent: whenever the client says. */
  readonly deadlineAt?: number
}

/** What the registries delivered, before anything is released. */
export interface Fetched {
  /**
   * By response keys, helpers' aliases included. `null`: the registry said null. `undefined` or absent: not delivered
   * (an error nulled it, its fetch failed, or an entity was not found). Objects come from JSON as they are: read them with own
   * keys only. Equal entities may share objects, so treat it as read-only.
   */
  readonly data: Readonly<Record<string, unknown>>
  readonly errors: readonly FetchError[]
  /** Requests sent, by subgraph. */
  readonly fetches: Readonly<Record<string, number>>
  /** Values that subgraphs sent unasked. */
  readonly dropped: number
  /** What is in the data and not FRESH. */
  readonly freshness: readonly FreshnessNote[]
}

/** One plan that is being run. */
export interface Run {
  readonly context: RunContext
  readonly data: JsonObject
  readonly errors: FetchError[]
  readonly fetches: Record<string, number>
  dropped: number
  /** null: nothing is read from memory. */
  readonly reading: MemoryReading | null
  readonly clock: RunClock
}

/** The objects that a node works on, and their path from the root. */
export interface Place {
  readonly objects: ReadonlySet<JsonObject>
  readonly path: readonly PathSegment[]
}

export function beginRun(plan: QueryPlan, context: RunContext, data: JsonObject): Run {
  const now = performance.now()
  const { count, isChange } = levelsOf(plan)
  const { memory, variables, deadlineAt = Infinity } = context
  // INVARIANT: what is told after a change is as the registry tells it then.
  const isReading = memory !== undefined && memory !== null && !isChange
  return {
    context,
    data,
    errors: [],
    fetches: Object.create(null),
    dropped: 0,
    reading: isReading ? new MemoryReading(memory.store, variables, memory, now) : null,
    clock: new RunClock(now, deadlineAt, count),
  }
}

const noNotes: readonly FreshnessNote[] = []

export function fetchedOf({ data, errors, fetches, dropped, reading }: Run): Fetched {
  return { data, errors, fetches, dropped, freshness: reading?.notes ?? noNotes }
}

export function countFetch(run: Run, registry: string): void {
  run.fetches[registry] = (run.fetches[registry] ?? 0) + 1
}

/** What was fetched for these objects at a place is missing. */
export function fail(
  run: Run,
  registry: string,
  error: unknown,
  { path }: Pick<Place, 'path'>,
  objects: Iterable<JsonObject>,
): void {
  run.errors.push(unavailable(registry, error, placesOfSome(run.data, path, objects)))
}
