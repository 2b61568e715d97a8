import { holdsConditions, serve } from './hot-task.ts'
import type { HotTask, Need } from './hot-task.ts'
import { fail } from './run.ts'

/** Delivers from memory also what nobody vouches for, noted as such; false where that is not allowed, or not there. */
export function serveMarked(task: HotTask, need: Need): boolean {
  const { reading, node, run, place } = task
  if (!reading.mayMark) return false
  const since = reading.notes.length
  if (!reading.marked(() => serve(task, need))) return false
  // What conditions compare is not among it: whoever has to do without hears why.
  if (reading.notes.length > since && holdsConditions(node.asked, reading.conditionKeys))
    fail(
      run,
      node.endpoint.name,
      new Error('it could not be checked whether conditions hold'),
      place,
      need.targets,
    )
  return true
}
