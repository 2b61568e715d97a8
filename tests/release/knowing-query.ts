import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { DocumentNode, FieldNode, GraphQLCompositeType, GraphQLSchema, SelectionNode } from 'graphql'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'

/** Response key of a field that the caller asked for. */
export const askedKey = (responseName: string): string => `k_${responseName}`
/** Response key of what says whom a value is about. */
export const idKey = (idField: string): string => `o_${idField}`
export const typeKey = 'o_type'
export const edgesKey = 'o_edges'
export const nodeKey = 'o_node'

/**
 * A caller's query as somebody would ask it who may know everything: with the ids of all data subjects beside what it
 * asks for. For the full schema only.
 */
export function knowingQuery(text: string, full: GraphQLSchema, facts: SchemaFacts): DocumentNode {
  const types = new TypeInfo(full)
  return visit(
    parse(text, { noLocation: true }),
    visitWithTypeInfo(types, {
      Field: (node) => ({ ...node, alias: name(askedKey(node.alias?.value ?? node.name.value)) }),
      SelectionSet: {
        leave(node) {
          const parent = types.getParentType()
          if (!parent) return undefined
          return { ...node, selections: [...node.selections, ...knowing(parent, full, facts)] }
        },
      },
    }),
  )
}

function knowing(
  type: GraphQLCompositeType,
  full: GraphQLSchema,
  facts: SchemaFacts,
): readonly SelectionNode[] {
  const typename = field('__typename', typeKey)
  if (!isObjectType(type)) {
    if (!isAbstractType(type)) return [typename]
    const members = full.getPossibleTypes(type).flatMap((member): SelectionNode[] => {
      const ids = idsOf(member.name, facts)
      const typeCondition = { kind: Kind.NAMED_TYPE, name: name(member.name) } as const
      return ids.length === 0
        ? []
        : [
            {
              kind: Kind.INLINE_FRAGMENT,
              typeCondition,
              selectionSet: { kind: Kind.SELECTION_SET, selections: ids },
            },
          ]
    })
    return [typename, ...members]
  }
  const edges = type.getFields()['edges']
  const edge = edges && getNamedType(edges.type)
  const node = edge && isObjectType(edge) ? edge.getFields()['node'] : undefined
  const row = node && getNamedType(node.type)
  if (!row || !isCompositeType(row) || !facts.dataSubjectTypes.has(row.name)) {
    return [typename, ...idsOf(type.name, facts)]
  }
  return [typename, field('edges', edgesKey, [field('node', nodeKey, [...idsOf(row.name, facts)])])]
}

/** All fields of a type that hold a data subject's id. */
function idsOf(type: string, facts: SchemaFacts): readonly SelectionNode[] {
  const fields = new Set<string>()
  const own = facts.dataSubjectTypes.get(type)
  if (own !== undefined) fields.add(own)
  for (const [coordinate, { subject }] of facts.personal)
    if (subject !== null && coordinate.startsWith(`${type}.`)) fields.add(subject)
  return [...fields].map((each) => field(each, idKey(each)))
}

function field(fieldName: string, alias: string, selections?: readonly SelectionNode[]): FieldNode {
  return {
    kind: Kind.FIELD,
    name: name(fieldName),
    alias: name(alias),
    ...(selections && { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
  }
}

function name(value: string) {
  return { kind: Kind.NAME, value } as const
}
