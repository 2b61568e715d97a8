import { getNullableType, isInputObjectType, isListType } from 'graphql'
import type { GraphQLInputType } from 'graphql'

/** Coordinates of the input fields that a coerced value has. */
export function givenInput(type: GraphQLInputType, value: unknown): readonly string[] {
  const inner = getNullableType(type)
  if (isListType(inner)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : []
    return items.flatMap((item) => givenInput(inner.ofType, item))
  }
  if (!isInputObjectType(inner) || typeof value !== 'object' || value === null) return []
  const fields = inner.getFields()
  return Object.entries(value).flatMap(([name, given]) => {
    const field = fields[name]
    return field === undefined ? [] : [`${inner.name}.${name}`, ...givenInput(field.type, given)]
  })
}
