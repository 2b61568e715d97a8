import { own, readerOf, textOf } from './json.ts'
import type { Json } from './json.ts'
import { jsonText } from './leaf-text.ts'
import { disclosureOf } from './response-journal.ts'
import { compileValue, isOutside, keepBack, unnamed, waysOpenOf } from './response-value.ts'
import type { CompileObject } from './response-value.ts'
import { nothing, nulled } from './response-walk.ts'
import type { Duties, FieldsWriter, Walk } from './response-walk.ts'
import type { Guard } from './guards.ts'
import type { FieldShape, ObjectShape } from './shape.ts'
import { isSubjectMissing } from './value-ways.ts'

/** The writer of one field of objects of that shape. */
export function compileField(
  field: FieldShape,
  shape: ObjectShape,
  compileObject: CompileObject,
): FieldsWriter {
  const { responseName } = field
  const write = writerOf(field, shape, compileObject)
  return {
    responseName,
    write(data, subject, row, walk) {
      walk.journal.enter(responseName)
      const written = write(data, subject, row, walk)
      walk.journal.leave()
      return written
    },
  }
}

function writerOf(
  field: FieldShape,
  { typeName }: ObjectShape,
  compileObject: CompileObject,
): FieldsWriter['write'] {
  const { action, responseName, about, guards, whenOutside, namesSubjects, subjectKey } = field
  if (action === 'typename') {
    const written = typeName === null ? nulled : jsonText(typeName)
    return () => written
  }
  if (action === 'introspection') {
    return (_data, _subject, _row, { context }) => jsonText(context.introspected?.[responseName] ?? null)
  }
  const readSibling = subjectKey === null ? null : readerOf(subjectKey)
  const read = readerOf(field.fetchedKey)
  const disclosure = disclosureOf(field)
  const ofNull = field.wrapping.isNonNull ? nulled : nothing
  if (action === 'denied') {
    return (data, around, _row, { journal }) => {
      journal.withhold(field, about === 'sibling' ? textOf(readSibling?.(data)) : around)
      return ofNull
    }
  }
  const writeValue = compileValue(field, field.wrapping, compileObject)
  if (about === 'target') {
    return (data, around, row, walk) => {
      const value = read(data)
      if (namesSubjects) lookUp(field, value, isOutside(field, value, around, row, walk), walk)
      return writeValue(value, around, row, null, walk)
    }
  }
  return (data, around, row, walk) => {
    const { journal } = walk
    const value = read(data)
    const sibling = readSibling === null ? undefined : readSibling(data)
    const subject = about === 'sibling' ? textOf(sibling) : around
    if (namesSubjects) lookUp(field, value, false, walk)
    // Of a registry that fails nobody learns whether there is a row.
    if (value === undefined && guards.length > 0 && whenOutside === null) return nothing
    const open = guards.length === 0 ? guards : waysOpenOf(field, guards, value, subject, row, walk)
    if (open === null) return keepBack(field, subject, walk)
    if (value !== undefined && subject === null && isSubjectMissing(field, sibling))
      return unnamed(field, walk)
    // Before what is below it, so that a null from below takes it away as well.
    const mark = journal.mark()
    if (value !== undefined && subject !== null && disclosure !== null) journal.release(disclosure, subject)
    const written = writeValue(value, subject, row, dutiesOf(field, open, data, walk), walk)
    // Nulled from below: no longer the registry's value.
    if (written === nulled || (written === nothing && value !== null)) journal.takeBack(mark)
    return written
  }
}

function dutiesOf(
  { municipalityKey }: FieldShape,
  open: readonly Guard[],
  data: Json,
  { context }: Walk,
): Duties | null {
  if (open.length === 0) return null
  return {
    open,
    means: {
      municipality: municipalityKey === null ? undefined : own(data, municipalityKey),
      pseudonymOf: (value) => context.pseudonymOf(value),
    },
  }
}

function lookUp(field: FieldShape, value: unknown, isRefused: boolean, { journal }: Walk): void {
  journal.lookUp(field, value !== undefined && !isRefused, isRefused)
}
