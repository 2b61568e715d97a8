import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ArrayColumn, arrayOf } from './array-column.ts'

/** By the description of PostgreSQL's `array_recv` alone. */
function elementsOf(bytes: Buffer): { type: number; hasNull: boolean; elements: (Buffer | null)[] } {
  expect([bytes.readInt32BE(0), bytes.readInt32BE(16)]).toEqual([1, 1])
  const elements: (Buffer | null)[] = []
  let place = 20
  while (place < bytes.length) {
    const length = bytes.readInt32BE(place)
    place += 4
    elements.push(length === -1 ? null : bytes.subarray(place, place + length))
    place += Math.max(length, 0)
  }
  expect(bytes.readInt32BE(12)).toBe(elements.length)
  return { type: bytes.readInt32BE(8), hasNull: bytes.readInt32BE(4) === 1, elements }
}

const texts = fc.array(fc.option(fc.string({ unit: 'binary-ascii', maxLength: 300 })), { maxLength: 40 })

test('an array holds what was put into it, one by one or at once, and again once it was emptied', () => {
  const column = new ArrayColumn('text')
  fc.assert(
    fc.property(texts, (given) => {
      column.clear()
      for (const text of given) column.addLatin1(text)
      const elements = given.map((text) => (text === null ? null : Buffer.from(text)))
      const expected = { type: 25, hasNull: given.includes(null), elements }
      expect(elementsOf(column.finished())).toEqual(expected)
      expect(elementsOf(arrayOf('text', elements))).toEqual(expected)
    }),
  )
})

test('instants are microseconds since 2000, also before it', () => {
  const times = fc.date({ min: new Date('1900-01-01'), max: new Date('2300-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(times, (at) => {
      const column = new ArrayColumn('timestamptz')
      column.addInstant(at)
      const [element] = elementsOf(column.finished()).elements
      expect(element?.readBigInt64BE()).toBe(BigInt(at.getTime() - Date.UTC(2000, 0, 1)) * 1_000n)
    }),
  )
})
