import type { Guard } from './guards.ts'
import { isJson, own } from './json.ts'
import { jsonText, leafTextOf } from './leaf-text.ts'
import { dischargeFirst } from './obligations.ts'
import { disclosureOf } from './response-journal.ts'
import { invalid, nothing, nulled } from './response-walk.ts'
import type { Duties, ObjectWriter, ValueWriter, Walk, Written } from './response-walk.ts'
import type { Row } from './row.ts'
import { RowTally } from './row-tally.ts'
import type { FieldShape, ObjectShape, Wrapping } from './shape.ts'
import { idOf, shapeOf, waysOfValue } from './value-ways.ts'

export type CompileObject = (shape: ObjectShape) => ObjectWriter

/** The writer of a field's values, or of the items of its lists. */
export function compileValue(
  field: FieldShape,
  { isNonNull, item }: Wrapping,
  compileObject: CompileObject,
): ValueWriter {
  const write =
    item !== null
      ? compileList(field, compileValue(field, item, compileObject))
      : field.about === 'target'
        ? compileTarget(field, compileComposite(field, compileObject))
        : field.action === 'object'
          ? compileComposite(field, compileObject)
          : compileLeaf(field)
  if (!isNonNull) {
    return (value, subject, row, duties, walk) => {
      const written = write(value, subject, row, duties, walk)
      return typeof written === 'string' ? written : nothing
    }
  }
  return (value, subject, row, duties, walk) => {
    const written = write(value, subject, row, duties, walk)
    if (typeof written === 'string') return written
    if (written === nothing) walk.journal.violate(field)
    return nulled
  }
}

function compileLeaf(field: FieldShape): ValueWriter {
  const { action, connection } = field
  const textOfLeaf = leafTextOf(field)
  return (value, subject, _row, duties, walk) => {
    if (value === null || value === undefined) return nothing
    const text = textOfLeaf(value)
    if (text === undefined) {
      walk.journal.violate(field)
      return invalid
    }
    if (duties !== null) return discharged(field, value, subject, duties, walk)
    return action === 'cursor' && connection !== null && typeof value === 'string'
      ? jsonText(walk.context.sealCursor(value, connection))
      : text
  }
}

/** INVARIANT: a value with which what must be done cannot be done in any of the ways is not released. */
function discharged(
  field: FieldShape,
  value: unknown,
  subject: string | null,
  { open, means }: Duties,
  { journal }: Walk,
): Written {
  let changed: unknown = value
  for (const guard of open) changed = dischargeFirst(guard, changed, means)
  if (changed !== undefined) return jsonText(changed)
  journal.keepBack(field, subject, 'ROW_CONDITION')
  return invalid
}

function compileComposite(field: FieldShape, compileObject: CompileObject): ValueWriter {
  const writers = new Map<ObjectShape, ObjectWriter>()
  for (const shape of field.shapes?.values() ?? []) writers.set(shape, compileObject(shape))
  const [only] = field.shapes?.size === 1 && field.untypedShape ? writers.values() : []
  return (value, subject, row, duties, walk) => {
    if (!isJson(value)) return nothing
    if (only !== undefined) return only(value, subject, row, duties, walk)
    const shape = shapeOf(field, value)
    return (shape && writers.get(shape)?.(value, subject, row, duties, walk)) ?? nothing
  }
}

function compileList(field: FieldShape, writeItem: ValueWriter): ValueWriter {
  const { rowGuards, isLimited } = field
  const isCut = rowGuards.length > 0 || isLimited
  return (value, subject, row, duties, walk) => {
    if (!Array.isArray(value)) return nothing
    const { journal } = walk
    const tally = isLimited ? new RowTally() : null
    let text = '['
    let isNulled = false
    for (let position = 0; position < value.length; position++) {
      const item: unknown = value[position]
      journal.enter(position)
      const ways = isCut ? waysOfRow(field, item, subject, row, duties, tally, walk) : noWays
      if (ways === null) {
        journal.cutRow(field)
      } else {
        const ofRow = duties !== null && tally !== null ? { ...duties, open: ways } : duties
        const written = writeItem(item, subject, row, ofRow, walk)
        // The others are still looked at: every value that is missing is told.
        if (written === nulled) isNulled = true
        else text += (text.length > 1 ? ',' : '') + (typeof written === 'string' ? written : 'null')
      }
      journal.leave()
    }
    return isNulled ? nulled : `${text}]`
  }
}

const noWays: readonly Guard[] = []

/** By which ways one row of a list is released; null where the row is cut. */
function waysOfRow(
  field: FieldShape,
  value: unknown,
  subject: string | null,
  row: Row | null,
  duties: Duties | null,
  tally: RowTally | null,
  walk: Walk,
): readonly Guard[] | null {
  const ofRow = waysOpenOf(field, field.rowGuards, value, subject, row, walk)
  if (ofRow === null || tally === null) return ofRow
  const itself = field.about === 'target' ? waysOpenOf(field, field.guards, value, subject, row, walk) : null
  return tally.admitted([...(itself ?? duties?.open ?? []), ...ofRow])
}

/** A value that is itself the data subject. */
function compileTarget(field: FieldShape, writeComposite: ValueWriter): ValueWriter {
  const { guards, whenOutside, namesSubjects } = field
  const disclosure = disclosureOf(field)
  return (value, around, row, _duties, walk) => {
    const { journal } = walk
    const shape = isJson(value) ? shapeOf(field, value) : null
    const subject = shape && isJson(value) ? idOf(shape, value) : null
    const open = guards.length === 0 ? guards : waysOpenOf(field, guards, value, around, row, walk)
    const isAbsent = open === null && whenOutside === null && namesSubjects
    if (shape && isJson(value) && !isAbsent)
      journal.see(subject, shape.codesKey === null ? undefined : own(value, shape.codesKey))
    // Of a registry that fails nobody learns whether it is about them.
    if (value === undefined) return nothing
    if (open === null) return keepBack(field, isAbsent ? null : subject, walk)
    if (!isJson(value)) {
      if (value === null && around !== null && disclosure !== null) journal.release(disclosure, around)
      return nothing
    }
    if (shape?.idKey && subject === null) return unnamed(field, walk)
    const mark = journal.mark()
    const about = subject ?? around
    if (about !== null && disclosure !== null) journal.release(disclosure, about)
    const written = writeComposite(value, subject, row, _duties, walk)
    if (typeof written !== 'string') journal.takeBack(mark)
    return written
  }
}

export function waysOpenOf(
  field: FieldShape,
  guards: readonly Guard[],
  value: unknown,
  subject: string | null,
  row: Row | null,
  { context }: Walk,
): readonly Guard[] | null {
  return guards.length === 0 ? guards : waysOfValue(field, guards, value, { subject, row }, context.knowledge)
}

/** Whether it is refused to say whom the field found, since it is not the caller. */
export function isOutside(
  field: FieldShape,
  value: unknown,
  subject: string | null,
  row: Row | null,
  walk: Walk,
): boolean {
  return (
    field.whenOutside !== null &&
    value === null &&
    waysOpenOf(field, field.guards, value, subject, row, walk) === null
  )
}

/** INVARIANT: what is about a data subject whom the registry does not name could not be recorded, and is not released. */
export function unnamed(field: FieldShape, { journal }: Walk): Written {
  journal.violate(field)
  return field.wrapping.isNonNull ? nulled : nothing
}

export function keepBack(field: FieldShape, subject: string | null, { journal }: Walk): Written {
  journal.keepBack(field, subject, field.whenOutside)
  return field.wrapping.isNonNull ? nulled : nothing
}
