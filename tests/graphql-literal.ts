import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql'
import type { GraphQLInputField, GraphQLInputType } from 'graphql'

/** A JSON value as a GraphQL literal of the type. */
export function graphqlLiteral(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return graphqlLiteral(value, type.ofType)
  if (value === null) return 'null'
  if (isListType(type))
    return Array.isArray(value)
      ? `[${value.map((element) => graphqlLiteral(element, type.ofType)).join(', ')}]`
      : graphqlLiteral(value, type.ofType)
  if (isInputObjectType(type)) {
    const fields = type.getFields()
    const entries = Object.entries(value as Record<string, unknown>)
    return `{ ${entries.map(([key, part]) => `${key}: ${graphqlLiteral(part, (fields[key] as GraphQLInputField).type)}`).join(', ')} }`
  }
  return isEnumType(type) && typeof value === 'string' ? value : JSON.stringify(value)
}
