import { expect, test } from 'vitest'
import { DataReader } from './data-reader.ts'
import type { Condition, Coordinate, Operand } from './model.ts'
import { noteNamedPeople } from './named-people.ts'

const code = '39005641465'

function notesOf(
  attribute: Coordinate,
  value: Operand,
  parameters: Readonly<Record<string, readonly string[]>> = {},
): readonly string[] {
  const reader = new DataReader()
  const compared: Condition = { kind: 'compare', attribute, operator: 'in', value }
  const condition: Condition = { kind: 'not', of: { kind: 'any', of: [compared] } }
  noteNamedPeople(reader, [{ coordinate: 'Query.person', condition }], parameters, 'grants')
  return reader.problems
}

const identities: readonly Coordinate[] = [
  'Person.id',
  'Person.codes',
  'Person.personalCode',
  'Person.earlierPersonalCodes',
]

test.each(identities)('%s is compared with nothing that is written down', (attribute) => {
  const why = /kept for ever and must not name people/
  expect(notesOf(attribute, { values: [code] })).toEqual([expect.stringMatching(why)])
  expect(notesOf(attribute, { values: ['anything'] })).toEqual([expect.stringMatching(why)])
  expect(notesOf(attribute, { parameter: 'who' }, { who: [code] })).toEqual([expect.stringMatching(why)])
  expect(notesOf(attribute, { parameter: 'who' })).toEqual([expect.stringMatching(why)])
  expect(notesOf(attribute, { claim: 'personal_code' })).toEqual([])
  expect(notesOf(attribute, { relation: 'minorChildren' })).toEqual([])
})

test.each([code, '390056-41465', ' 390056 41465\u200B', '３９００５６４１４６５', Number(code)])(
  'no attribute of a Person is compared with %j, and the code is not repeated',
  (value) => {
    const notes = [
      ...notesOf('Person.familyName', { values: ['Ozola', value] }),
      ...notesOf('Person.familyName', { parameter: 'who' }, { who: [String(value)] }),
    ]
    expect(notes).toHaveLength(2)
    for (const note of notes) {
      expect(note).toMatch(/looks like a personal code: agreements are kept for ever/)
      expect(note).not.toContain(String(value))
    }
  },
)

test('numbers of companies and properties are no personal codes', () => {
  expect(notesOf('LegalEntity.registrationNumber', { values: ['40000000001'] })).toEqual([])
  expect(notesOf('Property.cadastralNumber', { parameter: 'p' }, { p: ['01000010001'] })).toEqual([])
  expect(notesOf('Person.municipality', { values: ['0001000', '390056414650'] })).toEqual([])
  expect(
    notesOf('Person.municipality', { parameter: 'territory' }, { territory: ['0001000'], p: [code] }),
  ).toEqual([])
})
