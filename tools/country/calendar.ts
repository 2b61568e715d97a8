/** Days since 1970-01-01; earlier days are negative. */
export type Day = number

const daysPerEra = 146_097
const epochInEra = 719_468

/** Day of a date of the Gregorian calendar. Plain arithmetic: the country asks for millions. */
export function dayOf(year: number, month: number, day: number): Day {
  // Years from March on, so that the leap day is the last of its year.
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * daysPerEra + dayOfEra - epochInEra
}

function dateOf(day: Day): [year: number, month: number, day: number] {
  const shifted = day + epochInEra
  const era = Math.floor(shifted / daysPerEra)
  const dayOfEra = shifted - era * daysPerEra
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date]
}

/** The day on which the synthetic country was drawn up. A constant, so that the same seed gives the same country. */
export const today: Day = dayOf(2026, 10, 1)

/** The day from which personal codes no longer tell the date of birth. */
export const newCodesFrom: Day = dayOf(2017, 7, 1)

/** The registers' first days: nothing in them is older. */
export const independence: Day = dayOf(1991, 9, 1)

const firstCached = dayOf(1900, 1, 1)
const cachedDates: string[] = []

/** ISO 8601 calendar date. */
export function isoDate(day: Day): string {
  const slot = day - firstCached
  return slot < 0 ? written(day) : (cachedDates[slot] ??= written(day))
}

function written(day: Day): string {
  const [year, month, date] = dateOf(day)
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

export function yearOf(day: Day): number {
  return dateOf(day)[0]
}

/** The same date `years` later; 29 February becomes 1 March where there is none. */
export function addYears(day: Day, years: number): Day {
  const [year, month, date] = dateOf(day)
  return dayOf(year + years, month, date)
}

/** Completed years of life on `day`. */
export function ageOn(born: Day, day: Day): number {
  const [year, month, date] = dateOf(born)
  const [thisYear, thisMonth, thisDate] = dateOf(day)
  const passed = thisMonth > month || (thisMonth === month && thisDate >= date)
  return thisYear - year - (passed ? 0 : 1)
}
