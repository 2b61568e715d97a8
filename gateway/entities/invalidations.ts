import type { FillMark, RegistryChange, SourcePosition } from './registry-change.ts'

/** The last of a kind of invalidation. */
interface Tombstone {
  /** The highest that was told; null where none was. */
  readonly position: SourcePosition | null
  readonly sequence: number
  /** Of the last one that told no position. */
  readonly bareSequence: number
}

/** What a fetch must have seen for its fills to be kept: the recent changes of one registry, in bounded memory. */
export interface Invalidations {
  /** Number of changes and begins noted. */
  readonly sequence: number
  /**
   * The source is followed from `position` on; null where it has no positions. What was known before is forgotten: it
   * may have been told by a source whose positions went on from elsewhere (a database that was restored from a copy).
   */
  begin(position: SourcePosition | null): void
  note(change: RegistryChange): void
  /** `mark` is of the time since the last begin. */
  accepts(mark: FillMark, position: SourcePosition | null, type: string, keys: readonly string[]): boolean
  acceptsNotFound(mark: FillMark, position: SourcePosition | null, type: string): boolean
}

/** A fetch is under way for seconds: more changes than this within it only cost its fills. */
const mostTombstones = 20_000

const nothing: Tombstone = { position: null, sequence: 0, bareSequence: 0 }

export function createInvalidations(most = mostTombstones): Invalidations {
  /** The last change of an entity by any of its keys, of a whole type, and of anything of a type. */
  const byKey = new Map<string, Tombstone>()
  const byType = new Map<string, Tombstone>()
  const byAnyOfType = new Map<string, Tombstone>()
  let sequence = 0
  /** Stands for everything that is no longer remembered by itself. */
  let floor = nothing
  let hasPositions = false

  function bury(tombs: Map<string, Tombstone>, name: string, position: SourcePosition | null): void {
    const buried = merge(tombs.get(name) ?? nothing, position, sequence)
    // Moved to the end: the first of a map is the one that was changed longest ago.
    tombs.delete(name)
    tombs.set(name, buried)
    if (tombs.size <= most) return
    for (const [oldest, tombstone] of tombs) {
      tombs.delete(oldest)
      // INVARIANT: what is forgotten raises the floor, so that no fill is accepted that it would have refused.
      floor = {
        position: higher(floor.position, tombstone.position),
        sequence: Math.max(floor.sequence, tombstone.sequence),
        bareSequence: Math.max(floor.bareSequence, tombstone.bareSequence),
      }
      break
    }
  }

  function hasSeen(
    { sequence: heard }: FillMark,
    position: SourcePosition | null,
    tombstone: Tombstone | undefined,
  ): boolean {
    if (tombstone === undefined) return true
    if (position === null) return tombstone.sequence <= heard
    const isLate = tombstone.position !== null && position < tombstone.position
    return !isLate && tombstone.bareSequence <= heard
  }

  /** Of a source with positions, an answer without one may come from a replica that lags behind by any time. */
  const isPlaced = (position: SourcePosition | null): boolean => position !== null || !hasPositions

  return {
    get sequence() {
      return sequence
    },
    begin(position) {
      sequence += 1
      for (const tombs of [byKey, byType, byAnyOfType]) tombs.clear()
      hasPositions = position !== null
      floor = { position, sequence, bareSequence: 0 }
    },
    note({ position, entities, types, inserted }) {
      sequence += 1
      hasPositions ||= position !== null
      for (const [type, key] of entities) bury(byKey, nameOf(type, key), position)
      for (const type of types) bury(byType, type, position)
      for (const type of typesIn({ entities, types, inserted })) bury(byAnyOfType, type, position)
    },
    accepts: (mark, position, type, keys) =>
      isPlaced(position) &&
      hasSeen(mark, position, floor) &&
      hasSeen(mark, position, byType.get(type)) &&
      keys.every((key) => hasSeen(mark, position, byKey.get(nameOf(type, key)))),
    acceptsNotFound: (mark, position, type) =>
      isPlaced(position) && hasSeen(mark, position, floor) && hasSeen(mark, position, byAnyOfType.get(type)),
  }
}

/** Every type that a change says something of: what was not found of it may be there now, also by an update. */
export function typesIn({
  entities,
  types,
  inserted,
}: Omit<RegistryChange, 'position'>): ReadonlySet<string> {
  return new Set([...entities.map(([type]) => type), ...types, ...inserted])
}

/** A GraphQL name has no spaces. */
function nameOf(type: string, key: string): string {
  return `${type} ${key}`
}

function merge(known: Tombstone, position: SourcePosition | null, sequence: number): Tombstone {
  return {
    position: higher(known.position, position),
    sequence,
    bareSequence: position === null ? sequence : known.bareSequence,
  }
}

function higher(one: SourcePosition | null, other: SourcePosition | null): SourcePosition | null {
  if (one === null || other === null) return one ?? other
  return one < other ? other : one
}
