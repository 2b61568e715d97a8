import { canonicalJson } from './argument-text.ts'
import type { JsonObject } from './entity-store.ts'

/** What a representation says of the entity that it stands for. */
export interface Required {
  readonly key: string
  /** The required values beside the key, as JSON; null where there are none. */
  readonly text: string | null
  /** Every text among them: an entity is dropped by each. */
  readonly names: readonly string[]
}

/**
 * null where the entity is not kept: it has no id, or something that it requires was not delivered: `null` may stand for
 * anything then.
 */
export function requiredBy(representation: JsonObject): Required | null {
  let key: unknown
  let required: JsonObject | null = null
  for (const name of Object.keys(representation)) {
    const value = representation[name]
    if (name === 'id') key = value
    else if (name !== '__typename') (required ??= {})[name] = value
  }
  if (typeof key !== 'string') return null
  if (required === null) return { key, text: null, names: [] }
  const names: string[] = []
  return isComplete(required, names) ? { key, text: canonicalJson(required), names } : null
}

function isComplete(value: unknown, names: string[]): boolean {
  if (value === null || value === undefined) return false
  if (typeof value === 'string') names.push(value)
  return typeof value !== 'object' || Object.values(value).every((member) => isComplete(member, names))
}
