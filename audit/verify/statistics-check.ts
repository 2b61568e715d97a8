import { hexOf, utf8 } from './bytes.ts'
import { digest } from './digests.ts'
import type { Found } from './found.ts'
import type { OperationRow } from './rows.ts'

/** A count of the open statistics as it is stored; an empty text: not known. */
export interface StatisticRow {
  /** Calendar date in Riga. */
  readonly day: string
  readonly consumer: string
  readonly organisation: string
  readonly purpose: string
  /** Of `operation_shape`. */
  readonly shape: string
  readonly outcome: string
  readonly operations: number
  readonly subjects: number
}

export interface ShapeRow {
  readonly shape: string
  readonly coordinates: unknown
}

export interface StatisticRows {
  shapes(): AsyncIterable<readonly ShapeRow[]>
  statistics(): AsyncIterable<readonly StatisticRow[]>
}

/** Counts the sealed operation records anew, and compares the stored statistics with that. */
export interface StatisticsCheck {
  /** One that is sealed; null where what was sealed is not known. */
  operation(row: OperationRow | null): void
  /** @returns how many stored counts were compared; null where they cannot be, since not all operations are known. */
  compare(rows: StatisticRows): Promise<number | null>
}

interface Count {
  operations: number
  subjects: number
}

export function statisticsCheck(found: Found): StatisticsCheck {
  const counts = new Map<string, Count>()
  const dayOf = rigaDays()
  const setOf = coordinateSets()
  let isWhole = true

  return {
    operation(row) {
      if (row === null) {
        isWhole = false
        return
      }
      const { consumer, organisation, purpose, outcome, subjects } = row
      const key = keyOf({
        day: dayOf(row.at),
        consumer: consumer ?? '',
        organisation: organisation ?? '',
        purpose: purpose ?? '',
        coordinates: setOf(row.coordinates),
        outcome,
      })
      const count = counts.get(key) ?? { operations: 0, subjects: 0 }
      count.operations++
      count.subjects += subjects
      counts.set(key, count)
    },
    async compare(rows) {
      if (!isWhole) return null
      const sets = new Map<string, string>()
      for await (const batch of rows.shapes())
        for (const { shape, coordinates } of batch) sets.set(shape, setOf(coordinates))
      let compared = 0
      for await (const batch of rows.statistics()) {
        for (const row of batch) {
          compared++
          const key = keyOf({ ...row, coordinates: sets.get(row.shape) ?? '' })
          const count = counts.get(key) ?? { operations: 0, subjects: 0 }
          counts.delete(key)
          if (count.operations !== row.operations || count.subjects !== row.subjects)
            found.add('STATISTIC_DIFFERS', placeOf(row.day), differenceOf(row, count))
        }
      }
      for (const [key, count] of counts)
        found.add('STATISTIC_DIFFERS', placeOf(dayIn(key)), differenceOf(nothing, count))
      return compared
    },
  }
}

const nothing: Count = { operations: 0, subjects: 0 }

function placeOf(day: string) {
  return { kind: 'statistics', number: day } as const
}

function differenceOf(stored: Count, counted: Count): string {
  return `${stored.operations} requests about ${stored.subjects} people stored, ${counted.operations} about ${counted.subjects} counted`
}

interface Key extends Omit<StatisticRow, 'shape' | 'operations' | 'subjects'> {
  readonly coordinates: string
}

function keyOf({ day, consumer, organisation, purpose, coordinates, outcome }: Key): string {
  return JSON.stringify([day, consumer, organisation, purpose, coordinates, outcome])
}

function dayIn(key: string): string {
  return key.slice(2, key.indexOf('"', 2))
}

const keptSets = 10_000

/** A short name for each set of coordinates, in whatever order and however often each of them stands there. */
function coordinateSets(): (coordinates: unknown) => string {
  const known = new Map<string, string>()
  return (coordinates) => {
    const text = JSON.stringify(coordinates)
    const before = known.get(text)
    if (before !== undefined) return before
    const names = Array.isArray(coordinates) ? [...new Set(coordinates.map(String))].toSorted() : []
    const name = hexOf(digest(utf8(JSON.stringify(names))))
    // Callers choose what they ask together: of sets there may be as many as operations.
    if (known.size === keptSets) known.clear()
    known.set(text, name)
    return name
  }
}

const hourMs = 3_600_000

/** The calendar date in Riga, which changes on the hour of UTC only: worked out once for each hour. */
function rigaDays(): (at: number) => string {
  const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Riga' })
  const known = new Map<number, string>()
  return (at) => {
    const hour = Math.floor(at / hourMs)
    const before = known.get(hour)
    if (before !== undefined) return before
    const day = Number.isFinite(hour) ? calendar.format(hour * hourMs) : 'never'
    known.set(hour, day)
    return day
  }
}
