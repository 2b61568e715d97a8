import { compileField } from './response-field.ts'
import { disclosureOf } from './response-journal.ts'
import { quoted } from './json-text.ts'
import { readerOf, textOf } from './json.ts'
import { leafTextOf } from './leaf-text.ts'
import { nulled } from './response-walk.ts'
import type { FieldsWriter } from './response-walk.ts'
import type { FieldShape, ObjectShape } from './shape.ts'
import { isSubjectMissing } from './value-ways.ts'
import type { CompileObject } from './response-value.ts'

/** Writers of an object's fields, in their order: plain leaves beside each other are written by one. */
export function compileFields(shape: ObjectShape, compileObject: CompileObject): readonly FieldsWriter[] {
  const runs: [FieldShape, ...FieldShape[]][] = []
  for (const field of shape.fields) {
    const run = runs.at(-1)
    if (run && isPlainLeaf(field) && isPlainLeaf(run[0]) && isAboutTheSame(run[0], field)) run.push(field)
    else runs.push([field])
  }
  return runs.map((run) => {
    const [first] = run
    return isPlainLeaf(first)
      ? compileLeaves(first, run, shape, compileObject)
      : compileField(first, shape, compileObject)
  })
}

/** A leaf that is released as it is, of whichever row. */
function isPlainLeaf({ action, guards, about, namesSubjects, wrapping }: FieldShape): boolean {
  return (
    action === 'leaf' && guards.length === 0 && about !== 'target' && !namesSubjects && wrapping.item === null
  )
}

function isAboutTheSame(one: FieldShape, other: FieldShape): boolean {
  return (
    one.about === other.about &&
    one.subjectKey === other.subjectKey &&
    one.needsSubject === other.needsSubject &&
    one.isSearchRow === other.isSearchRow
  )
}

/**
 * Leaves about one data subject: where each has a value that it can have, they are released together. Otherwise each of them
 * is written by itself.
 */
function compileLeaves(
  first: FieldShape,
  fields: readonly FieldShape[],
  shape: ObjectShape,
  compileObject: CompileObject,
): FieldsWriter {
  const { about, subjectKey, isSearchRow } = first
  const readSubject = subjectKey === null ? null : readerOf(subjectKey)
  const coordinates = fields.flatMap((field) => disclosureOf(field)?.coordinates ?? [])
  const disclosure = coordinates.length > 0 ? { coordinates, isSearchRow } : null
  const leaves = fields.map((field, position) => ({
    head: `${position === 0 ? '' : ','}${quoted(field.responseName)}:`,
    read: readerOf(field.fetchedKey),
    textOf: leafTextOf(field),
    ofNull: field.wrapping.isNonNull ? undefined : 'null',
    alone: compileField(field, shape, compileObject),
  }))
  const writeApart: FieldsWriter['write'] = (data, subject, row, walk) => {
    let text = ''
    for (const { head, alone } of leaves) {
      const written = alone.write(data, subject, row, walk)
      if (written === nulled) return nulled
      text += head + (typeof written === 'string' ? written : 'null')
    }
    return text
  }
  return {
    responseName: null,
    write(data, around, row, walk) {
      const sibling = readSubject === null ? undefined : readSubject(data)
      const subject = about === 'sibling' ? textOf(sibling) : around
      if (subject === null && isSubjectMissing(first, sibling)) return writeApart(data, around, row, walk)
      let text = ''
      for (const { head, read, textOf: textOfLeaf, ofNull } of leaves) {
        const value = read(data)
        const written = value === null ? ofNull : textOfLeaf(value)
        if (written === undefined) return writeApart(data, around, row, walk)
        text += head + written
      }
      if (disclosure !== null && subject !== null) walk.journal.release(disclosure, subject)
      return text
    },
  }
}
