import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { planOperation } from './query-plan.ts'
import type { QueryPlan } from './query-plan.ts'
import type { Supergraph } from './supergraph.ts'

/** Plans of one supergraph; a recomposed supergraph gets a new cache. */
export interface PlanCache {
  /**
   * INVARIANT: `text` is the PERMITTED operation as it will be planned (`document` printed), never the caller's,
   * so that two callers with different rights never share a plan. Throws where `planOperation` does; failures are not kept.
   */
  planFor(text: string, document: DocumentNode, operationName: string | undefined): QueryPlan
}

export interface PlanCacheLimits {
  readonly maxPlans?: number
  /** Characters of operation text, plans' sizes being in proportion to it. */
  readonly maxCharacters?: number
}

export function createPlanCache(supergraph: Supergraph, limits: PlanCacheLimits = {}): PlanCache {
  const plans = new LRUCache<string, QueryPlan>({
    max: limits.maxPlans ?? 5_000,
    maxSize: limits.maxCharacters ?? 20_000_000,
    sizeCalculation: (_plan, key) => key.length,
  })
  return {
    planFor(text, document, operationName) {
      const key = `${operationName ?? ''}\n${text}`
      const known = plans.get(key)
      if (known !== undefined) return known
      const plan = planOperation(supergraph, document, operationName)
      plans.set(key, plan)
      return plan
    },
  }
}
