import {
  getNamedType,
  getOperationAST,
  isAbstractType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  valueFromASTUntyped,
} from 'graphql'
import type { DocumentNode, FieldNode, GraphQLNamedType, GraphQLObjectType, SelectionNode } from 'graphql'
import type { MemoryRegistry } from './memory-registry.ts'
import { typeOf } from './read-registries.ts'
import type { Entity } from './read-registries.ts'

type Variables = Readonly<Record<string, unknown>>
type Shape = (value: unknown) => unknown

/** An operation that is ready to be answered any number of times. @returns `data` */
export type Answering = (variables: Variables) => Record<string, unknown>

/**
 * Compiles a query for one registry: what a subgraph's GraphQL server does, for the part of GraphQL that gateways write to
 * subgraphs. @throws where the text uses something else, so that nothing is silently wrong.
 */
export function compileOperation(registry: MemoryRegistry, text: string, name?: string): Answering {
  const document = parse(text, { noLocation: true })
  const operation = getOperationAST(document, name)
  if (operation?.operation !== OperationTypeNode.QUERY) throw new Error('Only queries are answered')
  const query = registry.schema.schema.getQueryType()
  if (query == null) throw new Error('There is no query type')
  const compiler = new Compiler(registry, document)
  const defaults = Object.fromEntries(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && valueFromASTUntyped(defaultValue),
    ]) ?? [],
  )
  const roots = [...compiler.fieldsOf(query, operation.selectionSet.selections)].map(([key, nodes]) => ({
    key,
    answer: compiler.root(query, nodes),
  }))
  return (variables) => {
    const given = { ...defaults, ...variables }
    return Object.fromEntries(roots.map(({ key, answer }) => [key, answer(given)]))
  }
}

class Compiler {
  readonly #registry: MemoryRegistry
  readonly #document: DocumentNode

  constructor(registry: MemoryRegistry, document: DocumentNode) {
    this.#registry = registry
    this.#document = document
  }

  root(query: GraphQLObjectType, nodes: readonly FieldNode[]): (variables: Variables) => unknown {
    const [node] = nodes
    const name = node?.name.value ?? ''
    if (name === '__typename') return () => query.name
    if (name === '_service') {
      const { sdl } = this.#registry.schema
      return () => ({ sdl })
    }
    const type = query.getFields()[name]
    if (type === undefined) throw new Error(`There is no field Query.${name}`)
    const shape = this.#shapeOf(getNamedType(type.type), nodes)
    const given = node?.arguments ?? []
    const argumentsOf = (variables: Variables): Record<string, unknown> =>
      Object.fromEntries(
        given.map((each) => [each.name.value, valueFromASTUntyped(each.value, { ...variables })]),
      )
    if (name !== '_entities') return (variables) => shape(this.#registry.root(name, argumentsOf(variables)))
    return (variables) => {
      const { representations } = argumentsOf(variables) as { representations: readonly Entity[] }
      return representations.map((each) => shape(this.#registry.find(each)))
    }
  }

  /** The fields that are asked of an object of that type, by response key. */
  fieldsOf(type: GraphQLObjectType, selections: readonly SelectionNode[]): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>()
    this.#collect(type, selections, fields)
    return fields
  }

  #collect(
    type: GraphQLObjectType,
    selections: readonly SelectionNode[],
    into: Map<string, FieldNode[]>,
  ): void {
    for (const selection of selections) {
      if (selection.directives?.length) throw new Error('Directives are not answered')
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        into.set(key, [...(into.get(key) ?? []), selection])
        continue
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragment(selection.name.value)
      if (this.#applies(type, fragment.typeCondition?.name.value)) {
        this.#collect(type, fragment.selectionSet.selections, into)
      }
    }
  }

  #fragment(name: string) {
    for (const definition of this.#document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition
    }
    throw new Error(`There is no fragment ${name}`)
  }

  #applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true
    const { schema } = this.#registry.schema
    const found = schema.getType(condition)
    return isAbstractType(found) && schema.isSubType(found, type)
  }

  #shapeOf(type: GraphQLNamedType, nodes: readonly FieldNode[]): Shape {
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
    if (isObjectType(type)) return mapped(this.#objectShape(type, selections))
    if (!isAbstractType(type)) return (value) => value ?? null
    const shapes = new Map(
      this.#registry.schema.schema
        .getPossibleTypes(type)
        .map((each) => [each.name, this.#objectShape(each, selections)]),
    )
    return mapped((value) => shapes.get(typeOf(value))?.(value) ?? null)
  }

  #objectShape(type: GraphQLObjectType, selections: readonly SelectionNode[]): (value: Entity) => unknown {
    const isEntity = this.#registry.schema.entities.has(type.name)
    const fields = [...this.fieldsOf(type, selections)].map(([key, nodes]) => {
      const name = nodes[0]?.name.value ?? ''
      if (name === '__typename') return { key, name, shape: () => type.name }
      const field = type.getFields()[name]
      if (field === undefined) throw new Error(`There is no field ${type.name}.${name}`)
      return { key, name, shape: this.#shapeOf(getNamedType(field.type), nodes) }
    })
    return (value) => {
      const whole = isEntity ? this.#registry.follow(value) : value
      const object: Record<string, unknown> = {}
      for (const { key, name, shape } of fields) object[key] = shape(whole[name])
      return object
    }
  }
}

function mapped(shape: (value: Entity) => unknown): Shape {
  const each: Shape = (value) => {
    if (value === null || value === undefined) return null
    return Array.isArray(value) ? value.map(each) : shape(value as Entity)
  }
  return each
}
