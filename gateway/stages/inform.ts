import { DagrError } from '../errors.ts'
import { runPlan } from '../executor/run-plan.ts'
import type { Fetched } from '../executor/run-plan.ts'
import { callerVariable, readCallerFacts } from '../operation/caller-facts.ts'
import type { CallerFacts, CallerFactsDocument } from '../operation/caller-facts.ts'
import { scopeValues } from '../operation/row-scope.ts'
import { tokenCodes } from '../operation/bindings.ts'
import type { PlanCache } from '../planner/plan-cache.ts'
import type { Permitted } from './authorise.ts'
import type { Sources } from './execute.ts'

/** A permitted operation whose conditions have all that they compare with, and what it took to learn it. */
export interface Informed {
  readonly permitted: Permitted
  readonly fetches: Fetched['fetches']
}

/**
 * Asks the registers about the caller, where conditions or a subgraph need it, and says which rows fields may return. It is one
 * operation of the gateway's own: nothing of it is released; without need, nothing is asked or waited for. Rejects with a
 * DagrError where they do not answer: no condition is
 * decided on a guess, and nothing is done to half of what a person has.
 */
export function inform(
  permitted: Permitted,
  plans: PlanCache,
  sources: Sources,
  deadlineAt: number,
): Informed | Promise<Informed> {
  const { scopes, callerFacts, codesVariable } = permitted.compiled
  return scopes.length === 0 && callerFacts === null && codesVariable === null
    ? { permitted, fetches: noFetches }
    : informed(permitted, plans, sources, deadlineAt)
}

const noFetches: Fetched['fetches'] = {}

async function informed(
  permitted: Permitted,
  plans: PlanCache,
  sources: Sources,
  deadlineAt: number,
): Promise<Informed> {
  const { compiled, caller } = permitted
  const { callerFacts, codesVariable } = compiled
  const [code] = tokenCodes(caller)
  const asked =
    callerFacts === null || code === undefined
      ? nothingAsked
      : await askAbout(code, callerFacts, permitted, plans, sources, deadlineAt)
  const { codes, ...relations } = asked.facts
  const bindings = { ...permitted.bindings, relations }
  const variables: Record<string, unknown> = Object.create(null)
  Object.assign(variables, permitted.variables, scopeValues(compiled.scopes, bindings, tokenCodes(caller)))
  if (codesVariable !== null) {
    if (code !== undefined && codes === undefined) throw notSaid()
    variables[codesVariable] = [...new Set([...tokenCodes(caller), ...(codes ?? [])])]
  }
  return { permitted: { ...permitted, bindings, variables }, fetches: asked.fetches }
}

interface Asked {
  readonly facts: CallerFacts
  readonly fetches: Fetched['fetches']
}

/** Of what is left of the request's time: what is asked next needs the rest. */
const shareOfTime = 0.75

/** INVARIANT: conditions compare with nothing about the caller that nobody vouches for. */
const vouchedFor = { conditionKeys: new Set<string>(), mostAgeMs: -1 }

const nothingAsked: Asked = { facts: {}, fetches: {} }

async function askAbout(
  code: string,
  document: CallerFactsDocument,
  { bindings, operation }: Permitted,
  plans: PlanCache,
  { client, entities: store }: Sources,
  deadlineAt: number,
): Promise<Asked> {
  const queryPlan = await plans.planFor(document.text, document.document, undefined)
  const { signal } = operation.request
  const now = performance.now()
  const { data, fetches } = await runPlan(queryPlan, {
    variables: { [callerVariable]: code },
    client,
    signal,
    deadlineAt: now + shareOfTime * (deadlineAt - now),
    ...(store && { memory: { store, ...vouchedFor } }),
  })
  const facts = readCallerFacts(document, data, bindings.today)
  if (facts === null) throw notSaid()
  return { facts, fetches }
}

function notSaid(): DagrError {
  return new DagrError('REGISTRY_UNAVAILABLE', 'A registry did not say what has to be known of you')
}
