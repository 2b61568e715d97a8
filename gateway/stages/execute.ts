import type { EntityStore } from '../entities/entity-store.ts'
import { runPlan } from '../executor/run-plan.ts'
import type { Fetched } from '../executor/run-plan.ts'
import type { SubgraphClient } from '../executor/subgraph-client.ts'
import { allNamedSubjects } from '../operation/named-subjects.ts'
import { traceparentOf } from '../operation/traceparent.ts'
import type { QueryPlan } from '../planner/query-plan.ts'
import type { Permitted } from './authorise.ts'
import type { Operation } from './parse.ts'

/** Where fetched data comes from. */
export interface Sources {
  readonly client: SubgraphClient
  /** Hot entities; null: everything is fetched. */
  readonly entities: EntityStore | null
}

/**
 * Fetches what the plan says; at once where all of it is in memory. What a registry does not deliver by `deadlineAt` (of
 * the steady clock) is missing in the data, and stands among the errors.
 */
export function execute(
  queryPlan: QueryPlan,
  permitted: Permitted,
  { client, entities: store }: Sources,
  deadlineAt: number,
): Fetched | Promise<Fetched> {
  const { operation, variables, compiled } = permitted
  const { conditionKeys, maxStalenessSeconds } = compiled
  const traceparent = traceparentFor(operation)
  return runPlan(queryPlan, {
    variables,
    client,
    deadlineAt,
    get signal() {
      return operation.request.signal
    },
    memory: store && { store, conditionKeys, mostAgeMs: maxStalenessSeconds * 1000 },
    traceparent: traceparent ?? undefined,
  })
}

/** Another text in this header is not passed on: it could be anything. Nor is one with the code of whom the request names. */
function traceparentFor(operation: Operation): string | null {
  const { request, variables, supergraph } = operation
  const trace = traceparentOf(request.headers.traceparent)
  if (trace === null || !/\d{11}/.test(trace.header)) return trace?.header ?? null
  const named = allNamedSubjects(operation.fields(), variables, supergraph.facts.personal)
  return named.some((code) => trace.header.includes(code)) ? null : trace.header
}
