import type { PathSegment } from '#gateway/planner/query-plan.ts'
import { isJsonObject, own } from './json-object.ts'
import type { JsonObject } from './json-object.ts'

/** Response keys and list indexes from the root to a value. */
export type ResponsePath = readonly (string | number)[]

/**
 * Calls `visit` for every object at the path below `value`. What does not fit the path (null, another shape) is passed over:
 * subgraphs may answer anything. `lenient` is how rewrites' paths are written: lists are entered without a segment,
 * and an object without `__typename` passes every type condition.
 */
export function visitObjectsAt(
  value: unknown,
  path: readonly PathSegment[],
  lenient: boolean,
  visit: (object: JsonObject) => void,
  from = 0,
): void {
  let current = value
  for (let index = from; index < path.length; index++) {
    const segment = path[index] as PathSegment
    if (Array.isArray(current)) {
      const next = segment.kind === 'list' ? index + 1 : index
      if (segment.kind !== 'list' && !lenient) return
      for (const element of current) visitObjectsAt(element, path, lenient, visit, next)
      return
    }
    if (!isJsonObject(current)) return
    if (segment.kind === 'list') return
    if (segment.kind === 'key') current = own(current, segment.key)
    else if (!passes(current, segment.types, lenient)) return
  }
  if (isJsonObject(current)) visit(current)
  else if (lenient && Array.isArray(current))
    for (const element of current) visitObjectsAt(element, path, lenient, visit, path.length)
}

/** Every place of every object at the path: the slow twin of `visitObjectsAt`, for errors. One object may stand in several places. */
export function placesAt(root: unknown, path: readonly PathSegment[]): Map<JsonObject, ResponsePath[]> {
  const places = new Map<JsonObject, ResponsePath[]>()
  const walk = (value: unknown, index: number, place: ResponsePath): void => {
    const segment = path[index]
    if (segment === undefined) {
      if (!isJsonObject(value)) return
      const known = places.get(value)
      if (known === undefined) places.set(value, [place])
      else known.push(place)
    } else if (segment.kind === 'list') {
      if (Array.isArray(value))
        for (const [position, element] of value.entries()) walk(element, index + 1, [...place, position])
    } else if (isJsonObject(value)) {
      if (segment.kind === 'key') walk(own(value, segment.key), index + 1, [...place, segment.key])
      else if (passes(value, segment.types, false)) walk(value, index + 1, place)
    }
  }
  walk(root, 0, [])
  return places
}

function passes(object: JsonObject, types: ReadonlySet<string>, untyped: boolean): boolean {
  const name = own(object, '__typename')
  return typeof name === 'string' ? types.has(name) : untyped
}
