import { runPlan } from '../executor/run-plan.ts'
import type { Fetched } from '../executor/run-plan.ts'
import type { SubgraphClient } from '../executor/subgraph-client.ts'
import { traceparentOf } from '../operation/traceparent.ts'
import type { QueryPlan } from '../planner/query-plan.ts'
import type { Permitted } from './authorise.ts'

/** Fetches what the plan says. What a registry does not deliver is missing in the data, and stands among the errors. */
export function execute(
  queryPlan: QueryPlan,
  permitted: Permitted,
  client: SubgraphClient,
): Promise<Fetched> {
  const { signal, headers } = permitted.operation.request
  // Another text in this header is not passed on: it could be anything.
  const traceparent = traceparentOf(headers.traceparent)?.header ?? null
  return runPlan(queryPlan, {
    variables: permitted.variables,
    client,
    signal,
    ...(traceparent !== null && { traceparent }),
  })
}
