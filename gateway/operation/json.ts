/** An object of fetched data. */
export type Json = Readonly<Record<string, unknown>>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** INVARIANT: names come from outside, and what an object inherits is none of its data. */
export function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** `own` of one key. What no object inherits need not be told from what an object has. */
export function readerOf(key: string): (object: Json) => unknown {
  return key in Object.prototype ? (object) => own(object, key) : (object) => object[key]
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
