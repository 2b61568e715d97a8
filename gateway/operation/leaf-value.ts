import { isEnumType, isSpecifiedScalarType } from 'graphql'
import type { GraphQLLeafType } from 'graphql'

/**
 * Whether a registry's value is one that its type can have. A custom scalar is whatever its registry serialises it to.
 */
export function isLeafValue(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined
  if (!isSpecifiedScalarType(type)) return true
  return specified[type.name]?.(value) ?? false
}

const isInteger = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value)
const isText = (value: unknown): boolean => typeof value === 'string'

const specified: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: isText,
  ID: (value) => isText(value) || isInteger(value),
  Int: isInteger,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  Boolean: (value) => typeof value === 'boolean',
}
