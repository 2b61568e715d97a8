import type { GraphQLLeafType } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { isLeafValue } from './leaf-value.ts'
import type { FieldShape, ObjectShape, Wrapping } from './shape.ts'
import type { SelectedField } from './selection.ts'

export type ResponsePath = readonly (string | number)[]

/** What one walk over the fetched data found: the response's data, and exactly what is in it about whom. */
export interface Response {
  /** null where a non-null root field has no value. */
  readonly data: Readonly<Record<string, unknown>> | null
  /** Written with a value, a null of the registry or an empty list. */
  readonly released: readonly Sighting[]
  readonly withheld: readonly Sighting[]
  /** Fields with the condition `self` that are not about the caller. */
  readonly notAboutCaller: readonly { readonly coordinate: Coordinate; readonly path: ResponsePath }[]
  /** Fields whose value is missing and may not be, or is none of its type. */
  readonly violations: readonly { readonly coordinate: Coordinate; readonly path: ResponsePath }[]
  /** Every id by which somebody in the data is known. */
  readonly seen: ReadonlySet<string>
  readonly lookups: readonly Lookup[]
  /** Values in the data that the permitted operation does not have. */
  readonly dropped: number
}

/** A field whose arguments name data subjects. */
export interface Lookup {
  readonly selected: SelectedField
  readonly isDelivered: boolean
  /** What was refused: a caller is not told whether somebody else's code is anybody's. */
  readonly withheld: readonly Coordinate[]
}

/** One coordinate of one data subject. */
export interface Sighting {
  readonly subject: string
  readonly coordinate: Coordinate
  readonly isSearchRow: boolean
}

export interface ResponseContext {
  /** The condition of a grant for the caller's own data. */
  isAboutCaller(subject: string | null): boolean
  readonly introspected: Readonly<Record<string, unknown>> | null
  sealCursor(position: string, connection: SelectedField): string
}

/** A null that must go up to the nearest field that may be null. */
const nulled = Symbol('nulled')
/** A value that its type cannot have: null, and already told. */
const invalid = Symbol('invalid')

type Written = unknown

/**
 * Writes the response. INVARIANT: what is written is what the shape names, and `released` is what is written: a value that
 * a null above it takes away again is taken from `released` as well.
 */
export function writeResponse(
  shape: ObjectShape,
  data: Readonly<Record<string, unknown>>,
  context: ResponseContext,
): Response {
  const walk = new Walk(context)
  const written = walk.object(shape, data, null)
  return {
    data: written === nulled ? null : (written as Record<string, unknown>),
    released: walk.released,
    withheld: walk.withheld,
    notAboutCaller: walk.notAboutCaller,
    violations: walk.violations,
    seen: walk.seen,
    lookups: walk.lookups,
    dropped: walk.dropped,
  }
}

class Walk {
  readonly released: Sighting[] = []
  readonly withheld: Sighting[] = []
  readonly notAboutCaller: { coordinate: Coordinate; path: ResponsePath }[] = []
  readonly violations: { coordinate: Coordinate; path: ResponsePath }[] = []
  readonly seen = new Set<string>()
  readonly lookups: Lookup[] = []
  dropped = 0
  readonly #path: (string | number)[] = []
  readonly #context: ResponseContext

  constructor(context: ResponseContext) {
    this.#context = context
  }

  object(shape: ObjectShape, data: Readonly<Record<string, unknown>>, subject: string | null): Written {
    // Aliases are the caller's: an object without a prototype has room for `__proto__`.
    const written: Record<string, unknown> = Object.create(null)
    const mark = this.released.length
    for (const field of shape.fields) {
      this.#path.push(field.responseName)
      const value = this.#field(field, shape, data, subject)
      this.#path.pop()
      if (value === nulled) {
        this.released.length = mark
        return nulled
      }
      written[field.responseName] = value
    }
    if (shape.known) for (const key of Object.keys(data)) if (!shape.known.has(key)) this.dropped++
    if (shape.hits) this.#hits(shape.hits, data)
    return written
  }

  #field(
    field: FieldShape,
    shape: ObjectShape,
    data: Readonly<Record<string, unknown>>,
    around: string | null,
  ): Written {
    if (field.action === 'typename') return shape.typeName ?? nulled
    if (field.action === 'introspection') return this.#context.introspected?.[field.responseName] ?? null
    const value = own(data, field.fetchedKey)
    const sibling = field.subjectKey === null ? undefined : own(data, field.subjectKey)
    const subject = field.about === 'sibling' ? (typeof sibling === 'string' ? sibling : null) : around
    if (field.action === 'denied') return this.#withhold(field, subject)
    if (field.namesSubjects) this.#lookUp(field, value)
    if (field.about === 'target') return this.#value(field, field.wrapping, value, around)
    if (field.isSelf && !this.#context.isAboutCaller(subject)) return this.#notAboutCaller(field, subject)
    if (value !== undefined && subject === null && isSubjectMissing(field, sibling))
      return this.#unnamed(field)
    // Before what is below it, so that a null from below takes it away as well.
    const mark = this.released.length
    if (value !== undefined) this.#record(this.released, field, subject)
    const written = this.#value(field, field.wrapping, value, subject)
    // Nulled from below: no longer the registry's value.
    if (written === nulled || (written === null && value !== null)) this.released.length = mark
    return written
  }

  #value(field: FieldShape, wrapping: Wrapping, value: unknown, subject: string | null): Written {
    const written = this.#nullable(field, wrapping, value, subject)
    if (written !== nulled && written !== invalid && written !== null) return written
    if (!wrapping.isNonNull) return null
    if (written === null) this.#violate(field)
    return nulled
  }

  #nullable(field: FieldShape, wrapping: Wrapping, value: unknown, subject: string | null): Written {
    if (wrapping.item !== null) {
      return Array.isArray(value) ? this.#list(field, wrapping.item, value, subject) : null
    }
    if (field.about === 'target') return this.#target(field, value, subject)
    if (value === null || value === undefined) return null
    if (field.action === 'object') return this.#composite(field, value, subject)
    if (!isLeafValue(field.leafType as GraphQLLeafType, value)) {
      this.#violate(field)
      return invalid
    }
    return field.action === 'cursor' && field.connection && typeof value === 'string'
      ? this.#context.sealCursor(value, field.connection)
      : value
  }

  #list(field: FieldShape, item: Wrapping, values: readonly unknown[], subject: string | null): Written {
    const written: unknown[] = []
    let isNulled = false
    for (const [position, value] of values.entries()) {
      this.#path.push(position)
      const each = this.#value(field, item, value, subject)
      this.#path.pop()
      // The others are still looked at: every value that is missing is told.
      if (each === nulled) isNulled = true
      else written.push(each)
    }
    return isNulled ? nulled : written
  }

  /** A value that is itself the data subject. */
  #target(field: FieldShape, value: unknown, around: string | null): Written {
    const shape = isObject(value) ? shapeOf(field, value) : null
    const id = shape?.idKey && isObject(value) ? own(value, shape.idKey) : undefined
    const subject = typeof id === 'string' ? id : null
    if (shape && isObject(value))
      this.#see(subject, shape.codesKey === null ? undefined : own(value, shape.codesKey))
    // Of a registry that fails nobody learns whether it is about them.
    if (value === undefined) return null
    if (field.isSelf && !this.#context.isAboutCaller(subject)) return this.#notAboutCaller(field, subject)
    if (!isObject(value)) {
      if (value === null) this.#record(this.released, field, around)
      return null
    }
    if (shape?.idKey && subject === null) return this.#unnamed(field)
    const mark = this.released.length
    this.#record(this.released, field, subject ?? around)
    const written = this.#composite(field, value, subject)
    if (written === null || written === nulled) this.released.length = mark
    return written
  }

  #composite(field: FieldShape, value: unknown, subject: string | null): Written {
    if (!isObject(value)) return null
    const shape = shapeOf(field, value)
    return shape === null ? null : this.object(shape, value, subject)
  }

  /** INVARIANT: what is about a data subject whom the registry does not name could not be recorded, and is not released. */
  #unnamed(field: FieldShape): Written {
    this.#violate(field)
    return field.wrapping.isNonNull ? nulled : null
  }

  #violate(field: FieldShape): void {
    this.violations.push({ coordinate: field.selected.coordinate, path: [...this.#path] })
  }

  #lookUp(field: FieldShape, value: unknown): void {
    const isRefused = field.isSelf && field.about === 'target' && value === null
    this.lookups.push({
      selected: field.selected,
      isDelivered: value !== undefined && !isRefused,
      withheld: isRefused ? field.withheld : [],
    })
  }

  #withhold(field: FieldShape, subject: string | null): Written {
    if (subject !== null) {
      for (const coordinate of field.withheld) this.withheld.push({ subject, coordinate, isSearchRow: false })
    }
    return field.wrapping.isNonNull ? nulled : null
  }

  #notAboutCaller(field: FieldShape, subject: string | null): Written {
    if (field.recorded !== null)
      this.notAboutCaller.push({ coordinate: field.recorded, path: [...this.#path] })
    return this.#withhold(field, subject)
  }

  #record(journal: Sighting[], field: FieldShape, subject: string | null): void {
    if (subject === null || field.recorded === null) return
    if (field.isSearchRow && field.about === 'inherited') return
    journal.push({ subject, coordinate: field.recorded, isSearchRow: field.isSearchRow })
  }

  #see(subject: string | null, codes: unknown): void {
    if (subject !== null) this.seen.add(subject)
    if (Array.isArray(codes)) for (const code of codes) if (typeof code === 'string') this.seen.add(code)
  }

  /** People of a search whose rows are not opened. */
  #hits(hits: NonNullable<ObjectShape['hits']>, data: Readonly<Record<string, unknown>>): void {
    const edges = own(data, hits.edges)
    if (!Array.isArray(edges)) return
    for (const edge of edges) {
      const node = isObject(edge) ? own(edge, hits.node) : null
      const id = isObject(node) ? own(node, hits.id) : null
      if (typeof id !== 'string' || !isObject(node)) continue
      this.#see(id, own(node, hits.codes))
      this.released.push({ subject: id, coordinate: hits.coordinate, isSearchRow: true })
    }
  }
}

function shapeOf(field: FieldShape, value: Readonly<Record<string, unknown>>): ObjectShape | null {
  if (field.shapes?.size === 1 && field.untypedShape) return field.untypedShape
  const type = own(value, '__typename')
  return typeof type === 'string' ? (field.shapes?.get(type) ?? null) : field.untypedShape
}

/** A registry says null where a value is about nobody; anything else but an id is not known. */
function isSubjectMissing(field: FieldShape, sibling: unknown): boolean {
  return field.subjectKey !== null && (sibling !== null || field.needsSubject)
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
