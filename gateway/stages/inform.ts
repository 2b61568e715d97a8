import type { Bindings } from '#policies/condition.ts'
import { DagrError } from '../errors.ts'
import { runPlan } from '../executor/run-plan.ts'
import type { Fetched } from '../executor/run-plan.ts'
import type { SubgraphClient } from '../executor/subgraph-client.ts'
import { callerVariable, readCallerFacts } from '../operation/caller-facts.ts'
import type { CallerFactsDocument } from '../operation/caller-facts.ts'
import { scopeValues } from '../operation/row-scope.ts'
import { tokenCodes } from '../operation/bindings.ts'
import type { PlanCache } from '../planner/plan-cache.ts'
import type { Permitted } from './authorise.ts'

/** A permitted operation whose conditions have all that they compare with, and what it took to learn it. */
export interface Informed {
  readonly permitted: Permitted
  readonly fetches: Fetched['fetches']
}

/**
 * Asks the registers about the caller, where conditions need it, and says which rows fields may return. It is one operation of
 * the gateway's own: nothing of it is released. @throws DagrError where they do not answer: no condition is decided on a
 * guess.
 */
export async function inform(
  permitted: Permitted,
  plans: PlanCache,
  client: SubgraphClient,
): Promise<Informed> {
  const { compiled, caller } = permitted
  if (compiled.scopes.length === 0 && compiled.callerFacts === null) return { permitted, fetches: {} }
  const [code] = tokenCodes(caller)
  const facts = compiled.callerFacts
  const asked =
    facts === null || code === undefined
      ? { relations: {}, fetches: {} }
      : await askAbout(code, facts, permitted, plans, client)
  const bindings = { ...permitted.bindings, relations: asked.relations }
  const variables: Record<string, unknown> = Object.create(null)
  Object.assign(variables, permitted.variables, scopeValues(compiled.scopes, bindings, tokenCodes(caller)))
  return { permitted: { ...permitted, bindings, variables }, fetches: asked.fetches }
}

async function askAbout(
  code: string,
  facts: CallerFactsDocument,
  { bindings, operation }: Permitted,
  plans: PlanCache,
  client: SubgraphClient,
): Promise<{ readonly relations: Bindings['relations']; readonly fetches: Fetched['fetches'] }> {
  const queryPlan = plans.planFor(facts.text, facts.document, undefined)
  const { signal } = operation.request
  const { data, fetches } = await runPlan(queryPlan, {
    variables: { [callerVariable]: code },
    client,
    signal,
  })
  const relations = readCallerFacts(facts, data, bindings.today)
  if (relations !== null) return { relations, fetches }
  throw new DagrError('REGISTRY_UNAVAILABLE', 'A registry did not say what a condition needs to know of you')
}
