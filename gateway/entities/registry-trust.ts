import { createInvalidations, typesIn } from './invalidations.ts'
import type { FillMark, RegistryChange, SourcePosition } from './registry-change.ts'

/** What memory may believe of one registry. Times are milliseconds of a steady clock of this node. */
export interface RegistryTrust {
  readonly registry: string
  /** false: what is kept of it is judged by its age alone. */
  readonly hasFeed: boolean
  /** Grows whenever what was filled before can no longer be vouched for. */
  readonly generation: number
  /** True where everything that was committed until within the last `silenceMs` has been told. */
  isVouching(now: number): boolean
  /**
   * The last moment until which everything that concerns the fills of a generation (the present one, unless said
   * otherwise) is known to have been told: `now` while vouching, -Infinity where there was none, or it is forgotten.
   */
  vouchedAt(now: number, generation?: number): number
  mark(): FillMark
  /** Whether what a fetch found may be kept under these keys (its key and aliases): no change is known that it may lack. */
  accepts(mark: FillMark, position: SourcePosition | null, type: string, keys: readonly string[]): boolean
  /** Whether it may be kept that a fetch found nothing of this type. */
  acceptsNotFound(mark: FillMark, position: SourcePosition | null, type: string): boolean
}

/** What a feed does to memory. */
export interface InvalidatedMemory {
  drop(registry: string, type: string, key: string): void
  dropType(registry: string, type: string): void
  dropNotFound(registry: string, type: string): void
}

/** The trust of a registry whose feed is followed: what is heard on its connections makes and ends it. */
export interface FollowedTrust extends RegistryTrust {
  /**
   * `now`: before the request is sent. The connection before this one counts no more. One that does not go on from a
   * cursor must begin before anything of it counts.
   */
  connect(now: number, resumes: boolean): FeedConnection
  /** The registry says that it has no feed. One that has been heard is believed to come back. */
  withoutFeed(): void
}

/** One connection to a feed. Each call answers false where the connection counts no more, and is to be given up. */
export interface FeedConnection {
  /** From `position` on everything will be told; of what was before, nothing more. */
  begin(now: number, position: SourcePosition | null): boolean
  change(now: number, change: RegistryChange): boolean
  /**
   * All has been told that was committed until `toldUntil`, by the clock of this node; null where the source does not
   * say when that was: then it counts as said when it arrives.
   */
  heartbeat(now: number, toldUntil: number | null): boolean
  lost(): void
}

/** How long a feed may say nothing before it is no longer believed. */
export const silenceMs = 1_000

/** Ends of earlier generations that are remembered. */
const mostGenerations = 16

/** The trust of a registry that is not followed. */
export function unfollowed(registry: string): RegistryTrust {
  const mark = { generation: 0, sequence: 0 }
  return {
    registry,
    hasFeed: false,
    generation: 0,
    isVouching: () => false,
    vouchedAt: () => -Infinity,
    mark: () => mark,
    accepts: () => true,
    acceptsNotFound: () => true,
  }
}

export function createRegistryTrust(
  registry: string,
  memory: InvalidatedMemory,
  invalidations = createInvalidations(),
): FollowedTrust {
  let hasFeed = true
  let generation = 0
  let current: object | null = null
  let isVouched = false
  /** Everything that was committed before has been told, in this generation. */
  let toldUntil = -Infinity
  const ends = new Map<number, number>()

  function begin(position: SourcePosition | null): void {
    ends.set(generation, toldUntil)
    ends.delete(generation - mostGenerations)
    generation += 1
    isVouched = false
    toldUntil = -Infinity
    invalidations.begin(position)
  }

  function change(told: RegistryChange): void {
    // INVARIANT: in one turn of the event loop, so that no fill comes between what is dropped and what is refused.
    invalidations.note(told)
    for (const [type, key] of told.entities) memory.drop(registry, type, key)
    for (const type of told.types) memory.dropType(registry, type)
    for (const type of typesIn(told)) memory.dropNotFound(registry, type)
  }

  const isVouching = (now: number): boolean => isVouched && now - toldUntil <= silenceMs
  const isOfNow = (mark: FillMark): boolean => mark.generation === generation

  return {
    registry,
    get hasFeed() {
      return hasFeed
    },
    get generation() {
      return generation
    },
    isVouching,
    vouchedAt(now, of = generation) {
      if (of !== generation) return ends.get(of) ?? -Infinity
      return isVouching(now) ? now : toldUntil
    },
    mark: () => ({ generation, sequence: invalidations.sequence }),
    // INVARIANT: a fetch that was sent before a begin fills nothing, whatever its position: a restored source has others.
    accepts: (mark, position, type, keys) =>
      isOfNow(mark) && invalidations.accepts(mark, position, type, keys),
    acceptsNotFound: (mark, position, type) =>
      isOfNow(mark) && invalidations.acceptsNotFound(mark, position, type),
    withoutFeed() {
      if (generation === 0) hasFeed = false
    },
    connect(connectedAt, resumes) {
      const connection = {}
      current = connection
      let heardAt = connectedAt
      let hasBegun = resumes

      /** Ends trust by this connection for good. */
      function giveUp(): false {
        if (current === connection) {
          current = null
          isVouched = false
        }
        return false
      }

      /**
       * INVARIANT: after silence nothing on a connection counts, and nothing on one that has a successor: what comes
       * in a burst was said at a time that nobody knows.
       */
      function hears(now: number): boolean {
        if (current !== connection) return false
        if (now - heardAt > silenceMs) return giveUp()
        heardAt = now
        hasFeed = true
        return true
      }

      return {
        begin(now, position) {
          if (!hears(now)) return false
          hasBegun = true
          begin(position)
          return true
        },
        change(now, told) {
          if (!hears(now)) return false
          if (!hasBegun) return giveUp()
          change(told)
          return true
        },
        heartbeat(now, until) {
          if (!hears(now)) return false
          const told = Math.min(now, until ?? now)
          // Heard late, it is given up: another connection may be quicker.
          if (!hasBegun || now - told > silenceMs) return giveUp()
          toldUntil = Math.max(toldUntil, told)
          isVouched = true
          return true
        },
        lost() {
          giveUp()
        },
      }
    },
  }
}
