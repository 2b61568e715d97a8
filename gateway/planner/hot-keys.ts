import { Kind, getNamedType, isAbstractType, isObjectType } from 'graphql'
import type {
  FieldNode,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'

/**
 * Response keys under which keys and types are asked for where an operation does not ask for them itself. INVARIANT: no
 * caller's alias is one of them, since each is fetched under a name that begins with `dagr`; nor is a planner's.
 */
export const reservedKeys = { id: '__hot_id', type: '__hot_type' } as const

export const representationsField = '_entities'

/** Response key under which a selection set itself asks a field without arguments, or null. */
export function askedAs(selections: readonly SelectionNode[], field: string): string | null {
  for (const each of selections)
    if (each.kind === Kind.FIELD && each.name.value === field && each.arguments?.length === 0)
      return each.alias?.value ?? field
  return null
}

/** The operation, with the keys of entities that are kept, and the types of what may be one of several. */
export function withKeys(
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  isHot: (type: string) => boolean,
): OperationDefinitionNode {
  const root = schema.getQueryType() ?? undefined
  return { ...operation, selectionSet: keyed(operation.selectionSet, root) }

  function keyed({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): SelectionSetNode {
    const own = selections.map((each): SelectionNode => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return each
      if (each.kind === Kind.FIELD)
        return each.selectionSet === undefined
          ? each
          : { ...each, selectionSet: keyed(each.selectionSet, typeBelow(each, type)) }
      const condition = each.typeCondition?.name.value
      const narrowed = condition === undefined ? type : schema.getType(condition)
      return { ...each, selectionSet: keyed(each.selectionSet, narrowed) }
    })
    const lacksType = type !== undefined && isAbstractType(type) && askedAs(own, '__typename') === null
    if (lacksType) own.push(aliased(reservedKeys.type, '__typename'))
    if (isObjectType(type) && isHot(type.name) && askedAs(own, 'id') === null)
      own.push(aliased(reservedKeys.id, 'id'))
    return { kind: Kind.SELECTION_SET, selections: own }
  }
}

function typeBelow(node: FieldNode, type: GraphQLNamedType | undefined): GraphQLNamedType | undefined {
  if (type === undefined || !('getFields' in type)) return undefined
  const field = type.getFields()[node.name.value]
  return field === undefined ? undefined : getNamedType(field.type)
}

function aliased(alias: string, name: string): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: alias },
    name: { kind: Kind.NAME, value: name },
    arguments: [],
  }
}
