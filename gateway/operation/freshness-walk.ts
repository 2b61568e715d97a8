import type { Freshness } from '#audit/access-record.ts'
import type { Coordinate } from '#policies/model.ts'
import { isJson, own, textOf } from './json.ts'
import type { Json } from './json.ts'
import type { Findings } from './response-journal.ts'
import type { FieldShape, ObjectShape } from './shape.ts'
import { idOf, shapeOf } from './value-ways.ts'

/** Values in the fetched data that are not known to be current. */
export interface FreshnessNote {
  readonly registry: string
  readonly state: Exclude<Freshness, 'FRESH'>
  /** In milliseconds of the steady clock. */
  readonly asOf: number
  readonly coordinates: readonly Coordinate[]
  /** What they stand in; null: whatever. */
  readonly object: unknown
}

/** How fresh one coordinate is, in the worst of its places. */
export interface Sight {
  readonly registry: string
  readonly state: Freshness
  /** Of the oldest; Infinity where all are FRESH. */
  readonly asOf: number
}

/** What a response releases, and how fresh it is. */
export interface Sights {
  readonly byCoordinate: ReadonlyMap<Coordinate, Sight>
  /** The worst of each data subject of whom something not FRESH is released. */
  readonly bySubject: ReadonlyMap<string, Freshness>
}

export interface FreshnessSource {
  readonly shape: ObjectShape
  readonly data: Json
  readonly notes: readonly FreshnessNote[]
  readonly findings: Pick<Findings, 'outside' | 'released'>
  /** Field → registry. */
  readonly owners: ReadonlyMap<Coordinate, string>
}

/**
 * Goes the response's way over the fetched data. INVARIANT: nothing is seen that the response does not tell of: no helper,
 * and no row that is outside of what is granted.
 */
export function seeFreshness(source: FreshnessSource): Sights {
  const walk = new Walk(source)
  walk.object(source.shape, source.data, '', null)
  return walk
}

type Notes = readonly FreshnessNote[]

const none: Notes = []

class Walk implements Sights {
  readonly byCoordinate = new Map<Coordinate, Sight>()
  readonly bySubject = new Map<string, Freshness>()
  readonly #owners: FreshnessSource['owners']
  readonly #notes: ReadonlyMap<unknown, Notes>
  readonly #outside: ReadonlySet<string>
  readonly #released: ReadonlySet<string>

  constructor({ notes, findings: { outside, released }, owners }: FreshnessSource) {
    this.#owners = owners
    this.#notes = Map.groupBy(notes, ({ object }) => object)
    this.#outside = new Set(outside.map(({ path }) => `/${path.join('/')}`))
    this.#released = new Set(
      released.flatMap(({ subject, disclosure }) =>
        disclosure.coordinates.map((coordinate) => `${coordinate} ${subject}`),
      ),
    )
  }

  object(shape: ObjectShape, data: Json, path: string, subject: string | null): void {
    const notes = [...(this.#notes.get(data) ?? none), ...(this.#notes.get(null) ?? none)]
    for (const field of shape.fields) {
      if (field.action !== 'leaf' && field.action !== 'cursor' && field.action !== 'object') continue
      const value = own(data, field.fetchedKey)
      const place = `${path}/${field.responseName}`
      if (value === undefined || this.#outside.has(place)) continue
      const about = field.subjectKey === null ? subject : textOf(own(data, field.subjectKey))
      const ofField = this.#see(field, notes)
      if (field.about !== 'target') this.#concern(field, about, ofField)
      if (field.action === 'object') this.#below(field, value, place, about, ofField)
    }
  }

  #below(field: FieldShape, value: unknown, path: string, subject: string | null, ofField: Notes): void {
    if (Array.isArray(value)) {
      for (const [position, element] of value.entries()) {
        const place = `${path}/${position}`
        if (!this.#outside.has(place)) this.#below(field, element, place, subject, ofField)
      }
      return
    }
    if (!isJson(value)) return
    const shape = shapeOf(field, value)
    if (shape === null) return
    const about = (field.about === 'target' ? idOf(shape, value) : null) ?? subject
    if (field.about === 'target') this.#concern(field, about, ofField)
    this.object(shape, value, path, about)
  }

  /** @returns those of the notes that are about the field. */
  #see({ selected: { coordinate } }: FieldShape, notes: Notes): Notes {
    const ofField = notes.filter(({ coordinates }) => coordinates.includes(coordinate))
    const registry = this.#owners.get(coordinate)
    const before = this.byCoordinate.get(coordinate)
    const now = ofField.reduce<Sight | undefined>((seen, note) => worst(seen, note), before)
    if (now !== undefined) this.byCoordinate.set(coordinate, now)
    else if (registry !== undefined)
      this.byCoordinate.set(coordinate, { registry, state: 'FRESH', asOf: Infinity })
    return ofField
  }

  #concern({ recorded }: FieldShape, subject: string | null, notes: Notes): void {
    if (notes.length === 0 || recorded === null || subject === null) return
    if (!this.#released.has(`${recorded} ${subject}`)) return
    for (const { state } of notes) {
      const known = this.bySubject.get(subject) ?? 'FRESH'
      this.bySubject.set(subject, badness[state] > badness[known] ? state : known)
    }
  }
}

export const badness: Readonly<Record<Freshness, number>> = { FRESH: 0, UNVERIFIED: 1, STALE: 2 }

function worst(seen: Sight | undefined, { registry, state, asOf }: FreshnessNote): Sight {
  if (seen === undefined) return { registry, state, asOf }
  return {
    registry,
    state: badness[state] > badness[seen.state] ? state : seen.state,
    asOf: Math.min(seen.asOf, asOf),
  }
}
