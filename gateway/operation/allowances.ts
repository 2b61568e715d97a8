import { LRUCache } from 'lru-cache'

/** What each of many may do in a time: so much at once, and so much a second again. In the memory of this node. */
export interface Allowances {
  /** What `key` has left at that moment; less than 0 where more was spent than it had. */
  left(key: string, at: Date): number
  /** Seconds until `key` has one left. */
  wait(key: string, at: Date): number
  /** What was spent beyond the allowance has to come back first. */
  spend(key: string, at: Date, amount?: number): void
}

interface Allowance {
  readonly left: number
  /** Milliseconds since the epoch at which `left` was true. */
  readonly at: number
}

/** Of so many the allowances are remembered; whoever is forgotten has all of it. */
const remembered = 10_000

export function createAllowances({
  atOnce,
  perSecond,
}: {
  readonly atOnce: number
  readonly perSecond: number
}): Allowances {
  const known = new LRUCache<string, Allowance>({ max: remembered })

  function left(key: string, at: Date): number {
    const before = known.get(key)
    if (!before) return atOnce
    // Requests that came at once are not looked at in the order in which they came.
    const seconds = Math.max(0, at.getTime() - before.at) / 1000
    return Math.min(atOnce, before.left + seconds * perSecond)
  }

  return {
    left,
    wait: (key, at) => Math.max(0, 1 - left(key, at)) / perSecond,
    spend(key, at, amount = 1) {
      const now = Math.max(at.getTime(), known.get(key)?.at ?? 0)
      known.set(key, { left: left(key, at) - amount, at: now })
    },
  }
}
