import { answer } from '#gateway/pipeline.ts'
import { authorise, authorityOf } from '#gateway/stages/authorise.ts'
import { commit } from '#gateway/stages/commit.ts'
import { confirm } from '#gateway/stages/confirm.ts'
import { execute } from '#gateway/stages/execute.ts'
import { identify } from '#gateway/stages/identify.ts'
import type { Caller } from '#policies/model.ts'
import { inform } from '#gateway/stages/inform.ts'
import { parse } from '#gateway/stages/parse.ts'
import { plan } from '#gateway/stages/plan.ts'
import { release } from '#gateway/stages/release.ts'
import { respond } from '#gateway/stages/respond.ts'
import { noteMisses, throttle } from '#gateway/stages/throttle.ts'
import type { Measurement } from '../scenario.ts'
import { openHotWorld } from './hot-world.ts'
import type { HotWorld } from './hot-world.ts'

/** Microseconds of processor by stage. */
type Costs = Map<string, number>

/** What each stage of the pipeline costs, `count` requests in each of `rounds` rounds, each about somebody else. */
export async function measureStages({
  rounds,
  count,
}: {
  readonly rounds: number
  readonly count: number
}): Promise<readonly Measurement[]> {
  const world = await openHotWorld()
  const found = new Map<string, number[]>()
  // The first round is for the compiler of the runtime.
  for (let round = 0; round <= rounds; round++) {
    const costs = await oneRound(world, count, round * count)
    for (const [what, cost] of round === 0 ? [] : costs) found.set(what, [...(found.get(what) ?? []), cost])
  }
  return [...found].map(([what, each]) => ({ what, rounds: each, unit: 'µs', bar: null }))
}

/** So many requests go through a stage before the next: what one stage makes is still near when the next takes it. */
const batch = 40

async function oneRound(world: HotWorld, count: number, from: number): Promise<Costs> {
  const sums: Costs = new Map()
  const batches = Math.ceil(count / batch)
  for (let each = 0; each < batches; each++) {
    const costs = await oneBatch(world, batch, from + each * batch)
    for (const [what, cost] of costs) sums.set(what, (sums.get(what) ?? 0) + cost / batches)
  }
  return sums
}

async function oneBatch(world: HotWorld, count: number, from: number): Promise<Costs> {
  const { gateway, guard, serving } = world
  const costs: Costs = new Map()
  const set = guard.policies()
  const inputs = Array.from({ length: count }, (_, number) => world.requestAbout(from + number))
  /** One stage over all requests; what it gives is what the next takes. */
  async function stage<In, Out>(what: string, given: readonly In[], act: (each: In) => Out | Promise<Out>) {
    const made: Out[] = []
    const before = process.cpuUsage()
    for (const each of given) {
      const outcome = act(each)
      made.push(outcome instanceof Promise ? await outcome : outcome)
    }
    const { user, system } = process.cpuUsage(before)
    costs.set(what, (user + system) / count)
    return made
  }
  await stage('whole pipeline', inputs, (request) => answer(request, gateway))
  const callers = await stage('identify', inputs, (request) => identify(request, guard.trust))
  const caller = callers[0] as Caller
  const authorities = await stage('authority', inputs, (request) => authorityOf(request, caller, set))
  const authority = authorities[0] as (typeof authorities)[number]
  const operations = await stage('parse', inputs, (request) =>
    parse(request, {
      supergraph: serving.supergraph,
      documents: serving.documents,
      limits: gateway.limits,
      contract: () => serving.contracts.of(authority, caller, request.receivedAt),
    }),
  )
  await stage('throttle', operations, (operation) => throttle(operation, caller, authority, guard.throttle))
  const decided = await stage('authorise', operations, (operation) =>
    authorise(operation, caller, authority, serving.compiled, gateway.seal),
  )
  const informed = await stage('inform', decided, (each) => inform(each, serving.plans, gateway, Infinity))
  const planned = await stage('plan', informed, (each) => ({
    ...each,
    queryPlan: plan(each.permitted, serving.plans),
  }))
  const fetched = await stage('execute (from memory, and not a store)', planned, async (each) => ({
    ...each,
    fetched: await execute(await each.queryPlan, each.permitted, gateway, Infinity),
  }))
  await stage('confirm', fetched, ({ permitted }) => confirm(permitted, set))
  const released = await stage('release', fetched, (each) => release(each.fetched, each.permitted, gateway))
  await stage('misses', released, (outcome) =>
    noteMisses(outcome, caller, outcome.permitted.operation.request.receivedAt, guard.throttle),
  )
  const committed = await stage('commit (into no log)', released, (outcome) => {
    const { request } = outcome.permitted.operation
    return commit(outcome, { request, caller, authority, counted: true }, guard.audit, () => true)
  })
  await stage('respond', committed, (each) => respond(each, '*/*'))
  return costs
}
