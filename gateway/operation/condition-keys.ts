import type { ObjectShape } from './shape.ts'

/**
 * Response keys of what conditions compare: attributes of rows, and the caller's own codes. INVARIANT: conditions are decided
 * by these only, and none of them is read from memory that nobody vouches for.
 */
export function conditionKeysOf(shape: ObjectShape, selfKey: string | null): ReadonlySet<string> {
  const keys = new Set<string>(selfKey === null ? [] : [selfKey])
  const seen = new Set<ObjectShape>()
  const collect = (object: ObjectShape): void => {
    if (seen.has(object)) return
    seen.add(object)
    for (const row of [object.row, object.page?.row ?? null])
      for (const key of row?.keys.values() ?? []) keys.add(key)
    for (const { shapes } of object.fields) for (const inner of shapes?.values() ?? []) collect(inner)
  }
  collect(shape)
  return keys
}
