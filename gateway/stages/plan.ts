import type { PlanCache } from '../planner/plan-cache.ts'
import type { QueryPlan } from '../planner/query-plan.ts'
import type { Permitted } from './authorise.ts'

const nothing: QueryPlan = { root: null }

/** The fetches that a permitted operation needs. */
export function plan(permitted: Permitted, plans: PlanCache): QueryPlan {
  const { document, text, operationName } = permitted.compiled
  return document === null ? nothing : plans.planFor(text, document, operationName)
}
