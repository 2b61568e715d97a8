import {
  Kind,
  OperationTypeNode,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  parse,
  print,
  stripIgnoredCharacters,
} from 'graphql'
import type {
  FieldNode,
  GraphQLNamedType,
  GraphQLObjectType,
  OperationDefinitionNode,
  SelectionNode,
} from 'graphql'
import type { HotEntity, HotFetch, HotField, HotSelection, HotTarget } from './hot-fetch.ts'
import { representationsField, reservedKeys, withKeys } from './hot-keys.ts'
import { hotRequest } from './hot-request.ts'
import { hotArguments } from './hot-values.ts'
import type { Definitions } from './hot-values.ts'
import type { Supergraph } from './supergraph.ts'

export interface CompiledHotFetch {
  readonly hot: HotFetch
  /** The operation to send instead: with the keys that memory needs. */
  readonly text: string
}

type Schema = Pick<Supergraph, 'full' | 'facts'>

interface Compilation extends Schema {
  readonly registry: string
  readonly operation: OperationDefinitionNode
  readonly definitions: Definitions
  fields: number
}

/** Thrown where an operation holds what memory does not understand. */
class NotKept extends Error {}

/** Unions and interfaces in each other multiply: beyond this nothing is kept. */
const mostFields = 5_000

/**
 * Compiles a subgraph's operation for memory; null where nothing of it is kept: a mutation, no hot type, or anything but
 * plain fields and inline fragments. That is only a missed optimisation.
 */
export function compileHotFetch(
  { full, facts }: Schema,
  registry: string,
  text: string,
): CompiledHotFetch | null {
  const offers = [...facts.hot.keys()].some((name) => name.startsWith(`${registry} `))
  if (!offers || Object.values(reservedKeys).some((key) => text.includes(key))) return null
  const [operation, ...more] = parse(text, { noLocation: true }).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION || more.length > 0) return null
  if (operation.operation !== OperationTypeNode.QUERY) return null
  const isHot = (type: string): boolean => limitsOf({ facts }, registry, type) !== null
  const keyed = withKeys(operation, full, isHot)
  const definitions = new Map(
    (operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, each]),
  )
  const compilation: Compilation = { full, facts, registry, operation: keyed, definitions, fields: 0 }
  try {
    const hot = compileRoot(compilation)
    return hot && { hot: { ...hot, source: text }, text: stripIgnoredCharacters(print(keyed)) }
  } catch (error) {
    if (error instanceof NotKept) return null
    throw error
  }
}

function limitsOf({ facts }: Pick<Schema, 'facts'>, registry: string, type: string) {
  const name = `${registry} ${type}`
  return (facts.keyed.has(name) && facts.hot.get(name)) || null
}

function compileRoot(compilation: Compilation): Omit<HotFetch, 'source'> | null {
  const { registry, operation, full } = compilation
  const { selections } = operation.selectionSet
  const [only] = selections
  if (only?.kind === Kind.FIELD && only.name.value === representationsField) {
    if (selections.length > 1) return null
    const types = typesNamed(compilation, only.selectionSet?.selections ?? [])
    const compiled = types.map((type) => selectionOf(compilation, type, [only], false))
    if (!compiled.some(({ entity }) => entity !== null)) return null
    return {
      registry,
      isRoot: false,
      selections: new Map(compiled.map((each) => [each.type, each])),
      isReadable: compiled.every(isReadable),
    }
  }
  const query = full.getQueryType()
  if (!query) return null
  const root = selectionOf(compilation, query, [operation], true)
  if (!root.fields.some(leadsToEntity)) return null
  const fields = root.fields.map((field) => ({ ...field, isKept: isKeptLookup(compilation, field) }))
  const isWhole = fields.every(({ isKept, isTypename }) => isKept || isTypename)
  const isBelow = fields.every(({ target }) => target === null || isTargetReadable(target))
  return {
    registry,
    isRoot: true,
    selections: new Map([[query.name, { ...root, fields }]]),
    isReadable: isWhole && isBelow,
  }
}

/** Only `@lookup` fields that lead to an entity of one type are answered from memory. */
function isKeptLookup({ facts }: Compilation, { coordinates: [coordinate], target }: HotField): boolean {
  const [selection, ...others] = target?.selections.values() ?? []
  if (coordinate === undefined || !facts.lookups.has(coordinate)) return false
  return others.length === 0 && target?.typedBy === null && selection?.entity !== null
}

function leadsToEntity({ target }: HotField): boolean {
  return [...(target?.selections.values() ?? [])].some(
    ({ entity, fields }) => entity !== null || fields.some(leadsToEntity),
  )
}

function isReadable({ fields }: HotSelection): boolean {
  return fields.every(({ isKept, target }) => isKept && (target === null || isTargetReadable(target)))
}

function isTargetReadable({ selections }: HotTarget): boolean {
  return [...selections.values()].every(isReadable)
}

/** The object types that entities are asked of. */
function typesNamed({ full }: Compilation, selections: readonly SelectionNode[]): GraphQLObjectType[] {
  return selections.flatMap((each) => {
    if (each.kind === Kind.FIELD && each.name.value === '__typename') return []
    const condition = each.kind === Kind.INLINE_FRAGMENT ? each.typeCondition?.name.value : undefined
    const type = condition === undefined ? undefined : full.getType(condition)
    if (!isObjectType(type)) throw new NotKept()
    return type
  })
}

interface Selecting {
  readonly selectionSet?: { readonly selections: readonly SelectionNode[] } | undefined
}

/** What is asked of one type, in all places where it is asked. */
function selectionOf(
  compilation: Compilation,
  type: GraphQLObjectType,
  asking: readonly Selecting[],
  isLinked: boolean,
): HotSelection {
  const collected = new Map<string, FieldNode[]>()
  for (const { selectionSet } of asking) collect(compilation, selectionSet?.selections ?? [], type, collected)
  const limits = limitsOf(compilation, compilation.registry, type.name)
  const keyedBy = [...collected].find(([, [node]]) => node && isPlainId(node))?.[0]
  const isEntity = limits !== null && keyedBy !== undefined
  const fields = [...collected]
    .filter(([key]) => key !== reservedKeys.id && key !== reservedKeys.type)
    .map(([key, nodes]) => fieldOf(compilation, type, key, nodes, isEntity))
  const entity: HotEntity | null = isEntity
    ? {
        limits,
        keyedBy,
        request: isLinked ? hotRequest(compilation, type.name, [...collected.values()].flat()) : null,
      }
    : null
  return { type: type.name, entity, fields, coordinates: fields.flatMap(({ coordinates }) => coordinates) }
}

function isPlainId({ name, arguments: given }: FieldNode): boolean {
  return name.value === 'id' && (given ?? []).length === 0
}

function collect(
  compilation: Compilation,
  selections: readonly SelectionNode[],
  type: GraphQLObjectType,
  collected: Map<string, FieldNode[]>,
): void {
  for (const each of selections) {
    if (each.kind === Kind.FRAGMENT_SPREAD || (each.directives?.length ?? 0) > 0) throw new NotKept()
    if (each.kind === Kind.FIELD) {
      const key = each.alias?.value ?? each.name.value
      collected.set(key, [...(collected.get(key) ?? []), each])
    } else if (applies(compilation, each.typeCondition?.name.value, type)) {
      collect(compilation, each.selectionSet.selections, type, collected)
    }
  }
}

function applies({ full }: Compilation, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true
  const named = full.getType(condition)
  if (named === undefined) throw new NotKept()
  return isAbstractType(named) && full.isSubType(named, type)
}

function fieldOf(
  compilation: Compilation,
  type: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  isOfEntity: boolean,
): HotField {
  const [node] = nodes
  if (node === undefined || key === '__proto__' || ++compilation.fields > mostFields) throw new NotKept()
  const name = node.name.value
  const isTypename = name === '__typename'
  const field = type.getFields()[name]
  if (field === undefined && !isTypename) throw new NotKept()
  const given = field === undefined ? [] : hotArguments(node, field, compilation.definitions)
  const named = field && getNamedType(field.type)
  const target = isCompositeType(named) ? targetOf(compilation, named, nodes) : null
  const within = target === null ? [] : [...target.selections.values()]
  const embedded = within.filter(({ entity }) => entity === null)
  const below = embedded.flatMap(({ fields }) => fields)
  const linked = [
    ...within.filter(({ entity }) => entity !== null).map((each) => each.type),
    ...below.flatMap((each) => each.linked),
  ]
  return {
    key,
    name: `${name}: ${field === undefined ? 'String!' : String(field.type)}`,
    arguments: given,
    target,
    isTypename,
    // Which entities belong to a list may follow from values of theirs, where it takes arguments: that is looked after
    // in an entity's own fields only.
    isKept: below.every(({ isKept }) => isKept) && (isOfEntity || given.length === 0 || linked.length === 0),
    linked: [...new Set(linked)],
    coordinates: [`${type.name}.${name}`, ...embedded.flatMap(({ coordinates }) => coordinates)],
  }
}

function targetOf(compilation: Compilation, named: GraphQLNamedType, nodes: readonly FieldNode[]): HotTarget {
  const isAbstract = isAbstractType(named)
  const types = isAbstract ? compilation.full.getPossibleTypes(named) : isObjectType(named) ? [named] : []
  const typedBy = nodes
    .flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
    .find((each): each is FieldNode => each.kind === Kind.FIELD && each.name.value === '__typename')
  if (isAbstract && typedBy === undefined) throw new NotKept()
  return {
    typedBy: isAbstract ? (typedBy?.alias?.value ?? '__typename') : null,
    selections: new Map(types.map((type) => [type.name, selectionOf(compilation, type, nodes, true)])),
  }
}
