import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type {
  ArgumentNode,
  ConstValueNode,
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLSchema,
  SelectionNode,
} from 'graphql'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'
import { attributeKey } from './way-oracle.ts'

/** Response key of a field that the caller asked for. */
export const askedKey = (responseName: string): string => `k_${responseName}`
/** Response key of what says whom a value is about. */
export const idKey = (idField: string): string => `o_${idField}`
export const typeKey = 'o_type'
export const edgesKey = 'o_edges'
export const nodeKey = 'o_node'

/** What has to be known of an operation besides who its people are. */
export interface Wanted {
  /** Coordinates of the attributes that conditions compare. */
  readonly attributes: ReadonlySet<string>
  /** Which rows a search may give; null: all. */
  scopeOf(coordinate: string, node: FieldNode): ConstValueNode | null
}

export const nothingWanted: Wanted = { attributes: new Set(), scopeOf: () => null }

/**
 * A caller's query as somebody would ask it who may know everything: with the ids of all data subjects beside what it
 * asks for, and what conditions compare. For the full schema only.
 */
export function knowingQuery(
  text: string,
  full: GraphQLSchema,
  facts: SchemaFacts,
  wanted: Wanted = nothingWanted,
): DocumentNode {
  const types = new TypeInfo(full)
  const schema = { full, facts, wanted }
  return visit(
    parse(text, { noLocation: true }),
    visitWithTypeInfo(types, {
      Field: (node) => {
        const scope = wanted.scopeOf(`${types.getParentType()?.name}.${node.name.value}`, node)
        const cut: readonly ArgumentNode[] =
          scope === null ? [] : [{ kind: Kind.ARGUMENT, name: name('scope'), value: scope }]
        return {
          ...node,
          alias: name(askedKey(node.alias?.value ?? node.name.value)),
          arguments: [...(node.arguments ?? []), ...cut],
        }
      },
      SelectionSet: {
        leave(node) {
          const parent = types.getParentType()
          if (!parent) return undefined
          return { ...node, selections: [...node.selections, ...knowing(parent, schema)] }
        },
      },
    }),
  )
}

interface KnownSchema {
  readonly full: GraphQLSchema
  readonly facts: SchemaFacts
  readonly wanted: Wanted
}

function knowing(type: GraphQLCompositeType, schema: KnownSchema): readonly SelectionNode[] {
  const { full, facts } = schema
  const typename = field('__typename', typeKey)
  if (!isObjectType(type)) {
    if (!isAbstractType(type)) return [typename]
    const members = full.getPossibleTypes(type).flatMap((member): SelectionNode[] => {
      const ids = [...idsOf(member.name, facts), ...attributesOf(member.name, schema)]
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
  if (!row || !isCompositeType(row)) {
    return [typename, ...idsOf(type.name, facts), ...attributesOf(type.name, schema)]
  }
  const ofRow = [...idsOf(row.name, facts), ...attributesOf(row.name, schema)]
  return ofRow.length === 0
    ? [typename]
    : [typename, field('edges', edgesKey, [field('node', nodeKey, ofRow)])]
}

/** What conditions compare, and the name of the municipality. */
function attributesOf(type: string, { full, wanted }: KnownSchema): readonly SelectionNode[] {
  const known = full.getType(type)
  if (wanted.attributes.size === 0 || !isObjectType(known)) return []
  return Object.values(known.getFields())
    .filter((each) => isLeafType(getNamedType(each.type)))
    .map((each) => each.name)
    .filter((each) => wanted.attributes.has(`${type}.${each}`) || `${type}.${each}` === 'Address.adminUnit')
    .map((each) => field(each, attributeKey(each)))
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
