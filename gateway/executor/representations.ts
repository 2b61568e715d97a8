import type { FetchNode, Selector } from '#gateway/planner/query-plan.ts'
import { isJsonObject, own, setOwn } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import { applyRewrites, mergeInto } from './merge.ts'

/** What an entity fetch asks for: each different representation once. */
export interface Representations {
  /** JSON texts, in the order of the request's list. */
  readonly texts: readonly string[]
  /** The objects that each answer goes to, by the position of its representation. */
  readonly targets: readonly (readonly JsonObject[])[]
  /** As they are sent; by position. */
  readonly representations: readonly JsonObject[]
}

/** Objects that lack a required value (or are of another type) have no representation, and are not asked for. */
export function buildRepresentations(
  requires: readonly Selector[],
  inputRewrites: FetchNode['inputRewrites'],
  objects: Iterable<JsonObject>,
): Representations {
  const positions = new Map<string, number>()
  const texts: string[] = []
  const targets: JsonObject[][] = []
  const representations: JsonObject[] = []
  for (const object of objects) {
    const representation = representationOf(requires, inputRewrites, object)
    if (representation === null) continue
    const text = JSON.stringify(representation)
    const position = positions.get(text)
    if (position === undefined) {
      positions.set(text, texts.length)
      texts.push(text)
      targets.push([object])
      representations.push(representation)
    } else {
      targets[position]?.push(object)
    }
  }
  return { texts, targets, representations }
}

/** What an object is asked for by, as it is sent; null where it cannot be asked for. */
export function representationOf(
  requires: readonly Selector[],
  inputRewrites: FetchNode['inputRewrites'],
  object: JsonObject,
): JsonObject | null {
  const representation = select(requires, object)
  if (representation === null || !own(representation, '__typename')) return null
  applyRewrites(inputRewrites, representation)
  return representation
}

/** null where a required value was never fetched; a value that the registry could not deliver is sent as null. */
function select(selectors: readonly Selector[], source: JsonObject): JsonObject | null {
  let result: JsonObject | null = null
  for (const selector of selectors) {
    if (selector.kind === 'field') {
      if (!Object.hasOwn(source, selector.key)) return null
      setOwn((result ??= {}), selector.key, selectValue(selector.selectors, source[selector.key]))
    } else if (selector.types.has(String(own(source, '__typename')))) {
      const part = select(selector.selectors, source)
      // Most often it is all that there is.
      if (result === null) result = part
      else if (part !== null) mergeInto(result, part)
    }
  }
  return result ?? {}
}

function selectValue(selectors: readonly Selector[] | null, value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (selectors === null) return value
  if (Array.isArray(value)) return value.map((element) => selectValue(selectors, element))
  return isJsonObject(value) ? select(selectors, value) : null
}
