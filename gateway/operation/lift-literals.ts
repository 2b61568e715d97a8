import { Kind, isScalarType, getNullableType, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { argument, variableDefinition } from './graphql-nodes.ts'
import { valueOf } from './skeleton.ts'
import type { Literal } from './skeleton.ts'

/** A literal that became a variable. */
export interface Lifted {
  /** Place among the literals of the text. */
  readonly position: number
  readonly variable: string
  /** Of the specification's scalars. */
  readonly type: string
}

/** A document whose literals are variables, so that texts that differ in these alone share it. */
export interface LiftedDocument {
  readonly document: DocumentNode
  readonly lifted: readonly Lifted[]
}

const scalars: ReadonlySet<string> = new Set(['String', 'ID', 'Int', 'Float'])

/**
 * Makes variables of what is written as the whole value of a field's argument, where that is one of the specification's scalars.
 * Every other literal stays: in directives, defaults, lists and input objects, and of types that have their own ways to read
 * literals. INVARIANT: fields that may be merged keep their literals, for whether they may is a question of the values; a name
 * that answers to two fields anywhere in the document is taken for such. The document must be valid.
 */
export function liftLiterals(
  document: DocumentNode,
  literals: readonly Literal[],
  schema: GraphQLSchema,
): LiftedDocument | null {
  const operations = document.definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  )
  const [operation] = operations
  if (operation === undefined || operations.length > 1) return null
  const { repeated, prefix } = namesIn(document)
  const positions = new Map(literals.map(({ start }, position) => [start, position]))
  const lifted: Lifted[] = []
  const types = new TypeInfo(schema)
  let isLiftable = false
  const written = visit(
    document,
    visitWithTypeInfo(types, {
      Field(field) {
        isLiftable =
          !repeated.has(field.alias?.value ?? field.name.value) && !field.name.value.startsWith('__')
      },
      Directive: () => false,
      Argument(node) {
        const { value } = node
        if (!isLiftable) return false
        if (value.kind !== Kind.STRING && value.kind !== Kind.INT && value.kind !== Kind.FLOAT) return false
        const type = getNullableType(types.getInputType())
        const position = value.loc && positions.get(value.loc.start)
        const literal = position === undefined ? undefined : literals[position]
        if (position === undefined || literal === undefined) return false
        if (!isScalarType(type) || !scalars.has(type.name)) return false
        if (valueOf(literal, type.name) === undefined) return false
        const variable = `${prefix}${lifted.length}`
        lifted.push({ position, variable, type: type.name })
        return argument(node.name.value, variable)
      },
    }),
  )
  if (lifted.length === 0) return null
  const more = lifted.map(({ variable, type }) => variableDefinition(variable, `${type}!`))
  const definitions = written.definitions.map((each) =>
    each.kind === Kind.OPERATION_DEFINITION
      ? { ...each, variableDefinitions: [...(each.variableDefinitions ?? []), ...more] }
      : each,
  )
  return { document: { ...written, definitions }, lifted }
}

function namesIn(document: DocumentNode): {
  readonly repeated: ReadonlySet<string>
  readonly prefix: string
} {
  const taken = new Set<string>()
  const answering = new Set<string>()
  const repeated = new Set<string>()
  visit(document, {
    Name: (node) => void taken.add(node.value),
    Field({ alias, name }) {
      const { value } = alias ?? name
      if (answering.has(value)) repeated.add(value)
      answering.add(value)
    },
  })
  let prefix = 'literal'
  while ([...taken].some((name) => name.startsWith(prefix))) prefix += '_'
  return { repeated, prefix }
}
