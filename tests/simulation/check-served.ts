import { silenceMs } from '#gateway/entities/registry-trust.ts'
import { maxStaleMs } from './simulated-memory.ts'
import type { Served } from './simulated-memory.ts'

/** Something was served that must not be. */
export class Violation extends Error {}

export interface SimulationCounts {
  fresh: number
  unverified: number
  stale: number
  missed: number
  fills: number
  begins: number
  compared: number
}

interface AskedOf {
  readonly now: number
  readonly mostStaleMs: number | null
  readonly hasPositions: boolean
  readonly hasClock: boolean
}

/** How long a heartbeat without a time of its own may be on its way: a stall that is too short to be noticed, and a burst. */
const mostTransitMs = silenceMs + 500
/** What is read from a replica that lags behind was so at most so long before. */
const mostLagMs = 60_000

/**
 * Holds what memory served against what it may serve; `wasTrue`: whether the source held that at some moment from `from`
 * until now. @throws Violation
 */
export function checkServed(
  served: Served | undefined,
  { now, mostStaleMs, hasPositions, hasClock }: AskedOf,
  counts: SimulationCounts,
  wasTrue: (served: Served, from: number) => boolean,
): void {
  if (served === undefined) {
    counts.missed += 1
    return
  }
  const transit = hasClock ? 0 : mostTransitMs
  if (served.state === 'FRESH') {
    counts.fresh += 1
    if (!wasTrue(served, now - silenceMs - transit)) throw new Violation('served FRESH, and was not')
    return
  }
  counts[served.state === 'STALE' ? 'stale' : 'unverified'] += 1
  if (mostStaleMs === null) throw new Violation('served to whom takes only what is FRESH')
  if (now - served.asOf > Math.min(mostStaleMs, maxStaleMs)) throw new Violation('served, and too old')
  if (!wasTrue(served, served.asOf - transit - (hasPositions ? mostLagMs : 0)))
    throw new Violation('served, and older than it is told to be')
}
