import { holdsConditions, serve } from './hot-task.ts'
import type { HotTask, Need } from './hot-task.ts'

/** Delivers from memory also what nobody vouches for, noted as such; false where that is not allowed, or not there. */
export function serveMarked(task: HotTask, need: Need): boolean {
  const { reading, node } = task
  if (!reading.mayMark) return false
  const since = reading.notes.length
  if (!reading.marked(() => serve(task, need))) return false
  if (reading.notes.length > since && holdsConditions(node.asked, reading.conditionKeys))
    task.undecided.push(...need.targets)
  return true
}
