import type { Selector } from '#gateway/planner/query-plan.ts'
import type { Missing } from '../../entities/entity-store.ts'
import { fetchLive } from '../fetch-live.ts'
import { fetchMissing } from './fetch-missing.ts'
import { serveEntity, serveRoot } from './hot-task.ts'
import type { HotTask, Need } from './hot-task.ts'
import { representationOf } from '../representations.ts'

/** undefined: all of it was in memory. */
type Running = Promise<void> | undefined

/** A fetch that memory may answer: from there, or what is missing from its registry. */
export function readMemory(task: HotTask): Running {
  const { node, hot, run, place, after } = task
  // A search is asked each time; memory takes what it finds.
  if (!hot.isReadable) return fetchLive(run, node, place, after)
  return node.requires === null ? readRoot(task) : readEntities(task, node.requires)
}

function readRoot(task: HotTask): Running {
  const { objects } = task.place
  if (serveRoot(task, objects)) return undefined
  return fetchMissing(task, [{ representation: null, targets: [...objects], linked: linkedOf(task) }])
}

function readEntities(task: HotTask, requires: readonly Selector[]): Running {
  const { inputRewrites } = task.node
  let needs: Need[] | undefined
  for (const object of task.place.objects) {
    const representation = representationOf(requires, inputRewrites, object)
    if (representation !== null && !serveEntity(task, representation, object))
      (needs ??= []).push({ representation, targets: [object], linked: linkedOf(task) })
  }
  return needs && fetchMissing(task, needs)
}

const nothing: readonly Missing[] = []

function linkedOf({ reading: { missing } }: HotTask): readonly Missing[] {
  return missing.length === 0 ? nothing : [...missing]
}
