import type { AccessRecordInput, Freshness } from '#audit/access-record.ts'
import type { Coordinate } from '#policies/model.ts'
import type { Sighting } from './response-journal.ts'

/** What one request touched of data subjects. */
export interface Accesses {
  readonly released: readonly Sighting[]
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
  readonly released: Set<Coordinate>
  readonly withheld: Set<Coordinate>
  /** Something of the person was released besides that a search found them. */
  isOpened: boolean
  /** Named, and the registry said that there is nobody. */
  isNotFound: boolean
}

/** One access record per data subject, by the rules of `docs/audit.md`. */
export function accessRecords(accesses: Accesses): readonly AccessRecordInput[] {
  const bySubject = new Map<string, Access>()
  const of = (subject: string): Access => {
    const known = bySubject.get(subject)
    if (known) return known
    const access = {
      released: new Set<string>(),
      withheld: new Set<string>(),
      isOpened: false,
      isNotFound: false,
    }
    bySubject.set(subject, access)
    return access
  }
  for (const { subject, coordinate, isSearchRow } of accesses.released) {
    const access = of(subject)
    access.released.add(coordinate)
    if (!isSearchRow) access.isOpened = true
  }
  for (const { subject, coordinate } of accesses.withheld) of(subject).withheld.add(coordinate)
  for (const { code, withheld } of accesses.denied) {
    for (const coordinate of withheld) of(code).withheld.add(coordinate)
  }
  for (const { code, isDelivered } of accesses.lookups) {
    // Who was found, by whatever code, has a record under the id that was found.
    if (!accesses.seen.has(code)) of(code).isNotFound ||= isDelivered
  }
  return [...bySubject].map(([subject, access]) => recordOf(subject, access, accesses))
}

function recordOf(subject: string, access: Access, { owners, freshness }: Accesses): AccessRecordInput {
  const released = [...access.released]
  const withheld = [...access.withheld].filter((coordinate) => !access.released.has(coordinate))
  return {
    subject,
    outcome: outcomeOf(access, withheld.length > 0),
    released,
    withheld,
    entity: 'Person',
    registries: [...new Set(released.flatMap((coordinate) => owners.get(coordinate) ?? []))],
    freshness: freshness.get(subject) ?? 'FRESH',
  }
}

function outcomeOf(access: Access, isWithheld: boolean): AccessRecordInput['outcome'] {
  if (access.released.size === 0) {
    return access.isNotFound ? 'NOT_FOUND' : 'REFUSED'
  }
  if (!access.isOpened) return 'SEARCH_HIT'
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
