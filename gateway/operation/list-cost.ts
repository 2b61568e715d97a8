import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  getNullableType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** How many entries a list is taken to have where the request does not say. */
const usualListSize = 5
/** The same for what a schema says of itself, but for its list of types. */
const usualIntrospectedSize = 10
/** The largest page of a connection. */
const pageSize = 100

interface Inputs {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Readonly<Record<string, unknown>>
}

/** Costs of one operation that are kept: they differ by the sizes that its variables ask for. */
const mostKept = 100

/** `listCost` of one operation, counted once for the same sizes of pages and lists. */
export function compileListCost(
  operation: OperationDefinitionNode,
  source: Omit<Inputs, 'variables'>,
): (variables: Inputs['variables']) => number {
  const sizing = new Set<string>()
  const watched = new Proxy({}, { get: (_, name) => void sizing.add(String(name)) })
  // Which variables are looked at does not depend on what they hold.
  listCost(operation, { ...source, variables: watched })
  const known = new Map<string, number>()
  return (variables) => {
    let sizes = ''
    for (const name of sizing) sizes += `${sizeIn(variables[name])} `
    const before = known.get(sizes)
    if (before !== undefined) return before
    const cost = listCost(operation, { ...source, variables })
    if (known.size < mostKept) known.set(sizes, cost)
    return cost
  }
}

function sizeIn(value: unknown): string {
  return Array.isArray(value) ? `[${value.length}]` : typeof value === 'number' ? String(value) : ''
}

/**
 * How many fields an operation has answered if every list is as long as it may be: a page as long as `first` asks, a
 * list as long as the list that it is looked up by, any other five, and ten in what the schema says of itself. Sums may reach infinity. Directives are not
 * followed, so that a skipped field counts. The operation must be valid; each fragment is walked once.
 */
export function listCost(operation: OperationDefinitionNode, inputs: Inputs): number {
  const { schema, fragments, variables } = inputs
  const known = new Map<string, number>()

  /** `paged`: the list on the way down was counted by the page above it. */
  function ofSelections(set: SelectionSetNode, type: GraphQLNamedType | undefined, paged: boolean): number {
    let cost = 0
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += ofField(selection, type, paged)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value
        const inside = condition === undefined ? type : schema.getType(condition)
        cost += ofSelections(selection.selectionSet, inside, paged)
      } else {
        cost += ofFragment(selection.name.value, paged)
      }
    }
    return cost
  }

  function ofFragment(name: string, paged: boolean): number {
    const key = `${paged} ${name}`
    const fragment = fragments.get(name)
    if (!fragment) return 0
    const cost =
      known.get(key) ??
      ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), paged)
    known.set(key, cost)
    return cost
  }

  function ofField(field: FieldNode, parent: GraphQLNamedType | undefined, paged: boolean): number {
    const definition = definitionOf(field.name.value, parent)
    const type = definition && getNamedType(definition.type)
    if (!definition || !field.selectionSet || !isCompositeType(type)) return 1
    const isPage = definition.args.some((argument) => argument.name === 'first')
    const size = sizeOf(field, definition, isPage, paged)
    return 1 + size * ofSelections(field.selectionSet, type, isPage)
  }

  function definitionOf(name: string, parent: GraphQLNamedType | undefined) {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined
    const own = parent.getFields()[name]
    const meta = parent === schema.getQueryType() ? [SchemaMetaFieldDef, TypeMetaFieldDef] : []
    return own ?? meta.find((field) => field.name === name)
  }

  function sizeOf(
    field: FieldNode,
    definition: GraphQLField<unknown, unknown>,
    isPage: boolean,
    paged: boolean,
  ) {
    if (isPage) return pageSizeOf(field, definition)
    if (paged || !isListType(getNullableType(definition.type))) return 1
    if (isIntrospectionType(getNamedType(definition.type))) {
      return field.name.value === 'types' ? Object.keys(schema.getTypeMap()).length : usualIntrospectedSize
    }
    const lists = (field.arguments ?? []).map((argument) => lengthOf(argument.value))
    return lists.find((length) => length !== undefined) ?? usualListSize
  }

  function pageSizeOf(field: FieldNode, definition: GraphQLField<unknown, unknown>): number {
    const given = field.arguments?.find((argument) => argument.name.value === 'first')?.value
    const first = given === undefined ? undefined : numberIn(given)
    const byDefault: unknown = definition.args.find((argument) => argument.name === 'first')?.defaultValue
    // No page has less than nothing: a negative one must not pay for the others.
    return Math.max(0, first ?? (typeof byDefault === 'number' ? byDefault : pageSize))
  }

  function numberIn(value: ValueNode): number | undefined {
    if (value.kind === Kind.INT) return Number(value.value)
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined
    return typeof given === 'number' ? given : undefined
  }

  function lengthOf(value: ValueNode): number | undefined {
    if (value.kind === Kind.LIST) return value.values.length
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined
    return Array.isArray(given) ? given.length : undefined
  }

  const root = schema.getRootType(operation.operation) ?? undefined
  return ofSelections(operation.selectionSet, root, false)
}
