import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import type {
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql'
import type { Supergraph } from './supergraph.ts'

/** A field where it stands. */
export interface Located {
  readonly type: GraphQLObjectType | GraphQLInterfaceType
  readonly field: GraphQLField<unknown, unknown>
  readonly coordinate: string
}

/** Federation's own types (`join__Graph`, …) and GraphQL's have no rules of ours. */
export function ownTypes(full: Supergraph['full']): GraphQLNamedType[] {
  return Object.values(full.getTypeMap()).filter(
    (type) => !type.name.includes('__') && !isSpecifiedScalarType(type),
  )
}

export function fieldsOf({ full }: Pick<Supergraph, 'full'>): Located[] {
  return ownTypes(full).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map((field) => ({
          type,
          field,
          coordinate: `${type.name}.${field.name}`,
        }))
      : [],
  )
}

/** The type of the rows that a field leads to; of a connection, that of its nodes. */
export function rowTypeOf(type: GraphQLOutputType): GraphQLNamedType {
  const named = getNamedType(type)
  return isConnection(named) ? typeOfField(typeOfField(named, 'edges'), 'node') : named
}

function typeOfField(type: GraphQLNamedType, name: string): GraphQLNamedType {
  return isObjectType(type) ? getNamedType(type.getFields()[name]?.type ?? type) : type
}

/** Whether the coordinate is a field of the type whose value is a leaf, or a list of leaves. */
export function isAttributeOf(type: GraphQLNamedType, coordinate: string): boolean {
  if (!isObjectType(type)) return false
  const [typeName, name = ''] = coordinate.split('.')
  const field = type.getFields()[name]
  return typeName === type.name && field !== undefined && isLeafType(getNamedType(field.type))
}

/** Relay's types only carry rows: what goes for them is decided at the field that returns the connection. */
export function isStructural(type: GraphQLNamedType): boolean {
  if (!isObjectType(type)) return false
  const fields = type.getFields()
  return type.name === 'PageInfo' || isConnection(type) || ('node' in fields && 'cursor' in fields)
}

export function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && 'edges' in type.getFields() && 'pageInfo' in type.getFields()
}

export function isRowList(type: GraphQLOutputType): boolean {
  const named = getNamedType(type)
  return isConnection(named) || (isCompositeType(named) && containsList(type))
}

export function containsList(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return containsList(type.ofType)
  return isListType(type)
}

/** Every value of `__typename` that satisfies a type condition. */
export function typeNames(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const names = new Set([condition])
  const type = schema.getType(condition)
  if (type === undefined || !isAbstractType(type)) return names
  for (const { name } of schema.getPossibleTypes(type)) names.add(name)
  if (isInterfaceType(type))
    for (const { name } of schema.getImplementations(type).interfaces) names.add(name)
  return names
}
