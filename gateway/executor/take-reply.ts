import { deliverEntity, deliverRoot, entitiesOf } from './deliver.ts'
import { fetchErrors } from './fetch-error.ts'
import type { Flight } from './flights.ts'
import type { HotTask, Need } from './hot-task.ts'
import type { JsonObject } from './json-object.ts'
import { serveMarked } from './serve-marked.ts'
import type { SubgraphError } from './subgraph-client.ts'

/**
 * Delivers what a fetch brought to those who asked for it, by the texts of their representations. What an error has kept
 * back of one of them, memory may have from before: then the error is not theirs.
 */
export function takeReply(task: HotTask, flight: Flight, needs: ReadonlyMap<string, Need>): void {
  const taken = flight.take()
  if (taken === null || 'error' in taken) throw new Error('nothing has landed')
  const { run, node, place } = task
  const { errors, data } = taken.reply
  run.dropped += taken.dropped
  const isRoot = needs.has('')
  const targets: (readonly JsonObject[])[] = Array.from({ length: flight.positions.size }, () => [])
  for (const [text, need] of needs) {
    const position = flight.positions.get(text) ?? 0
    const isTouched = errors.some((error) => isRoot || concerns(error, position))
    if (!isTouched || !serveMarked(task, need)) targets[position] = need.targets
  }
  const isOpen = (position: number): boolean => (targets[position]?.length ?? 0) > 0
  const told = errors.filter((error) =>
    isRoot ? isOpen(0) : [...targets.keys()].some((at) => isOpen(at) && concerns(error, at)),
  )
  const entities = isRoot ? null : { targets }
  run.errors.push(...fetchErrors(told, { node, entities, root: run.data, path: place.path }))
  if (data === null) return
  if (isRoot) {
    if (isOpen(0)) deliverRoot(node, data, targets[0] ?? [])
    return
  }
  for (const [position, entity] of entitiesOf(data, targets.length).entries())
    deliverEntity(node, entity, targets[position] ?? [])
}

/** Whether an error is about the entity at this place, or may be. */
function concerns({ path }: SubgraphError, position: number): boolean {
  return path === null || typeof path[1] !== 'number' || path[1] === position
}
