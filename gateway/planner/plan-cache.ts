import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { planOperation } from './plan-operation.ts'
import type { QueryPlan } from './query-plan.ts'
import type { Supergraph } from './supergraph.ts'

/** Plans of one supergraph; a recomposed supergraph gets a new cache. */
export interface PlanCache {
  /**
   * INVARIANT: `text` is the PERMITTED operation as it will be planned (`document` printed), never the caller's,
   * so that two callers with different rights never share a plan. A plan that is at hand comes at once; of one that is made
   * in another thread there is a promise, one for all who wait for it. Throws or rejects where `planOperation` does;
   * failures are not kept.
   */
  planFor(
    text: string,
    document: DocumentNode,
    operationName: string | undefined,
  ): QueryPlan | Promise<QueryPlan>
  /** What was planned for, the last used first. */
  planned(): Iterable<PlannedFor>
}

export interface PlannedFor {
  readonly text: string
  readonly document: DocumentNode
  readonly operationName: string | undefined
}

export interface PlanCacheLimits {
  readonly maxPlans?: number
  /** Characters of operation text, plans' sizes being in proportion to it. */
  readonly maxCharacters?: number
}

export function createPlanCache(supergraph: Supergraph, limits: PlanCacheLimits = {}): PlanCache {
  const plans = new LRUCache<string, PlannedFor & { readonly plan: QueryPlan }>({
    max: limits.maxPlans ?? 5_000,
    maxSize: limits.maxCharacters ?? 20_000_000,
    sizeCalculation: (_plan, key) => key.length,
  })
  const underWay = new Map<string, Promise<QueryPlan>>()

  return {
    planFor(text, document, operationName) {
      // A text by itself is the same string for each request: its hash need not be counted again.
      const key = operationName === undefined ? text : `${operationName}\n${text}`
      const known = plans.get(key)?.plan ?? underWay.get(key)
      if (known !== undefined) return known
      const kept = (plan: QueryPlan): QueryPlan => {
        plans.set(key, { text, document, operationName, plan })
        return plan
      }
      const made = planOperation(supergraph, document, operationName)
      if (!(made instanceof Promise)) return kept(made)
      const planning = made.then(kept).finally(() => underWay.delete(key))
      underWay.set(key, planning)
      return planning
    },
    planned: () => plans.values(),
  }
}
