const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Riga' })
const hourMs = 3_600_000
const dayMs = 86_400_000
/** Riga is two hours before UTC, or three in summer. */
const offsetsMs = [3, 2].map((hours) => hours * hourMs)

/** Of the last hour that was asked about: dates change with full hours. */
let known = { hour: Number.NaN, day: '' }

/** The calendar date in Riga, `YYYY-MM-DD`: the day by which uses are counted. */
export function rigaDay(at: Date): string {
  const hour = Math.floor(at.getTime() / hourMs)
  if (hour !== known.hour) known = { hour, day: calendar.format(at) }
  return known.day
}

/** The moment at which that date ends in Riga. */
export function endOfRigaDay(at: Date): Date {
  const nextMidnight = Date.parse(`${rigaDay(at)}T00:00:00Z`) + dayMs
  const next = new Date(nextMidnight).toISOString().slice(0, 10)
  const ends = offsetsMs.map((offset) => new Date(nextMidnight - offset))
  return ends.find((end) => rigaDay(end) === next) ?? new Date(nextMidnight)
}
