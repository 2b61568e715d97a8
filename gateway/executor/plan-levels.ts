import type { PlanNode, QueryPlan, SequenceNode } from '#gateway/planner/query-plan.ts'

/** What is known of a plan before it runs. */
export interface PlanLevels {
  /** The longest row of fetches of which each waits for the one before. */
  readonly count: number
  /** Whether it changes something. */
  readonly isChange: boolean
}

const plans = new WeakMap<QueryPlan, PlanLevels>()
const sequences = new WeakMap<SequenceNode, readonly number[]>()

export function levelsOf(plan: QueryPlan): PlanLevels {
  const known = plans.get(plan)
  if (known !== undefined) return known
  const levels = {
    count: plan.root === null ? 0 : count(plan.root),
    isChange: plan.root !== null && isChange(plan.root),
  }
  plans.set(plan, levels)
  return levels
}

/** How many levels of a sequence come after each of its nodes. */
export function levelsAfter(sequence: SequenceNode): readonly number[] {
  const known = sequences.get(sequence)
  if (known !== undefined) return known
  const after = sequence.nodes.map((_, position) => sum(sequence.nodes.slice(position + 1)))
  sequences.set(sequence, after)
  return after
}

function count(node: PlanNode): number {
  switch (node.kind) {
    case 'flatten':
      return count(node.node)
    case 'sequence':
      return sum(node.nodes)
    case 'parallel':
      return Math.max(0, ...node.nodes.map(count))
    case 'condition':
      return Math.max(0, ...branches(node).map(count))
    default:
      return 1
  }
}

function isChange(node: PlanNode): boolean {
  switch (node.kind) {
    case 'flatten':
      return isChange(node.node)
    case 'sequence':
    case 'parallel':
      return node.nodes.some(isChange)
    case 'condition':
      return branches(node).some(isChange)
    default:
      return !node.repeatable
  }
}

function sum(nodes: readonly PlanNode[]): number {
  return nodes.reduce((levels, node) => levels + count(node), 0)
}

function branches({ whenTrue, whenFalse }: Extract<PlanNode, { kind: 'condition' }>): readonly PlanNode[] {
  return [whenTrue, whenFalse].filter((node) => node !== null)
}
