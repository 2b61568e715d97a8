import type { GraphQLLeafType } from 'graphql'
import type { Coordinate, DenialReason, Obligation } from '#policies/model.ts'
import type { Guard } from './guards.ts'
import { isLeafValue } from './leaf-value.ts'
import { discharge } from './obligations.ts'
import type { ObligationMeans } from './obligations.ts'
import { keptRows, onlyRows } from './page-rows.ts'
import { nearest, obligationsOf } from './row.ts'
import type { Knowledge, Row } from './row.ts'
import type { FieldShape, ObjectShape, PageShape, Wrapping } from './shape.ts'
import type { SelectedField } from './selection.ts'

export type ResponsePath = readonly (string | number)[]

/** What one walk over the fetched data found: the response's data, and exactly what is in it about whom. */
export interface Response {
  /** null where a non-null root field has no value. */
  readonly data: Readonly<Record<string, unknown>> | null
  /** Written with a value, a null of the registry or an empty list. */
  readonly released: readonly Sighting[]
  readonly withheld: readonly Sighting[]
  /** Values whose conditions do not hold, and rows that were cut; `reason` null: nothing is told of it. */
  readonly outside: readonly Outside[]
  /** Lists that have fewer rows than the registry gave: places in them are not the registry's. */
  readonly cut: readonly ResponsePath[]
  /** Fields whose value is missing and may not be, or is none of its type. */
  readonly violations: readonly { readonly coordinate: Coordinate; readonly path: ResponsePath }[]
  /** Every id by which somebody in the data is known. */
  readonly seen: ReadonlySet<string>
  readonly lookups: readonly Lookup[]
  /** Values in the data that the permitted operation does not have. */
  readonly dropped: number
}

export interface Outside {
  readonly coordinate: Coordinate
  /** In the registry's places of lists. */
  readonly path: ResponsePath
  readonly reason: DenialReason | null
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
  /** What conditions are checked with. */
  readonly knowledge: Knowledge
  pseudonymOf(value: string): string
  readonly introspected: Readonly<Record<string, unknown>> | null
  sealCursor(position: string, connection: SelectedField): string
}

/** A null that must go up to the nearest field that may be null. */
const nulled = Symbol('nulled')
/** A value that its type cannot have: null, and already told. */
const invalid = Symbol('invalid')

type Written = unknown
type Json = Readonly<Record<string, unknown>>

/** Where the walk is. */
interface Place {
  /** Whose data it is. */
  readonly subject: string | null
  /** The rows around. */
  readonly row: Row | null
  /** What must be done with the leaf that is being written. */
  readonly duties: Duties | null
}

interface Duties {
  readonly obligations: readonly Obligation[]
  readonly means: ObligationMeans
}

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
  const written = walk.object(shape, data, { subject: null, row: null, duties: null })
  return {
    data: written === nulled ? null : (written as Record<string, unknown>),
    released: walk.released,
    withheld: walk.withheld,
    outside: walk.outside,
    cut: walk.cut,
    violations: walk.violations,
    seen: walk.seen,
    lookups: walk.lookups,
    dropped: walk.dropped,
  }
}

class Walk {
  readonly released: Sighting[] = []
  readonly withheld: Sighting[] = []
  readonly outside: Outside[] = []
  readonly cut: ResponsePath[] = []
  readonly violations: { coordinate: Coordinate; path: ResponsePath }[] = []
  readonly seen = new Set<string>()
  readonly lookups: Lookup[] = []
  dropped = 0
  readonly #path: (string | number)[] = []
  readonly #context: ResponseContext

  constructor(context: ResponseContext) {
    this.#context = context
  }

  object(shape: ObjectShape, fetched: Json, { subject, row: around }: Place): Written {
    // Aliases are the caller's: an object without a prototype has room for `__proto__`.
    const written: Record<string, unknown> = Object.create(null)
    const mark = this.released.length
    const data = shape.page ? this.#page(shape.page, shape, fetched) : fetched
    const row = shape.row ? { shape: shape.row, data, subject, around } : around
    for (const field of shape.fields) {
      this.#path.push(field.responseName)
      const value = this.#field(field, shape, data, { subject, row, duties: null })
      this.#path.pop()
      if (value === nulled) {
        this.released.length = mark
        return nulled
      }
      written[field.responseName] = value
    }
    if (shape.known) for (const key of Object.keys(data)) if (!shape.known.has(key)) this.dropped++
    if (shape.page) this.#hits(shape.page, data)
    return written
  }

  #field(field: FieldShape, shape: ObjectShape, data: Json, around: Place): Written {
    if (field.action === 'typename') return shape.typeName ?? nulled
    if (field.action === 'introspection') return this.#context.introspected?.[field.responseName] ?? null
    const value = own(data, field.fetchedKey)
    const sibling = field.subjectKey === null ? undefined : own(data, field.subjectKey)
    const subject =
      field.about === 'sibling' ? (typeof sibling === 'string' ? sibling : null) : around.subject
    if (field.action === 'denied') return this.#withhold(field, subject)
    if (field.namesSubjects) this.#lookUp(field, value, around)
    if (field.about === 'target') return this.#value(field, field.wrapping, value, around)
    // Of a registry that fails nobody learns whether there is a row.
    if (value === undefined && field.guards.length > 0 && field.whenOutside === null) return null
    const obligations = this.#obligations(field, field.guards, value, { ...around, subject })
    if (obligations === null) return this.#keepBack(field, subject)
    if (value !== undefined && subject === null && isSubjectMissing(field, sibling))
      return this.#unnamed(field)
    // Before what is below it, so that a null from below takes it away as well.
    const mark = this.released.length
    if (value !== undefined) this.#record(this.released, field, subject)
    const duties = obligations.length === 0 ? null : { obligations, means: this.#means(field, data) }
    const written = this.#value(field, field.wrapping, value, { ...around, subject, duties })
    // Nulled from below: no longer the registry's value.
    if (written === nulled || (written === null && value !== null)) this.released.length = mark
    return written
  }

  #value(field: FieldShape, wrapping: Wrapping, value: unknown, place: Place): Written {
    const written = this.#nullable(field, wrapping, value, place)
    if (written !== nulled && written !== invalid && written !== null) return written
    if (!wrapping.isNonNull) return null
    if (written === null) this.#violate(field)
    return nulled
  }

  #nullable(field: FieldShape, wrapping: Wrapping, value: unknown, place: Place): Written {
    if (wrapping.item !== null) {
      return Array.isArray(value) ? this.#list(field, wrapping.item, value, place) : null
    }
    if (field.about === 'target') return this.#target(field, value, place)
    if (value === null || value === undefined) return null
    if (field.action === 'object') return this.#composite(field, value, place)
    if (!isLeafValue(field.leafType as GraphQLLeafType, value)) {
      this.#violate(field)
      return invalid
    }
    if (place.duties) return this.#discharged(field, value, place.subject, place.duties)
    return field.action === 'cursor' && field.connection && typeof value === 'string'
      ? this.#context.sealCursor(value, field.connection)
      : value
  }

  #list(field: FieldShape, item: Wrapping, values: readonly unknown[], place: Place): Written {
    const written: unknown[] = []
    let isNulled = false
    for (const [position, value] of values.entries()) {
      this.#path.push(position)
      const isOutside =
        (field.maxRows !== null && written.length >= field.maxRows) ||
        this.#obligations(field, field.rowGuards, value, place) === null
      const each = isOutside ? this.#cut(field) : this.#value(field, item, value, place)
      this.#path.pop()
      // The others are still looked at: every value that is missing is told.
      if (each === nulled) isNulled = true
      else if (!isOutside) written.push(each)
    }
    return isNulled ? nulled : written
  }

  /** A value that is itself the data subject. */
  #target(field: FieldShape, value: unknown, place: Place): Written {
    const shape = isObject(value) ? shapeOf(field, value) : null
    const subject = shape && isObject(value) ? idOf(shape, value) : null
    const obligations = this.#obligations(field, field.guards, value, place)
    const isAbsent = obligations === null && field.whenOutside === null && field.namesSubjects
    if (shape && isObject(value) && !isAbsent)
      this.#see(subject, shape.codesKey === null ? undefined : own(value, shape.codesKey))
    // Of a registry that fails nobody learns whether it is about them.
    if (value === undefined) return null
    if (obligations === null) return this.#keepBack(field, isAbsent ? null : subject)
    if (!isObject(value)) {
      if (value === null) this.#record(this.released, field, place.subject)
      return null
    }
    if (shape?.idKey && subject === null) return this.#unnamed(field)
    const mark = this.released.length
    this.#record(this.released, field, subject ?? place.subject)
    const written = this.#composite(field, value, { ...place, subject })
    if (written === null || written === nulled) this.released.length = mark
    return written
  }

  #composite(field: FieldShape, value: unknown, place: Place): Written {
    if (!isObject(value)) return null
    const shape = shapeOf(field, value)
    return shape === null ? null : this.object(shape, value, place)
  }

  /**
   * What must be done with a value, itself a row or in one; null where it is outside of what is granted. INVARIANT: asked
   * before anything is written or recorded of the value.
   */
  #obligations(
    field: FieldShape,
    guards: readonly Guard[],
    value: unknown,
    place: Place,
  ): readonly Obligation[] | null {
    if (guards.length === 0) return []
    const shape = isObject(value) ? shapeOf(field, value) : null
    const id = shape && isObject(value) && field.about === 'target' ? idOf(shape, value) : null
    const subject = field.about === 'target' ? id : place.subject
    const row =
      shape?.row && isObject(value)
        ? { shape: shape.row, data: value, subject, around: place.row }
        : place.row
    // Where there is nobody, the rows around are somebody else.
    const rowOf = (type: string) => (shape === null && field.shapes?.has(type) ? null : nearest(row, type))
    return obligationsOf(guards, subject, rowOf, this.#context.knowledge)
  }

  #means({ municipalityKey }: FieldShape, data: Json): ObligationMeans {
    return {
      municipality: municipalityKey === null ? undefined : own(data, municipalityKey),
      pseudonymOf: (value) => this.#context.pseudonymOf(value),
    }
  }

  /** INVARIANT: a value with which what must be done cannot be done is not released. */
  #discharged(field: FieldShape, value: unknown, subject: string | null, duties: Duties): Written {
    const changed = discharge(duties.obligations, value, duties.means)
    if (changed !== undefined) return changed
    this.#keepBack({ ...field, whenOutside: 'ROW_CONDITION' }, subject)
    return invalid
  }

  /** Only the rows of a page that may be released; the second defence, after the registry's own cut. */
  #page(page: PageShape, shape: ObjectShape, data: Json): Json {
    if (page.guards.length === 0 && page.maxRows === null) return data
    const { row, guards, id } = page
    const kept = keptRows(page, data, (node) => {
      const subject = id === null ? null : textOf(own(node, id))
      const rowOf = (type: string) =>
        type === row.type ? { shape: row, data: node, subject, around: null } : null
      return obligationsOf(guards, subject, rowOf, this.#context.knowledge) !== null
    })
    const lists = shape.fields.filter(({ wrapping }) => wrapping.item !== null)
    for (const list of lists) {
      const edges = own(data, list.fetchedKey)
      if (!Array.isArray(edges)) continue
      this.#path.push(list.responseName)
      for (const position of edges.keys()) {
        if (kept.has(position)) continue
        this.#path.push(position)
        this.#cut(list)
        this.#path.pop()
      }
      this.#path.pop()
    }
    return onlyRows(data, [page.edges, ...lists.map(({ fetchedKey }) => fetchedKey)], kept)
  }

  /** A row that is not there for the caller, and of which nothing is told. */
  #cut(field: FieldShape): null {
    this.outside.push({ coordinate: field.selected.coordinate, path: [...this.#path], reason: null })
    this.cut.push(this.#path.slice(0, -1))
    return null
  }

  /** INVARIANT: what is about a data subject whom the registry does not name could not be recorded, and is not released. */
  #unnamed(field: FieldShape): Written {
    this.#violate(field)
    return field.wrapping.isNonNull ? nulled : null
  }

  #violate(field: FieldShape): void {
    this.violations.push({ coordinate: field.selected.coordinate, path: [...this.#path] })
  }

  #lookUp(field: FieldShape, value: unknown, around: Place): void {
    const isRefused =
      field.about === 'target' &&
      field.whenOutside !== null &&
      value === null &&
      this.#obligations(field, field.guards, value, around) === null
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

  /** A value whose conditions do not hold. */
  #keepBack(field: FieldShape, subject: string | null): Written {
    if (field.recorded !== null)
      this.outside.push({ coordinate: field.recorded, path: [...this.#path], reason: field.whenOutside })
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

  /** People of a search, whether their rows are opened or not. */
  #hits(page: PageShape, data: Json): void {
    const edges = own(data, page.edges)
    if (!Array.isArray(edges) || page.id === null) return
    for (const edge of edges) {
      const node = isObject(edge) ? own(edge, page.node) : null
      const id = isObject(node) ? own(node, page.id) : null
      if (typeof id !== 'string' || !isObject(node)) continue
      this.#see(id, own(node, page.codes))
      this.released.push({ subject: id, coordinate: page.coordinate, isSearchRow: true })
    }
  }
}

function idOf({ idKey }: ObjectShape, value: Json): string | null {
  return idKey === null ? null : textOf(own(value, idKey))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function shapeOf(field: FieldShape, value: Json): ObjectShape | null {
  if (field.shapes?.size === 1 && field.untypedShape) return field.untypedShape
  const type = own(value, '__typename')
  return typeof type === 'string' ? (field.shapes?.get(type) ?? null) : field.untypedShape
}

/** A registry says null where a value is about nobody; anything else but an id is not known. */
function isSubjectMissing(field: FieldShape, sibling: unknown): boolean {
  return field.subjectKey !== null && (sibling !== null || field.needsSubject)
}

function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
