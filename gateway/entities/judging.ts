import type { HotLimits } from '#gateway/planner/hot-fetch.ts'
import type { Reading } from './entity-store.ts'
import type { Stamp } from './entity.ts'
import type { RegistryTrust } from './registry-trust.ts'

/** `asOf`: the last moment at which the value was known to be so. */
export type Verdict = 'FRESH' | { readonly state: 'UNVERIFIED' | 'STALE'; readonly asOf: number } | null

/** How fresh values of one registry are in one reading; null: too old to be served. */
export interface Judging {
  judge(stamp: Stamp, limits: HotLimits): Verdict
}

/** Trust is asked once for a reading: nothing is heard while it goes on. */
export function judging(
  { now, mostStaleMs, mostAgeMs = Infinity, freshSince = Infinity }: Reading,
  trust: RegistryTrust,
): Judging {
  const { generation, hasFeed } = trust
  const isVouching = trust.isVouching(now)
  return {
    judge(stamp, limits) {
      // INVARIANT: FRESH is only what the feed vouches for now, filled in its present generation, or fetched for the request.
      if (isVouching && stamp.generation === generation) return 'FRESH'
      if (stamp.filledAt >= freshSince) return 'FRESH'
      if (mostStaleMs === null && hasFeed) return null
      const asOf = Math.max(stamp.filledAt, trust.vouchedAt(now, stamp.generation))
      const age = now - asOf
      const most = mostStaleMs === null ? limits.maxAgeMs : Math.min(mostStaleMs, limits.maxStaleMs)
      if (age > most || age > mostAgeMs) return null
      return { state: age <= limits.maxAgeMs ? 'UNVERIFIED' : 'STALE', asOf }
    },
  }
}
