import {
  getNamedType,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  typeFromAST,
} from 'graphql'
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import type { Coordinate } from '#policies/model.ts'

/** What a caller asks at one place of the response, with fragments, merging and abstract types resolved. */
export interface SelectedField {
  readonly responseName: string
  /** Of the concrete type: what is decided on. */
  readonly coordinate: Coordinate
  readonly definition: GraphQLField<unknown, unknown>
  /** The merged nodes; validation has made sure that all have equal arguments. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]]
  /** By concrete type of the value (in open mode also by interface, see `selectFields`); null for a leaf. */
  readonly children: ReadonlyMap<string, readonly SelectedField[]> | null
}

interface Scope {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Readonly<Record<string, unknown>>
  readonly withInterfaces: boolean
}

/**
 * The fields of an operation by the GraphQL specification's CollectFields, carried out ahead for every concrete type,
 * so that no spelling of a query (aliases, fragments, `@skip`, `@include`, type conditions) reaches a decision. The
 * operation must be valid against the schema. `withInterfaces` collects for interfaces as well: where the caller's own text is
 * planned, a subgraph that knows an interface as an object (`@interfaceObject`) need not be asked for the concrete type.
 */
export function selectFields(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
  withInterfaces = false,
): readonly SelectedField[] {
  const root = schema.getRootType(operation.operation)
  if (!root) throw new Error(`the schema has no ${operation.operation} type`)
  return fieldsOf({ schema, fragments, variables, withInterfaces }, root, [operation.selectionSet])
}

function fieldsOf(
  scope: Scope,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): readonly SelectedField[] {
  const grouped = new Map<string, [FieldNode, ...FieldNode[]]>()
  const visited = new Set<string>()
  for (const selectionSet of selectionSets) collect(scope, type, selectionSet, grouped, visited)
  return [...grouped].map(([responseName, nodes]) => selected(scope, type, responseName, nodes))
}

function collect(
  scope: Scope,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSet: SelectionSetNode,
  grouped: Map<string, [FieldNode, ...FieldNode[]]>,
  visited: Set<string>,
): void {
  for (const selection of selectionSet.selections) {
    if (!isIncluded(scope, selection)) continue
    if (selection.kind === Kind.FIELD) {
      const responseName = selection.alias?.value ?? selection.name.value
      const group = grouped.get(responseName)
      if (group) group.push(selection)
      else grouped.set(responseName, [selection])
      continue
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (visited.has(selection.name.value)) continue
      visited.add(selection.name.value)
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection
    if (fragment && applies(scope.schema, fragment.typeCondition, type)) {
      collect(scope, type, fragment.selectionSet, grouped, visited)
    }
  }
}

function selected(
  scope: Scope,
  type: GraphQLObjectType | GraphQLInterfaceType,
  responseName: string,
  nodes: readonly [FieldNode, ...FieldNode[]],
): SelectedField {
  const definition = definitionOf(type, nodes[0].name.value)
  const selectionSets = nodes.flatMap((each) => each.selectionSet ?? [])
  const named = getNamedType(definition.type)
  const types = [
    ...concreteTypes(scope.schema, definition.type),
    ...(scope.withInterfaces && isInterfaceType(named) ? [named] : []),
  ]
  const children =
    isCompositeType(named) && !definition.name.startsWith('__')
      ? new Map(types.map((each) => [each.name, fieldsOf(scope, each, selectionSets)]))
      : null
  return { responseName, coordinate: `${type.name}.${definition.name}`, definition, nodes, children }
}

/** The object types that a value of this type can have. */
export function concreteTypes(schema: GraphQLSchema, type: GraphQLOutputType): readonly GraphQLObjectType[] {
  const named = getNamedType(type)
  if (isAbstractType(named)) return schema.getPossibleTypes(named)
  return 'getInterfaces' in named ? [named as GraphQLObjectType] : []
}

function definitionOf(
  type: GraphQLObjectType | GraphQLInterfaceType,
  name: string,
): GraphQLField<unknown, unknown> {
  const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find(
    (field) => field.name === name,
  )
  const definition = meta ?? type.getFields()[name]
  if (!definition) throw new Error(`${type.name} has no field ${name}`)
  return definition
}

function applies(
  schema: GraphQLSchema,
  condition: FragmentDefinitionNode['typeCondition'] | undefined,
  type: GraphQLObjectType | GraphQLInterfaceType,
): boolean {
  if (!condition) return true
  const named = typeFromAST(schema, condition)
  return named === type || (isAbstractType(named) && schema.isSubType(named, type))
}

function isIncluded(scope: Scope, node: Parameters<typeof getDirectiveValues>[1]): boolean {
  if (!node.directives?.length) return true
  const skip = getDirectiveValues(GraphQLSkipDirective, node, scope.variables)
  const include = getDirectiveValues(GraphQLIncludeDirective, node, scope.variables)
  return skip?.['if'] !== true && include?.['if'] !== false
}
