import type { Guard } from './guards.ts'
import { isJson, own, textOf } from './json.ts'
import type { Json } from './json.ts'
import { nearest, waysOpen } from './row.ts'
import type { Knowledge, Row } from './row.ts'
import type { FieldShape, ObjectShape } from './shape.ts'

/**
 * By which ways a value, itself a row or in one, may be released; null where it is outside of what is granted. INVARIANT:
 * asked before anything is written or recorded of the value.
 */
export function waysOfValue(
  field: FieldShape,
  guards: readonly Guard[],
  value: unknown,
  place: { readonly subject: string | null; readonly row: Row | null },
  knowledge: Knowledge,
): readonly Guard[] | null {
  const shape = isJson(value) ? shapeOf(field, value) : null
  const id = shape && isJson(value) && field.about === 'target' ? idOf(shape, value) : null
  const subject = field.about === 'target' ? id : place.subject
  const row =
    shape?.row && isJson(value) ? { shape: shape.row, data: value, subject, around: place.row } : place.row
  // Where there is nobody, the rows around are somebody else.
  const rowOf = (type: string) => (shape === null && field.shapes?.has(type) ? null : nearest(row, type))
  return waysOpen(guards, subject, rowOf, knowledge)
}

export function idOf({ idKey }: ObjectShape, value: Json): string | null {
  return idKey === null ? null : textOf(own(value, idKey))
}

export function shapeOf(field: FieldShape, value: Json): ObjectShape | null {
  if (field.shapes?.size === 1 && field.untypedShape) return field.untypedShape
  const type = own(value, '__typename')
  return typeof type === 'string' ? (field.shapes?.get(type) ?? null) : field.untypedShape
}

/** A registry says null where a value is about nobody; anything else but an id is not known. */
export function isSubjectMissing(field: FieldShape, sibling: unknown): boolean {
  return field.subjectKey !== null && (sibling !== null || field.needsSubject)
}
