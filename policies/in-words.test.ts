import { expect, test } from 'vitest'
import { alternativesInWords, conditionInWords, obligationInWords } from './in-words.ts'
import type { Condition, Obligation, Operand } from './model.ts'

const parameters = { territory: ['0001000', '0002000'], none: [] }

function compare(operator: 'in' | 'atLeast' | 'atMost', value: Operand): Condition {
  return { kind: 'compare', attribute: 'Person.dateOfBirth', operator, value }
}

test.for<[Condition, string]>([
  [{ kind: 'self' }, 'it is about the caller'],
  [{ kind: 'consent' }, 'the person consents'],
  [compare('in', { values: [true] }), 'Person.dateOfBirth is true'],
  [compare('in', { values: ['a', 'b'] }), 'Person.dateOfBirth is one of a, b'],
  [compare('in', { values: [] }), 'Person.dateOfBirth is one of nothing'],
  [compare('in', { parameter: 'territory' }), 'Person.dateOfBirth is one of territory (0001000, 0002000)'],
  [compare('in', { parameter: 'none' }), 'Person.dateOfBirth is one of none (nothing)'],
  [
    compare('in', { parameter: 'constructor' }),
    'Person.dateOfBirth is one of constructor, which the agreement does not have',
  ],
  [compare('in', { claim: 'personal_code' }), "Person.dateOfBirth is the caller's personal_code"],
  [
    compare('in', { relation: 'minorChildren' }),
    "Person.dateOfBirth is one of the caller's children under 18 years",
  ],
  [compare('in', { relation: 'wards' }), 'Person.dateOfBirth is one of those whose guardian the caller is'],
  [compare('atMost', { yearsAgo: 18 }), 'Person.dateOfBirth lies at least 18 years ago'],
  [compare('atLeast', { yearsAgo: 18 }), 'Person.dateOfBirth lies at most 18 years ago'],
  [compare('atLeast', { values: ['2000-01-01'] }), 'Person.dateOfBirth is at least 2000-01-01'],
  [
    { kind: 'all', of: [{ kind: 'self' }, { kind: 'any', of: [{ kind: 'consent' }, { kind: 'self' }] }] },
    '(it is about the caller and (the person consents or it is about the caller))',
  ],
  [{ kind: 'not', of: { kind: 'self' } }, 'not (it is about the caller)'],
  [{ kind: 'any', of: [{ kind: 'self' }] }, 'it is about the caller'],
])('%j is read as: %s', ([condition, words]) => {
  expect(conditionInWords(condition, parameters)).toBe(words)
})

test('a long list is told by its first members', () => {
  const values = Array.from({ length: 100 }, (_, place) => place)
  expect(conditionInWords(compare('in', { values }), {})).toMatch(/10, 11 and 88 more$/)
})

test.for<[Obligation, string]>([
  [{ kind: 'mask', keep: 1 }, 'masked after 1 character'],
  [{ kind: 'generalise', to: 'year' }, 'only the year'],
  [{ kind: 'generalise', to: 'pseudonym' }, 'only a pseudonym'],
  [{ kind: 'maxRows', rows: 10 }, 'at most 10 rows in an answer'],
])('%j is read as: %s', ([obligation, words]) => {
  expect(obligationInWords(obligation)).toBe(words)
})

test('alternatives are read in the order in which they are tried', () => {
  const plain = { obligations: [], maxStalenessSeconds: null, reason: 'g' }
  const masked: Obligation = { kind: 'mask', keep: 6 }
  const alternatives = [
    { ...plain, condition: { kind: 'self' as const } },
    { ...plain, condition: null, obligations: [masked], maxStalenessSeconds: 60 },
  ]
  expect(alternativesInWords(alternatives, {})).toBe(
    'rows where it is about the caller; or every row, masked after 6 characters, no older than 60 seconds',
  )
})
