import { expect, test } from 'vitest'
import { holds } from './condition.ts'
import type { Condition } from './model.ts'

const callerCodes = new Set(['39111111111', '01017012345'])

test.for([
  ['39111111111', true],
  ['01017012345', true],
  ['39222222222', false],
  ['unresolved:cadastre:17', false],
  ['', false],
  [null, false],
] as const)('the condition self on a row about %s', ([subject, expected]) => {
  expect(holds({ kind: 'self' }, { subject, callerCodes })).toBe(expected)
})

test('a caller without a personal code is nobody, and not the subject of rows about nobody', () => {
  expect(holds({ kind: 'self' }, { subject: '39111111111', callerCodes: new Set() })).toBe(false)
  expect(holds({ kind: 'self' }, { subject: null, callerCodes: new Set() })).toBe(false)
})

test.for(['always', 'toString', '__proto__', 'constructor'])('an unknown kind never holds: %s', (kind) => {
  const condition: Condition = JSON.parse(JSON.stringify({ kind }))
  expect(holds(condition, { subject: '39111111111', callerCodes })).toBe(false)
})
