import { reservedKeys } from '#gateway/planner/query-plan.ts'
import type { FetchNode, PathSegment } from '#gateway/planner/query-plan.ts'
import type { ErrorCode } from '../errors.ts'
import type { JsonObject } from './json-object.ts'
import type { Representations } from './representations.ts'
import type { SubgraphError } from './subgraph-reply.ts'
import { placesAt } from './targets.ts'
import type { ResponsePath } from './targets.ts'

/** Something that a subgraph did not deliver. */
export interface FetchError {
  /** The subgraph's own words: for callers in open mode only, they may hold personal data. */
  readonly message: string
  readonly code: ErrorCode
  /** In the response's terms; null where a whole fetch failed. */
  readonly path: ResponsePath | null
  /** Where it is null: the places of the objects that the fetch was for. */
  readonly around?: readonly ResponsePath[]
  readonly subgraph: string
  /** The subgraph's. */
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** A fetch for these places that failed as a whole. */
export function unavailable(subgraph: string, error: unknown, around: readonly ResponsePath[]): FetchError {
  const message = error instanceof Error ? error.message : String(error)
  return { message: `${subgraph}: ${message}`, code: 'REGISTRY_UNAVAILABLE', path: null, around, subgraph }
}

/** Places of some of the objects at a path. */
export function placesOfSome(
  root: JsonObject,
  path: readonly PathSegment[],
  objects: Iterable<JsonObject>,
): readonly ResponsePath[] {
  const places = placesAt(root, path)
  return [...objects].flatMap((object) => places.get(object) ?? [])
}

/** Keys that the plan asks for on behalf of memory: an error of one is told of the object that it is the key of. */
const unasked: ReadonlySet<string | number> = new Set(Object.values(reservedKeys))

interface FailedFetch {
  readonly node: FetchNode
  readonly entities: Pick<Representations, 'targets'> | null
  readonly root: JsonObject
  readonly path: readonly PathSegment[]
}

/**
 * A subgraph's errors, once for every place in the response that they concern: its `_entities.2.name` is `name` of each
 * object that had the third representation.
 */
export function fetchErrors(errors: readonly SubgraphError[], fetch: FailedFetch): FetchError[] {
  const { node, entities, root, path } = fetch
  const places = placesAt(root, path)
  const renamed = new Map(
    node.outputRewrites.flatMap(({ key, action }) => (action.kind === 'rename' ? [[key, action.to]] : [])),
  )
  const placesOf = (subgraphPath: ResponsePath): ResponsePath[] => {
    if (entities === null) return withRest([...places.values()].flat(), subgraphPath)
    const [, position, ...rest] = subgraphPath
    const objects = typeof position === 'number' ? entities.targets[position] : undefined
    return withRest(
      (objects ?? []).flatMap((object) => places.get(object) ?? []),
      rest,
    )
  }
  let all: readonly ResponsePath[] | null = null
  const around = (): readonly ResponsePath[] =>
    (all ??=
      entities === null ? [...places.values()].flat() : placesOfSome(root, path, entities.targets.flat()))
  const withRest = (starts: ResponsePath[], rest: ResponsePath): ResponsePath[] => {
    const end = rest
      .filter((key) => !unasked.has(key))
      .map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key))
    return starts.map((start) => [...start, ...end])
  }
  return errors.flatMap(({ message, path: subgraphPath, extensions }) => {
    const found = subgraphPath === null ? [] : placesOf(subgraphPath)
    const paths: (ResponsePath | null)[] = found.length === 0 ? [null] : found
    return paths.map((place): FetchError => ({
      message,
      code: 'REGISTRY_UNAVAILABLE',
      path: place,
      ...(place === null && { around: around() }),
      subgraph: node.endpoint.name,
      ...(extensions === undefined ? {} : { extensions }),
    }))
  })
}
