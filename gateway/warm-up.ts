import { setTimeout as sleep } from 'node:timers/promises'
import type { EntityStore } from './entities/entity-store.ts'
import type { HotSetContent, HotShape } from './entities/hot-set.ts'
import { fetchAndFill } from './executor/memory/fill-memory.ts'
import type { Delivered } from './executor/memory/flights.ts'
import type { SubgraphClient } from './executor/subgraph-client.ts'
import type { Serving } from './serving.ts'
import { warmRequests } from './warm-requests.ts'
import type { WarmRequest } from './warm-requests.ts'

export interface WarmUpOptions {
  readonly content: HotSetContent
  readonly store: EntityStore
  readonly client: SubgraphClient
  readonly serving: () => Serving | null
  /** Aborted when the gateway stops. */
  readonly signal: AbortSignal
}

/** A registry that takes longer is busy with what is asked now. */
const slowMs = 250
const pauseMs = 5_000
const requestTimeoutMs = 2_000
const firstLookMs = 100
/** A registry that cannot be warmed up so long after the start is left to its callers. */
const patienceMs = 10 * 60_000

/**
 * Fetches what was hot before a restart: one request at a time of a registry, never more than half of the time, and none for
 * a while after one that failed or was slow. Never rejects.
 */
export async function warmUp(options: WarmUpOptions): Promise<void> {
  const byRegistry = Map.groupBy(options.content.shapes, ({ registry }) => registry)
  const until = performance.now() + patienceMs
  await Promise.all(
    [...byRegistry].map(([registry, shapes]) => warmRegistry(registry, shapes, options, until)),
  )
}

async function warmRegistry(
  registry: string,
  shapes: readonly HotShape[],
  options: WarmUpOptions,
  until: number,
): Promise<void> {
  const { content, serving, signal } = options
  for (const shape of shapes) {
    if (!(await isBelieved(registry, options, until))) return
    const supergraph = serving()?.supergraph
    if (supergraph === undefined) return
    for (const request of warmRequests(supergraph, shape, content.entities)) {
      if (!(await isBelieved(registry, options, until))) return
      const startedAt = performance.now()
      const delivered = await send(registry, request, options)
      const took = performance.now() - startedAt
      await pause(delivered !== null && took < slowMs ? took : pauseMs, signal)
      if (delivered !== null && foundNobody(request, delivered)) break
    }
  }
}

/** Waits until what is fetched would be of use: there is a supergraph, and the feed vouches, or there is none. */
async function isBelieved(
  registry: string,
  { store, serving, signal }: WarmUpOptions,
  until: number,
): Promise<boolean> {
  for (;;) {
    if (signal.aborted || performance.now() > until) return false
    const trust = store.trustOf(registry)
    if (serving() !== null && (!trust.hasFeed || trust.isVouching(performance.now()))) return true
    await pause(firstLookMs, signal)
  }
}

async function send(
  registry: string,
  request: WarmRequest,
  { store, client, serving, signal }: WarmUpOptions,
): Promise<Delivered | null> {
  const endpoint = serving()?.supergraph.subgraphs.get(registry)
  if (endpoint === undefined) return null
  const options = { repeatable: true, signal, deadlineMs: requestTimeoutMs }
  try {
    return await fetchAndFill({ ...request, store, client, endpoint, options })
  } catch {
    return null
  }
}

/** A look-up by something else than the key: there is no use in going on. */
function foundNobody({ representations }: WarmRequest, { reply }: Delivered): boolean {
  return representations === null && Object.values(reply.data ?? {}).every((found) => found == null)
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
}
