import type { GraphQLNamedType } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { coordinatesBelow, coordinatesOfRegistry, rootSteps, stepsBelow } from './access-tree.ts'
import type { AccessSchema, AccessStep } from './access-tree.ts'

/**
 * A node of the national platform's `access_control_tree`. `full`: everything of the registry that it is or that is below
 * it, in every row; `properties` is null then. `partial`: what `properties` names; an empty list where its type is spelt
 * out elsewhere in the tree, null for a leaf.
 */
export interface AccessNode {
  /** Of the registry; below that, as `AccessStep` has it. */
  readonly name: string
  readonly read_access: 'full' | 'partial'
  readonly properties: readonly AccessNode[] | null
  /** Only for some rows, or in another form; the platform's shape has no words for which. */
  readonly conditional?: true
}

/** How a coordinate is granted; null where it is not. */
export type Granted = (coordinate: Coordinate) => 'always' | 'conditionally' | null

interface Branch {
  readonly step: AccessStep
  readonly branches: Branch[]
}

/**
 * What is granted, by registry, from the root fields down. Each type is spelt out once, where it is nearest to the root. A
 * registry's tree has other registries' fields as far as they lead to its own.
 */
export function accessControlTrees(schema: AccessSchema, granted: Granted): ReadonlyMap<string, AccessNode> {
  const branches = grow(schema, granted)
  const trees = new Map<string, AccessNode>()
  for (const registry of new Set(schema.owners.values())) {
    const all = coordinatesOfRegistry(schema, registry)
    const isFull = all.length > 0 && all.every((coordinate) => granted(coordinate) === 'always')
    const properties = isFull ? null : nodesOf(branches, { schema, granted, registry })
    if (properties?.length === 0) continue
    trees.set(registry, { name: registry, read_access: isFull ? 'full' : 'partial', properties })
  }
  return trees
}

/** Breadth first, so that a type is met where it is nearest to the root. */
function grow(schema: AccessSchema, granted: Granted): readonly Branch[] {
  const spelt = new Set<GraphQLNamedType>()
  const roots: Branch[] = []
  const queue = [{ steps: rootSteps(schema), into: roots }]
  for (const { steps, into } of queue) {
    for (const step of steps) {
      if (![step.coordinate, step.field].every((each) => each == null || granted(each) !== null)) continue
      const branch: Branch = { step, branches: [] }
      into.push(branch)
      if (step.below === null || spelt.has(step.below)) continue
      spelt.add(step.below)
      queue.push({ steps: stepsBelow(schema, step), into: branch.branches })
    }
  }
  return roots
}

interface Drawing {
  readonly schema: AccessSchema
  readonly granted: Granted
  readonly registry: string
}

function nodesOf(branches: readonly Branch[], drawing: Drawing): readonly AccessNode[] {
  return branches.flatMap((branch) => nodeOf(branch, drawing) ?? [])
}

function nodeOf({ step, branches }: Branch, drawing: Drawing): AccessNode | null {
  const { schema, granted, registry } = drawing
  const { name, coordinate, below } = step
  const how = step.registry === registry && coordinate !== null ? granted(coordinate) : null
  if (
    how === 'always' &&
    coordinatesBelow(schema, step, registry).every((each) => granted(each) === 'always')
  ) {
    return { name, read_access: 'full', properties: null }
  }
  const properties = below === null ? null : nodesOf(branches, drawing)
  // The way to nothing of this registry.
  if (how === null && (properties === null || properties.length === 0)) return null
  return { name, read_access: 'partial', properties, ...(how === 'conditionally' && { conditional: true }) }
}
