import type { RegistryTrust } from './entities/registry-trust.ts'
import type { RegistryState } from './executor/guards/registry-guard.ts'

/** How a registry is served at this moment. */
export interface ServedRegistry {
  readonly registry: string
  /** `memory`: it is not asked; what is known of it is served, marked. `not at all`: its fields are missing. */
  readonly served: 'live' | 'memory' | 'not at all'
  readonly guard: RegistryState
  /** `none`: it offers no feed, and what is kept is judged by its age. `not kept`: nothing of it may be kept. */
  readonly feed: 'vouching' | 'silent' | 'none' | 'not kept'
  /** How long ago everything that had changed was last known; null: it never was. */
  readonly feedAgeMs: number | null
}

export interface ServedSources {
  readonly registries: readonly string[]
  readonly trusts: readonly RegistryTrust[]
  readonly stateOf: (registry: string) => RegistryState
  /** By the steady clock. */
  readonly now: number
}

export function registriesServed({
  registries,
  trusts,
  stateOf,
  now,
}: ServedSources): readonly ServedRegistry[] {
  return registries.toSorted().map((registry) => {
    const guard = stateOf(registry)
    const trust = trusts.find((each) => each.registry === registry)
    const served = guard !== 'open' ? 'live' : trust === undefined ? 'not at all' : 'memory'
    const age = trust === undefined ? Infinity : now - trust.vouchedAt(now)
    return {
      registry,
      served,
      guard,
      feed: trust === undefined ? 'not kept' : feedOf(trust, now),
      feedAgeMs: Number.isFinite(age) ? Math.max(0, age) : null,
    }
  })
}

function feedOf(trust: RegistryTrust, now: number): 'vouching' | 'silent' | 'none' {
  if (!trust.hasFeed) return 'none'
  return trust.isVouching(now) ? 'vouching' : 'silent'
}
