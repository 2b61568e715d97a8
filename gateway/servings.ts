import type { Supergraph } from './planner/supergraph.ts'
import { createServing } from './serving.ts'
import type { Serving } from './serving.ts'

/** Where the supergraph in use is found, with what is remembered about it. */
export interface ServingInUse {
  /** null before there is a supergraph. A request keeps the one that it began with. */
  current(): Serving | null
  /** Calls with the supergraph in use, if there is one, and with every later one before anything is asked of it. */
  onUse(call: (supergraph: Supergraph) => void): { end(): void }
}

export interface Servings extends ServingInUse {
  /** Takes another supergraph into use: the first at once, a later one when its most used plans are made. */
  use(supergraph: Supergraph): void
  close(): void
}

/** So many operations are planned for a new supergraph before it is used, the last asked first. */
const plannedAhead = 200
const longestPreparationMs = 10_000
/** After that no request can still want a plan of the supergraph before. */
const retiredAfterMs = 60_000

/** One supergraph that stays in use. */
export function constantServing(serving: Serving): ServingInUse {
  return {
    current: () => serving,
    onUse(call) {
      call(serving.supergraph)
      return { end: () => undefined }
    },
  }
}

/**
 * INVARIANT: a new schema holds up no request: whoever began under the one before ends under it, and the next find the plans
 * of what is asked most already made.
 */
export function createServings(): Servings {
  let current: Serving | null = null
  let latest: Supergraph | null = null
  const retired = new Map<Supergraph, NodeJS.Timeout>()
  const told = new Set<{ readonly call: (supergraph: Supergraph) => void }>()

  function put(next: Serving): void {
    current = next
    for (const { call } of told) call(next.supergraph)
  }

  async function takeIntoUse(next: Serving, before: Serving): Promise<void> {
    await planAhead(next, before)
    // Yet another one came meanwhile.
    if (latest !== next.supergraph) return
    retire(before.supergraph)
    put(next)
  }

  function retire(supergraph: Supergraph): void {
    const timer = setTimeout(() => {
      retired.delete(supergraph)
      supergraph.planner.close()
    }, retiredAfterMs)
    timer.unref()
    retired.set(supergraph, timer)
  }

  return {
    current: () => current,
    onUse(call) {
      const listener = { call }
      told.add(listener)
      if (current !== null) call(current.supergraph)
      return { end: () => void told.delete(listener) }
    },
    use(supergraph) {
      if (latest !== null && latest !== current?.supergraph) latest.planner.close()
      latest = supergraph
      const next = createServing(supergraph)
      if (current === null) put(next)
      else void takeIntoUse(next, current)
    },
    close() {
      for (const [supergraph, timer] of retired) {
        clearTimeout(timer)
        supergraph.planner.close()
      }
      latest?.planner.close()
      current?.supergraph.planner.close()
      latest = null
    },
  }
}

/** What the new schema no longer has is not planned, and is told to whoever asks for it. */
async function planAhead({ plans }: Serving, before: Serving): Promise<void> {
  const until = performance.now() + longestPreparationMs
  let planned = 0
  for (const { text, document, operationName } of before.plans.planned()) {
    if (planned++ === plannedAhead || performance.now() > until) return
    try {
      await plans.planFor(text, document, operationName)
    } catch {
      // Also where the supergraph has been closed meanwhile.
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}
