import { runPlan } from '../executor/run-plan.ts'
import type { Fetched } from '../executor/run-plan.ts'
import type { SubgraphClient } from '../executor/subgraph-client.ts'
import { allNamedSubjects } from '../operation/named-subjects.ts'
import { traceparentOf } from '../operation/traceparent.ts'
import type { QueryPlan } from '../planner/query-plan.ts'
import type { Permitted } from './authorise.ts'
import type { Operation } from './parse.ts'

/** Fetches what the plan says. What a registry does not deliver is missing in the data, and stands among the errors. */
export function execute(
  queryPlan: QueryPlan,
  permitted: Permitted,
  client: SubgraphClient,
): Promise<Fetched> {
  const { signal } = permitted.operation.request
  const traceparent = traceparentFor(permitted.operation)
  return runPlan(queryPlan, {
    variables: permitted.variables,
    client,
    signal,
    ...(traceparent !== null && { traceparent }),
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
