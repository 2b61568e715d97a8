import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { operationId } from './operation-id.ts'

test('begins with its time, is a UUID of version 7, and is never the same twice', () => {
  const times = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(times, (at) => {
      const [one, other] = [operationId(at), operationId(at)]
      expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(one.replaceAll('-', '').slice(0, 12), 16)).toBe(at.getTime())
      expect(one).not.toBe(other)
    }),
  )
})
