import type { CatalogueEntry, EntryShape, KnownEntry } from './catalogue.ts'
import type { Coordinate } from './model.ts'

/** An entry whose place in the schema is known. */
export type ShapedEntry = CatalogueEntry & { readonly shape: EntryShape }

/** What the catalogue tells of the schema that gateways have composed. */
export interface KnownSchema {
  /** Fields, hidden attributes too; what is given to a field is not among them. */
  readonly fields: ReadonlyMap<Coordinate, ShapedEntry>
  /** Whether an object of the type `row` is that of the type `type`, or can lie around it. */
  canSurround(row: string, type: string): boolean
}

/** null: no gateway has told how its schema is made, and nothing can be held against it. */
export function knownSchema(entries: Iterable<KnownEntry>): KnownSchema | null {
  const fields = new Map<Coordinate, ShapedEntry>()
  for (const entry of entries) {
    const { shape } = entry
    if (shape && entry.lastSeen === null) fields.set(entry.coordinate, { ...entry, shape })
  }
  return fields.size === 0 ? null : { fields, canSurround: surroundings(fields.values()) }
}

export function typeOf(coordinate: Coordinate): string {
  return coordinate.slice(0, coordinate.indexOf('.'))
}

/** `String` of `[String!]!`. */
export function namedType(type: string): string {
  return type.replaceAll(/[[\]!]/g, '')
}

function surroundings(fields: Iterable<ShapedEntry>): KnownSchema['canSurround'] {
  const next = new Map<string, Set<string>>()
  for (const { coordinate, shape } of fields) {
    const type = typeOf(coordinate)
    const leading = next.get(type) ?? new Set<string>()
    next.set(type, leading)
    for (const each of shape.leadsTo) leading.add(each)
  }
  const reached = new Map<string, ReadonlySet<string>>()
  return (row, type) => {
    const from = reached.get(row) ?? reachedFrom(row, next)
    reached.set(row, from)
    return from.has(type)
  }
}

function reachedFrom(type: string, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set([type])
  // A set gives what is added while it is walked, too.
  for (const each of reached) for (const other of next.get(each) ?? []) reached.add(other)
  return reached
}
