import type { PlanCache } from '../planner/plan-cache.ts'
import type { QueryPlan } from '../planner/query-plan.ts'
import type { Permitted } from './authorise.ts'

const nothing: QueryPlan = { root: null }

/** The fetches that a permitted operation needs; at once where they have been planned before. */
export function plan(permitted: Permitted, plans: PlanCache): QueryPlan | Promise<QueryPlan> {
  const { document, text, operationName } = permitted.compiled
  return document === null ? nothing : plans.planFor(text, document, operationName)
}
