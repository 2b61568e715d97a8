import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorSeal } from './cursors.ts'

const seal = cursorSeal(randomBytes(32))
const binding = { permission: '1001', coordinate: 'Query.persons', arguments: { familyName: 'x' } }

test('a cursor opens to the position it was made of', () => {
  fc.assert(
    fc.property(fc.string(), (position) => {
      expect(seal.open(seal.seal(position, binding), binding)).toBe(position)
    }),
  )
})

test.each([
  ['permission', { ...binding, permission: '1002' }],
  ['field', { ...binding, coordinate: 'Query.properties' }],
  ['search', { ...binding, arguments: { familyName: 'y' } }],
  ['further argument', { ...binding, arguments: { familyName: 'x', givenName: 'z' } }],
])('it does not open under another %s', (_what, other) => {
  expect(seal.open(seal.seal('position', binding), other)).toBeNull()
})

test('the order of arguments does not matter', () => {
  const one = { ...binding, arguments: { a: 1, b: 2 } }
  expect(seal.open(seal.seal('position', one), { ...one, arguments: { b: 2, a: 1 } })).toBe('position')
})

test('nothing else opens, whatever its bytes', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array(), (text, bytes) => {
      expect(seal.open(text, binding)).toBeNull()
      expect(seal.open(Buffer.from(bytes).toString('base64url'), binding)).toBeNull()
    }),
  )
})

test('a position cannot be read in its cursor, and two cursors of one position differ', () => {
  const first = seal.seal('39000000001', binding)
  expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('39000000001')
  expect(seal.seal('39000000001', binding)).not.toBe(first)
})
