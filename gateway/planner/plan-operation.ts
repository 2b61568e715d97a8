import { print } from 'graphql'
import type { DocumentNode } from 'graphql'
import { compilePlan } from './compile-plan.ts'
import type { QueryPlan } from './query-plan.ts'
import type { Supergraph } from './supergraph.ts'

/**
 * Plans one operation of the document, which must be valid against the full schema: it may select `@inaccessible` helpers.
 * A promise where the supergraph plans in another thread. Throws, or rejects, when no combination of subgraphs can answer it.
 */
export function planOperation(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
): QueryPlan | Promise<QueryPlan> {
  const planned = supergraph.planner.plan(print(document), operationName)
  return planned instanceof Promise
    ? planned.then((plan) => compilePlan(supergraph, document, operationName, plan))
    : compilePlan(supergraph, document, operationName, planned)
}
