import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import type { Asked, FetchNode } from '#gateway/planner/query-plan.ts'
import type { Missing } from '../../entities/entity-store.ts'
import { deliverEntity, deliverRoot } from '../deliver.ts'
import type { JsonObject } from '../json-object.ts'
import type { MemoryReading } from './memory-reading.ts'
import type { Carry } from '../merge.ts'
import type { Place, Run } from '../run.ts'

/** A fetch of a plan that memory may answer. */
export interface HotTask {
  readonly run: Run
  readonly reading: MemoryReading
  readonly node: FetchNode
  readonly hot: HotFetch
  readonly place: Place
  /** Levels of the plan that come later. */
  readonly after: number
  /** Served without what conditions compare: whoever has to do without is told why, once for all of them. */
  readonly undecided: JsonObject[]
}

/** What memory lacks: a root fetch, or one entity of an entity fetch. */
export interface Need {
  /** null of a root fetch. */
  readonly representation: JsonObject | null
  /** The objects that it goes to. */
  readonly targets: readonly JsonObject[]
  /** Entities that it links to, where they are all that is missing; none: it is to be fetched as a whole. */
  readonly linked: readonly Missing[]
}

/** Delivers a root fetch from memory, if all of it is there. */
export function serveRoot(task: HotTask, targets: Iterable<JsonObject>): boolean {
  const { reading, hot, node } = task
  const since = reading.notes.length
  const data = reading.root(hot)
  if (data === null) return false
  if (reading.notes.length > since && !isServable(task, Object.values(data))) return reading.takeBack(since)
  deliverRoot(node, data, targets, carryOf(reading, since))
  return true
}

/** The same of an entity; one that is known not to exist leaves its object as it is. */
export function serveEntity(task: HotTask, representation: JsonObject, target: JsonObject): boolean {
  const { reading, hot, node } = task
  const since = reading.notes.length
  const entity = reading.entity(hot, representation)
  if (entity === undefined) return false
  if (reading.notes.length > since && !isServable(task, [entity])) return reading.takeBack(since)
  deliverEntity(node, entity, [target], carryOf(reading, since))
  return true
}

export function serve(task: HotTask, { representation, targets }: Need): boolean {
  task.reading.now = performance.now()
  if (representation === null) return serveRoot(task, targets)
  return targets.every((target) => serveEntity(task, representation, target))
}

function carryOf(reading: MemoryReading, since: number): Carry | undefined {
  return reading.notes.length === since ? undefined : (from, to) => reading.carry(since, from, to)
}

/**
 * INVARIANT: where conditions compare something of a fetch, it is not told from what nobody vouches for that there is
 * nobody: whoever is there would be told apart by the condition that nobody can decide.
 */
function isServable({ node, reading }: HotTask, found: readonly unknown[]): boolean {
  const { conditionKeys } = reading
  if (conditionKeys.size === 0) return true
  // A condition's value that the fetch has under another name could not be kept back.
  if (node.outputRewrites.some(({ action }) => action.kind === 'rename' && conditionKeys.has(action.to)))
    return false
  return !found.includes(null) || !holdsConditions(node.asked, conditionKeys)
}

/** Whether something is asked that conditions compare. */
export function holdsConditions({ untyped }: Asked, conditionKeys: ReadonlySet<string>): boolean {
  for (const [key, below] of untyped)
    if (conditionKeys.has(key) || (below !== null && holdsConditions(below, conditionKeys))) return true
  return false
}
