import {
  coordinatesBelow,
  coordinatesOfRegistry,
  rootSteps,
  stepsBelow,
} from '#gateway/operation/access-tree.ts'
import type { AccessSchema, AccessStep } from '#gateway/operation/access-tree.ts'
import type { Coordinate } from '#policies/model.ts'

export interface TreeRead {
  readonly schema: AccessSchema
  /** As the file names it, and the registry that it stands for. */
  readonly service: string
  readonly registry: string
  /** What is not known here is left out, and told with its place. */
  readonly onUnknown: (place: string, problem: string) => void
}

interface Node {
  readonly name: string
  /** null where it is not known; what is below it is read all the same, for what else there is to tell. */
  readonly access: 'full' | 'partial' | null
  readonly properties: readonly unknown[] | null
  readonly isConditional: boolean
}

/**
 * The coordinates that an `access_control_tree` grants: those of its own service that it names, and where a node is full
 * and has no properties, everything of the service below it at this moment. Other registries' fields only lead there.
 */
export function readAccessTree(tree: unknown, place: string, read: TreeRead): readonly Coordinate[] {
  const { schema, service, registry, onUnknown } = read
  const node = nodeOf(tree, place, read)
  if (node === null) return []
  if (node.name !== service) {
    onUnknown(`${place}.name`, `${JSON.stringify(node.name)} is not the service ${service}`)
    return []
  }
  const named = node.properties && below(node.properties, rootSteps(schema), place, read)
  if (node.access === null || isIdle(node, place, read)) return []
  return named ?? coordinatesOfRegistry(schema, registry)
}

function below(
  properties: readonly unknown[],
  steps: readonly AccessStep[],
  place: string,
  read: TreeRead,
): readonly Coordinate[] {
  return properties.flatMap((each, index) => {
    const at = `${place}.properties[${index}]`
    const node = nodeOf(each, at, read)
    if (node === null) return []
    const step = steps.find(({ name }) => name === node.name)
    if (step) return granted(node, step, at, read)
    const known = steps.map(({ name }) => name).join(', ') || 'none'
    read.onUnknown(`${at}.name`, `${JSON.stringify(node.name)} is not known here; known are: ${known}`)
    return []
  })
}

function granted(node: Node, step: AccessStep, place: string, read: TreeRead): readonly Coordinate[] {
  const { schema, registry } = read
  const named = node.properties && below(node.properties, stepsBelow(schema, step), place, read)
  if (node.access === null || isIdle(node, place, read)) return []
  if (step.registry !== registry || step.coordinate === null) return named ?? []
  return [step.coordinate, ...(named ?? coordinatesBelow(schema, step, registry))]
}

/** Whatever is uncertain grants nothing. */
function isIdle(
  { access, properties, isConditional }: Node,
  place: string,
  { onUnknown }: TreeRead,
): boolean {
  if (isConditional) onUnknown(place, 'is granted under a condition, which this shape does not say')
  else if (access === 'partial' && properties === null)
    onUnknown(place, 'is partial, and says nothing of what')
  else return false
  return true
}

function nodeOf(value: unknown, place: string, { onUnknown }: TreeRead): Node | null {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') {
    onUnknown(place, `${JSON.stringify(value)} is no node with name, read_access and properties`)
    return null
  }
  const { name } = value
  const given = 'read_access' in value ? value.read_access : undefined
  const access = given === 'full' || given === 'partial' ? given : null
  if (access === null)
    onUnknown(`${place}.read_access`, `${JSON.stringify(given)} is neither full nor partial`)
  const properties: unknown = 'properties' in value ? value.properties : null
  if (properties !== null && !Array.isArray(properties)) {
    onUnknown(`${place}.properties`, 'is neither a list nor null')
    return null
  }
  const isConditional = 'conditional' in value && value.conditional !== false
  return { name, access, properties, isConditional }
}
