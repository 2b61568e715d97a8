import type { Coordinate } from '#policies/model.ts'
import type { Disclosure } from './response-journal.ts'

/**
 * What was released about one data subject, in the order in which it was first met. The same sets come again with each request
 * of an operation, and are made once.
 */
export interface ReleasedSet {
  readonly coordinates: readonly Coordinate[]
  /** Something besides that a search found somebody. */
  readonly isOpened: boolean
  has(coordinate: Coordinate): boolean
  /** The set with that as well; the set itself where it has all of it. */
  with(disclosure: Disclosure): ReleasedSet
}

/** Sets of one operation that are kept; a registry that leaves out ever other values makes new ones. */
const mostKept = 500

/** The first step from nothing. Disclosures are an operation's own, and their sets end with them. */
const firstSets = new WeakMap<Disclosure, ReleasedSet>()

export const nothingReleased: ReleasedSet = {
  coordinates: [],
  isOpened: false,
  has: () => false,
  with(disclosure) {
    const known = firstSets.get(disclosure)
    if (known !== undefined) return known
    const made = extended(nothingReleased, disclosure, { left: mostKept })
    firstSets.set(disclosure, made)
    return made
  },
}

function extended(
  { coordinates, isOpened }: Pick<ReleasedSet, 'coordinates' | 'isOpened'>,
  { coordinates: more, isSearchRow }: Disclosure,
  kept: { left: number },
): ReleasedSet {
  const next = new Map<Disclosure, ReleasedSet>()
  const members = new Set([...coordinates, ...more])
  const set: ReleasedSet = {
    coordinates: [...members],
    has: (coordinate) => members.has(coordinate),
    isOpened: isOpened || !isSearchRow,
    with(disclosure) {
      const known = next.get(disclosure)
      if (known !== undefined) return known
      const made = covers(set, disclosure) ? set : extended(set, disclosure, kept)
      if (kept.left > 0) {
        kept.left -= 1
        next.set(disclosure, made)
      }
      return made
    },
  }
  return set
}

function covers(set: ReleasedSet, { coordinates, isSearchRow }: Disclosure): boolean {
  return (set.isOpened || isSearchRow) && coordinates.every((coordinate) => set.has(coordinate))
}
