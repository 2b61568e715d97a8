import { KnownType, Variants } from './entity.ts'
import type { ArgumentedValue, Entity } from './entity.ts'

/**
 * Bytes that things take in V8 (64 bits, no compressed pointers), measured; `sizes.test.ts` holds the sum against the heap of a
 * process. What is shared between entities (short texts, stamps, types) is counted with each, so that it is rather too much.
 */
const bytes = {
  /** The object, its entry in the cache's lists and map. */
  entity: 240,
  absence: 260,
  array: 48,
  object: 56,
  /** Per element or member. */
  pointer: 8,
  text: 24,
  number: 16,
  /** Of a map, and per entry. */
  map: 200,
  mapEntry: 48,
  /** An entry of an index, and in the entity's own list. */
  way: 110,
}

/** Beyond Latin 1, V8 takes two bytes for every character of a text. */
const wide = /[^\0-\xff]/

export function sizeOfEntity(entity: Entity): number {
  let size = bytes.entity + sizeOfText(entity.id) + sizeOf(entity.values)
  if (entity.answeredId !== null) size += sizeOfText(entity.answeredId)
  if (entity.stamps !== null) size += bytes.array + entity.stamps.length * bytes.pointer
  if (entity.argumented !== null) size += sizeOfArgumented(entity.argumented)
  for (const way of entity.lookups ?? []) size += bytes.way + sizeOfText(way)
  for (const way of entity.aliases ?? []) size += bytes.way + sizeOfText(way)
  return size
}

export function sizeOfAbsence(id: string): number {
  return bytes.absence + sizeOfText(id)
}

function sizeOfArgumented(argumented: ReadonlyMap<string, ArgumentedValue>): number {
  let size = bytes.map
  for (const [key, { value, linked }] of argumented)
    size += bytes.mapEntry + sizeOfText(key) + bytes.object + linked.length * bytes.pointer + sizeOf(value)
  return size
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return sizeOfText(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 0 : bytes.number
  if (typeof value !== 'object' || value === null || value instanceof KnownType) return 0
  if (Array.isArray(value)) {
    let size = bytes.array + value.length * bytes.pointer
    for (const element of value) size += sizeOf(element)
    return size
  }
  if (value instanceof Variants)
    return bytes.object + sizeOf(value.values) + bytes.array + value.stamps.length * bytes.pointer
  if (value instanceof Map) {
    let size = bytes.map
    for (const [key, member] of value) size += bytes.mapEntry + sizeOfText(String(key)) + sizeOf(member)
    return size
  }
  let size = bytes.object
  for (const [key, member] of Object.entries(value))
    size += 2 * bytes.pointer + sizeOfText(key) + sizeOf(member)
  return size
}

function sizeOfText(text: string): number {
  return bytes.text + (wide.test(text) ? 2 * text.length : text.length)
}
