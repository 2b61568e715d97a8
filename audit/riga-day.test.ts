import { assert, date, property } from 'fast-check'
import { expect, test } from 'vitest'
import { endOfRigaDay, rigaDay } from './riga-day.ts'

test.each([
  ['2026-01-15T21:59:59.999Z', '2026-01-15', '2026-01-15T22:00:00.000Z'],
  ['2026-01-15T22:00:00.000Z', '2026-01-16', '2026-01-16T22:00:00.000Z'],
  ['2026-07-15T20:59:59.999Z', '2026-07-15', '2026-07-15T21:00:00.000Z'],
  ['2026-07-15T21:00:00.000Z', '2026-07-16', '2026-07-16T21:00:00.000Z'],
  // The days on which the clocks change have 23 and 25 hours.
  ['2026-03-28T22:00:00.000Z', '2026-03-29', '2026-03-29T21:00:00.000Z'],
  ['2026-10-24T21:00:00.000Z', '2026-10-25', '2026-10-25T22:00:00.000Z'],
  ['2026-12-31T22:00:00.000Z', '2027-01-01', '2027-01-01T22:00:00.000Z'],
])('at %s it is %s in Riga, until %s', (at, day, end) => {
  expect(rigaDay(new Date(at))).toBe(day)
  expect(endOfRigaDay(new Date(at)).toISOString()).toBe(end)
})

test('a day ends where the next begins', () => {
  const range = { min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }
  assert(
    property(date(range), (at) => {
      const end = endOfRigaDay(at)
      expect(end.getTime()).toBeGreaterThan(at.getTime())
      expect(rigaDay(new Date(end.getTime() - 1))).toBe(rigaDay(at))
      expect(rigaDay(end)).not.toBe(rigaDay(at))
    }),
  )
})
