import { KnownType } from './entity.ts'
import type { SharedTexts } from './shared-texts.ts'

/**
 * Values as memory has them: leaves as JSON has them; an entity as its id (a text, where the field leads to objects); another
 * object as a tree; lists of these. A tree is an array too, since arrays are the smallest: its type, its values that depend on
 * arguments, then its values by slot.
 */
export type Tree = [type: KnownType, argumented: Map<string, unknown> | null, ...values: unknown[]]

export const firstValue = 2

export function isTree(value: readonly unknown[]): value is Tree {
  return value[0] instanceof KnownType
}

/**
 * A copy of what JSON made. INVARIANT: no array or object is in memory and in somebody's hands at once: those who merge answers
 * change them.
 */
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]))
}

/** There are many, and nobody changes one: they are copied when they are read. */
export const emptyList: readonly unknown[] = Object.freeze([])

/** A value as it is kept, of what JSON made. */
export function kept(value: unknown, texts: SharedTexts): unknown {
  if (typeof value === 'string') return texts.shared(value)
  if (!Array.isArray(value)) return copyOf(value)
  return value.length === 0 ? emptyList : value.map((element) => kept(element, texts))
}

/** Whether JSON is all there: nothing in it was nulled by an error. */
export function isWhole(value: unknown): boolean {
  if (value === undefined) return false
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isWhole)
}

/** Whether `newer` holds all that `older` holds, or tells that it is no longer so. */
export function covers(newer: unknown, older: unknown): boolean {
  // Where its key was not asked for, an entity is a tree.
  if (typeof older === 'string' && Array.isArray(newer) && isTree(newer)) return false
  if (!Array.isArray(newer) || !Array.isArray(older)) return true
  if (!isTree(newer) || !isTree(older)) {
    if (isTree(newer) || isTree(older) || newer.length !== older.length) return true
    return older.every((element, index) => covers(newer[index], element))
  }
  if (newer[0] !== older[0]) return true
  for (let index = firstValue; index < older.length; index++) {
    if (older[index] === undefined) continue
    if (newer[index] === undefined || !covers(newer[index], older[index])) return false
  }
  for (const [key, value] of older[1] ?? [])
    if (newer[1]?.get(key) === undefined || !covers(newer[1].get(key), value)) return false
  return true
}

/** What one answer says of one field in two places of it, where each place may ask for something else. */
export function united(one: unknown, other: unknown): unknown {
  if (typeof one === 'string' && Array.isArray(other) && isTree(other)) return one
  if (!Array.isArray(one) || !Array.isArray(other)) return other
  if (!isTree(one) || !isTree(other)) {
    if (isTree(one) || isTree(other) || one.length !== other.length) return other
    return other.map((element, index) => united(one[index], element))
  }
  if (one[0] !== other[0]) return other
  const tree: Tree = [other[0], other[1] ?? one[1]]
  for (let index = firstValue; index < Math.max(one.length, other.length); index++)
    tree.push(either(one[index], other[index]))
  if (one[1] !== null && other[1] !== null) {
    tree[1] = new Map(one[1])
    for (const [key, value] of other[1]) tree[1].set(key, either(one[1].get(key), value))
  }
  return tree
}

function either(one: unknown, other: unknown): unknown {
  if (one === undefined) return other
  return other === undefined ? one : united(one, other)
}
