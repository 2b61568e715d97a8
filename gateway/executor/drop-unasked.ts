import type { Asked } from '#gateway/planner/query-plan.ts'
import { isJsonObject, own } from './json-object.ts'
import type { JsonObject } from './json-object.ts'

/**
 * Takes from a subgraph's answer what its fetch did not ask for, and says how many values that were. INVARIANT: what a
 * subgraph sends unasked never reaches another one's values, nor the helpers that say whose they are.
 */
export function dropUnasked(asked: Asked, data: JsonObject): number {
  let dropped = 0
  const known = asked.byType.size === 0 ? asked.otherwise : keysOf(asked, data)
  for (const key of Object.keys(data)) {
    const below = known.get(key)
    if (below === undefined) {
      delete data[key]
      dropped++
    } else if (below !== null) {
      dropped += dropBelow(below, data[key])
    }
  }
  return dropped
}

/** The type counts only where it was asked for. */
function keysOf({ untyped, byType, otherwise }: Asked, data: JsonObject): Asked['untyped'] {
  const type = untyped.has('__typename') ? own(data, '__typename') : undefined
  if (typeof type !== 'string') return untyped
  return byType.get(type) ?? otherwise
}

function dropBelow(asked: Asked, value: unknown): number {
  if (isJsonObject(value)) return dropUnasked(asked, value)
  let dropped = 0
  if (Array.isArray(value)) for (const element of value) dropped += dropBelow(asked, element)
  return dropped
}
