import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  Kind,
} from 'graphql'
import type { GraphQLInputType, GraphQLNamedType, GraphQLOutputType, ValueNode } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import type { SelectedField } from './selection.ts'

/**
 * Coordinates of what is given to a field: its optional arguments, and fields of input objects. A required argument
 * comes with its field; an argument whose variable has no value is not given.
 */
export function givenCoordinates(
  field: SelectedField,
  variables: Readonly<Record<string, unknown>>,
): readonly Coordinate[] {
  const found: Coordinate[] = []
  for (const { name, value } of field.nodes[0].arguments ?? []) {
    const definition = field.definition.args.find((argument) => argument.name === name.value)
    if (!definition || !isGiven(value, variables)) continue
    if (!isRequiredArgument(definition)) found.push(`${field.coordinate}(${name.value}:)`)
    collectInput(definition.type, value, variables, found)
  }
  return [...new Set(found)]
}

function isGiven(value: ValueNode, variables: Readonly<Record<string, unknown>>): boolean {
  return value.kind !== Kind.VARIABLE || variables[value.name.value] !== undefined
}

function collectInput(
  type: GraphQLInputType,
  value: ValueNode,
  variables: Readonly<Record<string, unknown>>,
  found: Coordinate[],
): void {
  if (value.kind === Kind.VARIABLE) return collectValue(type, variables[value.name.value], found)
  const inner = isNonNullType(type) ? type.ofType : type
  if (isListType(inner)) {
    const items = value.kind === Kind.LIST ? value.values : [value]
    for (const item of items) collectInput(inner.ofType, item, variables, found)
  } else if (isInputObjectType(inner) && value.kind === Kind.OBJECT) {
    for (const { name, value: given } of value.fields) {
      const field = inner.getFields()[name.value]
      if (!field || !isGiven(given, variables)) continue
      found.push(`${inner.name}.${name.value}`)
      collectInput(field.type, given, variables, found)
    }
  }
}

/** The same for a variable's value, as it is after coercion. */
function collectValue(type: GraphQLInputType, value: unknown, found: Coordinate[]): void {
  const inner = isNonNullType(type) ? type.ofType : type
  if (Array.isArray(value) && isListType(inner)) {
    for (const item of value) collectValue(inner.ofType, item, found)
    return
  }
  const named = getNamedType(inner)
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return
  for (const field of Object.values(named.getFields())) {
    if (!Object.hasOwn(value, field.name)) continue
    found.push(`${named.name}.${field.name}`)
    collectValue(field.type, (value as Record<string, unknown>)[field.name], found)
  }
}

export type Structure = 'connection' | 'edge' | 'pageInfo'

/** Relay's types only carry rows: their coordinates follow the field that returns the connection. */
export function structureOf(type: GraphQLNamedType): Structure | null {
  if (!isObjectType(type)) return null
  if (type.name === 'PageInfo') return 'pageInfo'
  const fields = type.getFields()
  if (fields['edges'] && fields['pageInfo']) return 'connection'
  if (fields['node'] && fields['cursor']) return 'edge'
  return null
}

export function isList(type: GraphQLOutputType): boolean {
  return isNonNullType(type) ? isList(type.ofType) : isListType(type)
}
