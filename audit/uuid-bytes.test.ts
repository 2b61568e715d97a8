import { assert, boolean, property, uuid } from 'fast-check'
import { expect, test } from 'vitest'
import { uuidBytes } from './uuid-bytes.ts'

test('are those that its digits name, in either case', () => {
  assert(
    property(uuid(), boolean(), (lower, isUpper) => {
      const given = isUpper ? lower.toUpperCase() : lower
      expect(uuidBytes(given).toString('hex')).toBe(lower.replaceAll('-', ''))
    }),
  )
})
