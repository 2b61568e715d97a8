import type { FetchNode, PlanNode } from '#gateway/planner/query-plan.ts'

/** All fetches of a plan in their order, of conditions those of both branches. */
export function planFetches(node: PlanNode | null): FetchNode[] {
  switch (node?.kind) {
    case 'fetch':
      return [node]
    case 'flatten':
      return planFetches(node.node)
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(planFetches)
    case 'condition':
      return [...planFetches(node.whenTrue), ...planFetches(node.whenFalse)]
    default:
      return []
  }
}
