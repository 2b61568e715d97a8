import {
  getNamedType,
  isCompositeType,
  isAbstractType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import type { GraphQLNamedType, GraphQLOutputType, GraphQLSchema, GraphQLType } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { structureOf } from './coordinates.ts'

/** What the tree of accesses is drawn over. */
export interface AccessSchema {
  readonly api: GraphQLSchema
  /** Field → the registry that answers it. */
  readonly owners: ReadonlyMap<Coordinate, string>
}

/** One step down from a type. */
export interface AccessStep {
  /** `field`, `field(argument:)`, or the name of one of the types that a value can have. */
  readonly name: string
  /** What is granted by it; null where it only leads on. */
  readonly coordinate: Coordinate | null
  /** The registry that answers for it; null for a type. */
  readonly registry: string | null
  /** Of an argument, the field that takes it. */
  readonly field?: Coordinate
  /** Null for a leaf. Of rows in connections, the type of the rows. */
  readonly below: GraphQLNamedType | null
}

/** The steps from the root types. */
export function rootSteps(schema: AccessSchema): readonly AccessStep[] {
  const roots = [schema.api.getQueryType(), schema.api.getMutationType()]
  return roots.flatMap((type) => (type ? stepsFrom(schema, type, null) : []))
}

/** The steps below another one. */
export function stepsBelow(schema: AccessSchema, { below, registry }: AccessStep): readonly AccessStep[] {
  return below === null ? [] : stepsFrom(schema, below, registry)
}

/** Everything that a registry answers for, whatever leads there. */
export function coordinatesOfRegistry(schema: AccessSchema, registry: string): readonly Coordinate[] {
  const types = Object.values(schema.api.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__') && structureOf(type) === null,
  )
  const steps = types.flatMap((type) => stepsFrom(schema, type, null))
  return coordinatesIn(schema, steps, registry, (step) => isInputObjectType(step.below))
}

/** Everything that a registry answers for below one of its own fields, reached through nobody else's. */
export function coordinatesBelow(
  schema: AccessSchema,
  step: AccessStep,
  registry: string,
): readonly Coordinate[] {
  return coordinatesIn(schema, stepsBelow(schema, step), registry, () => true)
}

function coordinatesIn(
  schema: AccessSchema,
  steps: readonly AccessStep[],
  registry: string,
  leadsOn: (step: AccessStep) => boolean,
): readonly Coordinate[] {
  const found = new Set<Coordinate>()
  const seen = new Set<GraphQLNamedType>()
  const queue = [...steps]
  for (const step of queue) {
    if (step.registry !== null && step.registry !== registry) continue
    if (step.coordinate !== null) found.add(step.coordinate)
    if (step.below === null || seen.has(step.below) || !leadsOn(step)) continue
    seen.add(step.below)
    queue.push(...stepsBelow(schema, step))
  }
  return [...found]
}

function stepsFrom(
  schema: AccessSchema,
  type: GraphQLNamedType,
  around: string | null,
): readonly AccessStep[] {
  if (isAbstractType(type)) {
    const possible = schema.api.getPossibleTypes(type)
    return possible.map((each) => ({ name: each.name, coordinate: null, registry: null, below: each }))
  }
  // What a field takes is answered for by whoever answers the field.
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({
      name: field.name,
      coordinate: `${type.name}.${field.name}`,
      registry: around,
      below: inputBelow(field.type),
    }))
  }
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`
    const registry = schema.owners.get(coordinate) ?? null
    const args = field.args.map((argument) => ({
      name: `${field.name}(${argument.name}:)`,
      field: coordinate,
      // A required one comes with its field.
      coordinate: isRequiredArgument(argument) ? null : `${coordinate}(${argument.name}:)`,
      registry,
      below: inputBelow(argument.type),
    }))
    return [
      { name: field.name, coordinate, registry, below: rowType(field.type) },
      ...args.filter((argument) => argument.coordinate !== null || argument.below !== null),
    ]
  })
}

function inputBelow(type: GraphQLType): GraphQLNamedType | null {
  const named = getNamedType(type)
  return isInputObjectType(named) ? named : null
}

/** What a field gives, through connections and edges, which follow it. */
function rowType(type: GraphQLOutputType): GraphQLNamedType | null {
  const named = getNamedType(type)
  const carrier =
    isObjectType(named) &&
    { connection: 'edges', edge: 'node', pageInfo: '', none: '' }[structureOf(named) ?? 'none']
  const carried = isObjectType(named) && carrier ? named.getFields()[carrier] : undefined
  if (carried) return rowType(carried.type)
  return isCompositeType(named) ? named : null
}
