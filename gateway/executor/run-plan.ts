import type { FetchNode, PlanNode, QueryPlan, SequenceNode } from '#gateway/planner/query-plan.ts'
import { fetchLive } from './fetch-live.ts'
import { readMemory } from './memory/read-memory.ts'
import { own } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import { levelsAfter } from './plan-levels.ts'
import { beginRun, fail, fetchedOf } from './run.ts'
import type { Fetched, Place, Run, RunContext } from './run.ts'
import { visitObjectsAt } from './targets.ts'

export type { Fetched, RunContext } from './run.ts'

/** undefined: it is done, without having waited for anything. Never rejects. */
type Running = Promise<void> | undefined

/**
 * Runs a plan; at once where all of it is in memory. Never throws or rejects for what a subgraph does: its failures are
 * `errors`.
 */
export function runPlan(plan: QueryPlan, context: RunContext): Fetched | Promise<Fetched> {
  const data: JsonObject = Object.create(null)
  const run = beginRun(plan, context, data)
  if (plan.root === null) return fetchedOf(run)
  const running = runNode(run, plan.root, { objects: new Set([data]), path: [] }, 0)
  return running === undefined ? fetchedOf(run) : running.then(() => fetchedOf(run))
}

/** `after`: how many levels come after the node. */
function runNode(run: Run, node: PlanNode, place: Place, after: number): Running {
  switch (node.kind) {
    case 'sequence':
      return runSequence(run, node, place, after, 0)
    case 'parallel':
      return runParallel(run, node.nodes, place, after)
    case 'flatten': {
      const objects = new Set<JsonObject>()
      const collect = (found: JsonObject): void => void objects.add(found)
      for (const object of place.objects) visitObjectsAt(object, node.path, false, collect)
      if (objects.size === 0) return undefined
      return runNode(run, node.node, { objects, path: [...place.path, ...node.path] }, after)
    }
    case 'condition': {
      const chosen = (own(run.context.variables, node.variable) ?? node.defaultValue) === true
      const branch = chosen ? node.whenTrue : node.whenFalse
      return branch === null ? undefined : runNode(run, branch, place, after)
    }
    default:
      return runFetch(run, node, place, after)
  }
}

function runSequence(run: Run, node: SequenceNode, place: Place, after: number, from: number): Running {
  const levels = levelsAfter(node)
  for (let index = from; index < node.nodes.length; index++) {
    const running = runNode(run, node.nodes[index] as PlanNode, place, after + (levels[index] ?? 0))
    if (running !== undefined) return running.then(() => runSequence(run, node, place, after, index + 1))
  }
  return undefined
}

function runParallel(run: Run, nodes: readonly PlanNode[], place: Place, after: number): Running {
  let running: Promise<void>[] | undefined
  for (const node of nodes) {
    const each = runNode(run, node, place, after)
    if (each !== undefined) (running ??= []).push(each)
  }
  return running && Promise.all(running).then(() => undefined)
}

function runFetch(run: Run, node: FetchNode, place: Place, after: number): Running {
  const { reading } = run
  const { hot } = node
  try {
    return reading === null || hot === null
      ? fetchLive(run, node, place, after)
      : readMemory({ run, reading, node, hot, place, after, undecided: [] })
  } catch (error) {
    fail(run, node.endpoint.name, error, place, place.objects)
    return undefined
  }
}
