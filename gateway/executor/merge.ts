import type { Rewrite } from '#gateway/planner/query-plan.ts'
import { isJsonObject, own, setOwn } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import { visitObjectsAt } from './targets.ts'

/** Told of each object whose values went into another one. */
export type Carry = (from: JsonObject, to: JsonObject) => void

/**
 * Merges what a subgraph delivered into what is there. Objects merge key by key, lists of equal length element by element,
 * anything else replaces. Parts of `source` are adopted, not copied: equal entities may end up sharing them.
 * An own key whose value is `undefined` was nulled by an error ("undelivered") and merges like a null.
 */
export function mergeInto(target: JsonObject, source: JsonObject, carry?: Carry): void {
  carry?.(source, target)
  for (const key of Object.keys(source)) {
    const incoming = source[key]
    const isWhole = typeof incoming !== 'object' || incoming === null
    setOwn(target, key, isWhole ? incoming : merged(own(target, key), incoming, carry))
  }
}

function merged(present: unknown, incoming: unknown, carry: Carry | undefined): unknown {
  if (present === incoming) return present
  if (isJsonObject(present) && isJsonObject(incoming)) {
    mergeInto(present, incoming, carry)
    return present
  }
  if (Array.isArray(present) && Array.isArray(incoming) && present.length === incoming.length) {
    for (let index = 0; index < incoming.length; index++)
      present[index] = merged(present[index], incoming[index], carry)
    return present
  }
  return incoming
}

/**
 * Marks the null that an error left in a subgraph's data as undelivered (`undefined`): the first null on the error's path,
 * since a non-null type moves the null up to its parent.
 */
export function markUndelivered(data: JsonObject, path: readonly (string | number)[]): void {
  let parent: unknown = data
  for (const key of path) {
    if (Array.isArray(parent) && typeof key === 'number') {
      if (parent[key] === null) parent[key] = undefined
      parent = parent[key]
    } else if (isJsonObject(parent)) {
      const name = String(key)
      const value = own(parent, name)
      if (value === null) setOwn(parent, name, undefined)
      parent = value
    } else {
      return
    }
  }
}

export function applyRewrites(rewrites: readonly Rewrite[], value: JsonObject): void {
  for (const { path, key, action } of rewrites)
    visitObjectsAt(value, path, true, (object) => {
      if (action.kind === 'set') {
        setOwn(object, key, action.value)
      } else if (Object.hasOwn(object, key)) {
        setOwn(object, action.to, object[key])
        delete object[key]
      }
    })
}
