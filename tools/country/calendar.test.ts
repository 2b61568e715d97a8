import { expect, test } from 'vitest'
import { addYears, ageOn, dayOf, isoDate, yearOf } from './calendar.ts'

test('every day from 1890 to 2060 is the one that JavaScript says', () => {
  const days = Array.from(
    { length: dayOf(2060, 1, 1) - dayOf(1890, 1, 1) },
    (_day, nth) => dayOf(1890, 1, 1) + nth,
  )
  const wrong = days.filter((day) => {
    const date = new Date(day * 86_400_000)
    const back = dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    return back !== day || isoDate(day) !== date.toISOString().slice(0, 10)
  })
  expect(days).toHaveLength(62_091)
  expect(wrong).toEqual([])
})

test('years are added and counted by the calendar', () => {
  expect(isoDate(addYears(dayOf(2000, 2, 29), 18))).toBe('2018-03-01')
  expect(isoDate(addYears(dayOf(1999, 5, 3), 18))).toBe('2017-05-03')
  expect(yearOf(dayOf(1999, 12, 31))).toBe(1999)
  expect(ageOn(dayOf(2000, 6, 15), dayOf(2018, 6, 14))).toBe(17)
  expect(ageOn(dayOf(2000, 6, 15), dayOf(2018, 6, 15))).toBe(18)
})
