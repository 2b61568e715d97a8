import type { SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import type { AskingClient, SubgraphClient } from '../subgraph-client.ts'
import { steadyClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { RegistryGuard } from './registry-guard.ts'
import type { RequestOutcome } from './outcome.ts'
import type { RegistryState } from './registry-guard.ts'
import { Wakefulness } from './wakefulness.ts'

/**
 * A client that asks each registry only as much as it bears, and not at all where it does not answer: then `send` rejects
 * with `RegistryBusy`, at once or after a short wait in a queue.
 */
export interface GuardedClient extends SubgraphClient {
  /** `limited`: some requests are refused. `open`: all are, until the registry answers again. */
  stateOf(registry: string): RegistryState
  /** Finds out in the background how registries are that nobody has asked lately; `stateOf` tells it soon after. */
  look(endpoints: Iterable<SubgraphEndpoint>): void
  /** Of the registries that were asked since the start. */
  counts(): readonly RegistryCounts[]
}

export type RegistryCounts = ReturnType<RegistryGuard['counts']>

export interface GuardOptions {
  /** Requests under way at one registry, whatever it seems to bear. */
  readonly mostInFlight?: number
  /** Usual time of a request: a registry that answers nobody for longer stands still. */
  readonly deadlineMs?: number
  readonly observe?: (registry: string, outcome: RequestOutcome, ms: number) => void
  readonly clock?: Clock
}

const tickMs = 5
const shortestStallMs = 500

export function guardRegistries(client: AskingClient, options: GuardOptions = {}): GuardedClient {
  const { mostInFlight = 64, deadlineMs = 0, observe = () => undefined, clock = steadyClock } = options
  const leastStallMs = Math.max(shortestStallMs, 1.5 * deadlineMs)
  const guards = new Map<string, RegistryGuard>()
  const wakefulness = new Wakefulness(clock.now())
  let ticking: { end(): void } | null = null

  function tick(): void {
    const now = clock.now()
    wakefulness.tick(now)
    let isActive = false
    for (const guard of guards.values()) {
      guard.tick(now)
      isActive ||= guard.isActive
    }
    if (!isActive) stop()
  }

  function stop(): void {
    ticking?.end()
    ticking = null
  }

  /** There will be something to look after. */
  function guardOf(endpoint: SubgraphEndpoint): RegistryGuard {
    let guard = guards.get(endpoint.name)
    if (guard === undefined) {
      guard = new RegistryGuard(endpoint, {
        client,
        clock,
        wakefulness,
        mostInFlight,
        leastStallMs,
        observe,
      })
      guards.set(endpoint.name, guard)
    }
    if (ticking === null) {
      wakefulness.begin(clock.now())
      ticking = clock.every(tickMs, tick)
    }
    return guard
  }

  return {
    send: (endpoint, body, sending) => guardOf(endpoint).send(endpoint, body, sending),
    look(endpoints) {
      for (const endpoint of endpoints) guardOf(endpoint).look(endpoint)
    },
    stateOf: (registry) => guards.get(registry)?.state ?? 'live',
    counts: () => [...guards.values()].map((guard) => guard.counts()),
    async close() {
      stop()
      await client.close()
    },
  }
}
