import type { Freshness } from '#audit/access-record.ts'
import type { Coordinate } from '#policies/model.ts'
import { badness } from './freshness-walk.ts'
import type { Sight, Sights } from './freshness-walk.ts'

/** An entry of `extensions.freshness`. */
export interface ToldFreshness {
  readonly registry: string
  readonly state: Freshness
  /** The last moment at which all of it was known to be so; ISO 8601. */
  readonly asOf: string
  /** What it is said of, where the registry's values are not all alike. */
  readonly fields?: readonly Coordinate[]
}

/**
 * How fresh a response is, by registry, the worst first; `tellsAll`: also what is FRESH. `at` is when the request came:
 * what is FRESH is known to be so from then on. `steadyNow` and `now` are one moment by the two clocks.
 */
export function toldFreshness(
  { byCoordinate }: Sights,
  tellsAll: boolean,
  { at, now, steadyNow }: { readonly at: Date; readonly now: number; readonly steadyNow: number },
): readonly ToldFreshness[] {
  const momentOf = (asOf: number): string =>
    (asOf === Infinity ? at : new Date(Math.floor(now - (steadyNow - asOf)))).toISOString()
  const registries = Map.groupBy(byCoordinate, ([, { registry }]) => registry)
  return [...registries].flatMap(([registry, sights]) => {
    const states = [...Map.groupBy(sights, ([, { state }]) => state)].toSorted(
      ([one], [other]) => badness[other] - badness[one],
    )
    return states
      .filter(([state]) => tellsAll || state !== 'FRESH')
      .map(([state, alike]) => ({
        registry,
        state,
        asOf: momentOf(oldest(alike)),
        ...(states.length > 1 && { fields: alike.map(([coordinate]) => coordinate).toSorted() }),
      }))
  })
}

function oldest(sights: readonly (readonly [Coordinate, Sight])[]): number {
  return Math.min(...sights.map(([, { asOf }]) => asOf))
}
