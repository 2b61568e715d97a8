import type { AccessRecordInput, Freshness } from '#audit/access-record.ts'
import type { Coordinate } from '#policies/model.ts'
import { nothingReleased } from './released-set.ts'
import type { ReleasedSet } from './released-set.ts'
import type { Release, Sighting } from './response-journal.ts'

/** What one request touched of data subjects. */
export interface Accesses {
  readonly released: readonly Release[]
  readonly withheld: readonly Sighting[]
  /** Every id by which somebody in the data is known. */
  readonly seen: ReadonlySet<string>
  /** Codes that arguments of granted fields named. */
  readonly lookups: readonly { readonly code: string; readonly isDelivered: boolean }[]
  /** Codes that arguments of denied fields named. */
  readonly denied: readonly { readonly code: string; readonly withheld: readonly Coordinate[] }[]
  /** Field → registry. */
  readonly owners: ReadonlyMap<Coordinate, string>
  /** Of people of whom something is released that is not FRESH. */
  readonly freshness: ReadonlyMap<string, Freshness>
}

interface Access {
  released: ReleasedSet
  /** null: nothing. */
  withheld: Set<Coordinate> | null
  /** Named, and the registry said that there is nobody. */
  isNotFound: boolean
}

/** One access record per data subject, by the rules of `docs/audit.md`. */
export function accessRecords(accesses: Accesses): readonly AccessRecordInput[] {
  const bySubject = new Map<string, Access>()
  const of = (subject: string): Access => {
    const known = bySubject.get(subject)
    if (known) return known
    const access: Access = { released: nothingReleased, withheld: null, isNotFound: false }
    bySubject.set(subject, access)
    return access
  }
  const withhold = (subject: string, coordinate: Coordinate): void => {
    const access = of(subject)
    access.withheld ??= new Set()
    access.withheld.add(coordinate)
  }
  for (const { subject, disclosure } of accesses.released) {
    const access = of(subject)
    access.released = access.released.with(disclosure)
  }
  for (const { subject, coordinate } of accesses.withheld) withhold(subject, coordinate)
  for (const { code, withheld } of accesses.denied) {
    for (const coordinate of withheld) withhold(code, coordinate)
  }
  for (const { code, isDelivered } of accesses.lookups) {
    // Who was found, by whatever code, has a record under the id that was found.
    if (!accesses.seen.has(code)) of(code).isNotFound ||= isDelivered
  }
  return Array.from(bySubject, ([subject, access]) => recordOf(subject, access, accesses))
}

function recordOf(subject: string, access: Access, { owners, freshness }: Accesses): AccessRecordInput {
  const { released } = access
  const withheld =
    access.withheld === null ? none : [...access.withheld].filter((coordinate) => !released.has(coordinate))
  return {
    subject,
    outcome: outcomeOf(access, withheld.length > 0),
    released: released.coordinates,
    withheld,
    entity: 'Person',
    registries: registriesOf(released.coordinates, owners),
    freshness: freshness.get(subject) ?? 'FRESH',
  }
}

const none: readonly Coordinate[] = []

/** Of the same list of coordinates the same list of registries. */
const registriesByCoordinates = new WeakMap<readonly Coordinate[], readonly string[]>()

function registriesOf(
  coordinates: readonly Coordinate[],
  owners: ReadonlyMap<Coordinate, string>,
): readonly string[] {
  const known = registriesByCoordinates.get(coordinates)
  if (known !== undefined) return known
  const registries = [...new Set(coordinates.flatMap((coordinate) => owners.get(coordinate) ?? []))]
  // What an operation may release is compiled for one supergraph, and so are its lists.
  if (coordinates.length > 0) registriesByCoordinates.set(coordinates, registries)
  return registries
}

function outcomeOf({ released, isNotFound }: Access, isWithheld: boolean): AccessRecordInput['outcome'] {
  if (released.coordinates.length === 0) return isNotFound ? 'NOT_FOUND' : 'REFUSED'
  if (!released.isOpened) return 'SEARCH_HIT'
  return isWithheld ? 'PARTLY' : 'RELEASED'
}

/** The records of a request that was refused as a whole while it named people. */
export function refusedRecords(
  codes: readonly string[],
  withheld: readonly Coordinate[],
): readonly AccessRecordInput[] {
  return codes.map((subject) => ({
    subject,
    outcome: 'REFUSED',
    released: [],
    withheld,
    entity: 'Person',
    registries: [],
    freshness: 'FRESH',
  }))
}
