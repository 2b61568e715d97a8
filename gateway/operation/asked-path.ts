import { isJson, own } from './json.ts'
import type { ResponsePath } from './response-journal.ts'
import type { ObjectShape } from './shape.ts'

/**
 * A path in the fetched data in the caller's terms, as far as it goes; undefined where nothing of it does. INVARIANT: of a
 * registry's words only what the caller asked for is told, and places of lists that are there: a key or a number may
 * otherwise be anything, a personal code as well.
 */
export function askedPath(path: ResponsePath, shape: ObjectShape, data: unknown): ResponsePath | undefined {
  const told: (string | number)[] = []
  let shapes: readonly ObjectShape[] = [shape]
  let value = data
  for (const key of path) {
    if (typeof key === 'number') {
      if (!Array.isArray(value) || !(key in value)) break
      value = value[key]
      told.push(key)
      continue
    }
    const field = shapes.flatMap(({ fields }) => fields).find(({ fetchedKey }) => fetchedKey === key)
    if (!field) break
    shapes = [...(field.shapes?.values() ?? [])]
    value = isJson(value) ? own(value, key) : undefined
    told.push(field.responseName)
  }
  return told.length > 0 ? told : undefined
}
