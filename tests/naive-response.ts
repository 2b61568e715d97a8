import { isEnumType, isSpecifiedScalarType } from 'graphql'
import type { GraphQLLeafType } from 'graphql'
import type { Guard } from '#gateway/operation/guards.ts'
import { isJson, own, textOf } from '#gateway/operation/json.ts'
import type { Json } from '#gateway/operation/json.ts'
import { dischargeFirst } from '#gateway/operation/obligations.ts'
import type { ObligationMeans } from '#gateway/operation/obligations.ts'
import { releasedPage } from '#gateway/operation/page-rows.ts'
import type { ResponseContext } from '#gateway/operation/response-walk.ts'
import { RowTally } from '#gateway/operation/row-tally.ts'
import type { Row } from '#gateway/operation/row.ts'
import type { FieldShape, ObjectShape, Wrapping } from '#gateway/operation/shape.ts'
import { idOf, isSubjectMissing, shapeOf, waysOfValue } from '#gateway/operation/value-ways.ts'
import { NaiveJournal } from './naive-journal.ts'

/** A null that must go up to the nearest field that may be null. */
const nulled = Symbol('nulled')
/** A value that its type cannot have: null, and already told. */
const invalid = Symbol('invalid')

type Written = unknown

/** Where the walk is. */
interface Place {
  /** Whose data it is. */
  readonly subject: string | null
  /** The rows around. */
  readonly row: Row | null
  /** What must be done with the value that is being written; null: nothing. */
  readonly duties: Duties | null
}

interface Duties {
  /** The ways by which the value is released. */
  readonly open: readonly Guard[]
  readonly means: ObligationMeans
}

/** What `compileResponse` does, by a plain walk that builds an object first, and asks everything at each value. */
export function naiveResponse(shape: ObjectShape, data: Json, context: ResponseContext) {
  const journal = new NaiveJournal()
  const written = new Walk(context, journal).object(shape, data, { subject: null, row: null, duties: null })
  return { text: JSON.stringify(written === nulled ? null : written), ...journal.findings() }
}

class Walk {
  readonly #context: ResponseContext
  readonly #journal: NaiveJournal

  constructor(context: ResponseContext, journal: NaiveJournal) {
    this.#context = context
    this.#journal = journal
  }

  object(shape: ObjectShape, fetched: Json, { subject, row: around, duties }: Place): Written {
    // Aliases are the caller's: an object without a prototype has room for `__proto__`.
    const written: Record<string, unknown> = Object.create(null)
    const mark = this.#journal.mark()
    const { knowledge } = this.#context
    const data = shape.page
      ? releasedPage(shape.page, shape, fetched, duties?.open ?? [], knowledge, this.#journal)
      : fetched
    const row = shape.row ? { shape: shape.row, data, subject, around } : around
    for (const field of shape.fields) {
      this.#journal.enter(field.responseName)
      const value = this.#field(field, shape, data, { subject, row, duties: null })
      this.#journal.leave()
      if (value === nulled) {
        this.#journal.takeBack(mark)
        return nulled
      }
      written[field.responseName] = value
    }
    if (shape.known) this.#journal.drop(shape.known, data)
    if (shape.page) this.#journal.hits(shape.page, data)
    return written
  }

  #field(field: FieldShape, shape: ObjectShape, data: Json, around: Place): Written {
    if (field.action === 'typename') return shape.typeName ?? nulled
    if (field.action === 'introspection') return this.#context.introspected?.[field.responseName] ?? null
    const value = own(data, field.fetchedKey)
    const sibling = field.subjectKey === null ? undefined : own(data, field.subjectKey)
    const subject = field.about === 'sibling' ? textOf(sibling) : around.subject
    if (field.action === 'denied') return this.#withhold(field, subject)
    if (field.namesSubjects) this.#lookUp(field, value, around)
    if (field.about === 'target') return this.#value(field, field.wrapping, value, around)
    // Of a registry that fails nobody learns whether there is a row.
    if (value === undefined && field.guards.length > 0 && field.whenOutside === null) return null
    const open = this.#open(field, field.guards, value, { ...around, subject })
    if (open === null) return this.#keepBack(field, subject)
    if (value !== undefined && subject === null && isSubjectMissing(field, sibling))
      return this.#unnamed(field)
    // Before what is below it, so that a null from below takes it away as well.
    const mark = this.#journal.mark()
    if (value !== undefined) this.#journal.release(field, subject)
    const duties = open.length === 0 ? null : { open, means: this.#means(field, data) }
    const written = this.#value(field, field.wrapping, value, { ...around, subject, duties })
    // Nulled from below: no longer the registry's value.
    if (written === nulled || (written === null && value !== null)) this.#journal.takeBack(mark)
    return written
  }

  #value(field: FieldShape, wrapping: Wrapping, value: unknown, place: Place): Written {
    const written = this.#nullable(field, wrapping, value, place)
    if (written !== nulled && written !== invalid && written !== null) return written
    if (!wrapping.isNonNull) return null
    if (written === null) this.#journal.violate(field)
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
      this.#journal.violate(field)
      return invalid
    }
    if (place.duties) return this.#discharged(field, value, place.subject, place.duties)
    return field.action === 'cursor' && field.connection && typeof value === 'string'
      ? this.#context.sealCursor(value, field.connection)
      : value
  }

  #list(field: FieldShape, item: Wrapping, values: readonly unknown[], place: Place): Written {
    const written: unknown[] = []
    const tally = field.isLimited ? new RowTally() : null
    let isNulled = false
    for (const [position, value] of values.entries()) {
      this.#journal.enter(position)
      const rowPlace = this.#rowPlace(field, value, place, tally)
      const each = rowPlace === null ? null : this.#value(field, item, value, rowPlace)
      if (rowPlace === null) this.#journal.cutRow(field)
      this.#journal.leave()
      // The others are still looked at: every value that is missing is told.
      if (each === nulled) isNulled = true
      else if (rowPlace !== null) written.push(each)
    }
    return isNulled ? nulled : written
  }

  /** Where one row of a list is; null where the row is cut. */
  #rowPlace(field: FieldShape, value: unknown, place: Place, tally: RowTally | null): Place | null {
    const ofRow = this.#open(field, field.rowGuards, value, place)
    if (ofRow === null) return null
    if (tally === null) return place
    const itself = field.about === 'target' ? this.#open(field, field.guards, value, place) : null
    const open = tally.admitted([...(itself ?? place.duties?.open ?? []), ...ofRow])
    return open && { ...place, duties: place.duties && { ...place.duties, open } }
  }

  /** A value that is itself the data subject. */
  #target(field: FieldShape, value: unknown, place: Place): Written {
    const shape = isJson(value) ? shapeOf(field, value) : null
    const subject = shape && isJson(value) ? idOf(shape, value) : null
    const open = this.#open(field, field.guards, value, place)
    const isAbsent = open === null && field.whenOutside === null && field.namesSubjects
    if (shape && isJson(value) && !isAbsent)
      this.#journal.see(subject, shape.codesKey === null ? undefined : own(value, shape.codesKey))
    // Of a registry that fails nobody learns whether it is about them.
    if (value === undefined) return null
    if (open === null) return this.#keepBack(field, isAbsent ? null : subject)
    if (!isJson(value)) {
      if (value === null) this.#journal.release(field, place.subject)
      return null
    }
    if (shape?.idKey && subject === null) return this.#unnamed(field)
    const mark = this.#journal.mark()
    this.#journal.release(field, subject ?? place.subject)
    const written = this.#composite(field, value, { ...place, subject })
    if (written === null || written === nulled) this.#journal.takeBack(mark)
    return written
  }

  #composite(field: FieldShape, value: unknown, place: Place): Written {
    if (!isJson(value)) return null
    const shape = shapeOf(field, value)
    return shape === null ? null : this.object(shape, value, place)
  }

  #open(field: FieldShape, guards: readonly Guard[], value: unknown, place: Place): readonly Guard[] | null {
    return guards.length === 0 ? guards : waysOfValue(field, guards, value, place, this.#context.knowledge)
  }

  #means({ municipalityKey }: FieldShape, data: Json): ObligationMeans {
    return {
      municipality: municipalityKey === null ? undefined : own(data, municipalityKey),
      pseudonymOf: (value) => this.#context.pseudonymOf(value),
    }
  }

  /** INVARIANT: a value with which what must be done cannot be done in any of the ways is not released. */
  #discharged(field: FieldShape, value: unknown, subject: string | null, duties: Duties): Written {
    let changed: unknown = value
    for (const guard of duties.open) changed = dischargeFirst(guard, changed, duties.means)
    if (changed !== undefined) return changed
    this.#journal.keepBack(field, subject, 'ROW_CONDITION')
    return invalid
  }

  /** INVARIANT: what is about a data subject whom the registry does not name could not be recorded, and is not released. */
  #unnamed(field: FieldShape): Written {
    this.#journal.violate(field)
    return field.wrapping.isNonNull ? nulled : null
  }

  #lookUp(field: FieldShape, value: unknown, around: Place): void {
    const isRefused =
      field.about === 'target' &&
      field.whenOutside !== null &&
      value === null &&
      this.#open(field, field.guards, value, around) === null
    this.#journal.lookUp(field, value !== undefined && !isRefused, isRefused)
  }

  #withhold(field: FieldShape, subject: string | null): Written {
    this.#journal.withhold(field, subject)
    return field.wrapping.isNonNull ? nulled : null
  }

  #keepBack(field: FieldShape, subject: string | null): Written {
    this.#journal.keepBack(field, subject, field.whenOutside)
    return field.wrapping.isNonNull ? nulled : null
  }
}

/**
 * Whether a registry's value is one that its type can have. A custom scalar is whatever its registry serialises it to.
 */
function isLeafValue(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined
  if (!isSpecifiedScalarType(type)) return true
  return specified[type.name]?.(value) ?? false
}

const isInteger = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value)
const isText = (value: unknown): boolean => typeof value === 'string'

const specified: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: isText,
  ID: (value) => isText(value) || isInteger(value),
  Int: isInteger,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  Boolean: (value) => typeof value === 'boolean',
}
