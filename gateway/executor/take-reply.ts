import { deliverEntity, deliverRoot, entitiesOf } from './deliver.ts'
import { fetchErrors } from './fetch-error.ts'
import type { Flight } from './memory/flights.ts'
import type { HotTask, Need } from './memory/hot-task.ts'
import type { JsonObject } from './json-object.ts'
import { serveMarked } from './memory/serve-marked.ts'
import type { SubgraphError } from './subgraph-reply.ts'

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
  const touched = touchedBy(isRoot ? [] : errors)
  const targets: (readonly JsonObject[])[] = Array.from({ length: flight.positions.size }, () => [])
  for (const [text, need] of needs) {
    const position = flight.positions.get(text) ?? 0
    const isTouched = isRoot ? errors.length > 0 : touched === 'all' || touched.has(position)
    if (!isTouched || !serveMarked(task, need)) targets[position] = need.targets
  }
  const isOpen = (position: number): boolean => (targets[position]?.length ?? 0) > 0
  const isAnyOpen = targets.some((each) => each.length > 0)
  const told = errors.filter((error) => {
    const position = isRoot ? 0 : positionOf(error)
    return position === null ? isAnyOpen : isOpen(position)
  })
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

/** Place of the entity that an error is about; null: it may be about any. */
function positionOf({ path }: SubgraphError): number | null {
  const position = path?.[1]
  return typeof position === 'number' ? position : null
}

function touchedBy(errors: readonly SubgraphError[]): ReadonlySet<number> | 'all' {
  const positions = new Set<number>()
  for (const error of errors) {
    const position = positionOf(error)
    if (position === null) return 'all'
    positions.add(position)
  }
  return positions
}
