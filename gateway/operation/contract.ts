import {
  buildASTSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  Kind,
  parse,
  printSchema,
} from 'graphql'
import type {
  ConstDirectiveNode,
  DefinitionNode,
  FieldDefinitionNode,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLUnionType,
  NamedTypeNode,
} from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { structureOf } from './coordinates.ts'

/**
 * Stands in a type of which nothing is granted, since GraphQL has no types without fields. No API schema has it, so no
 * operation can ask for it.
 */
export const placeholder = '_'

const placeholderText = 'Cannot be asked for: the permission covers nothing of this type but its __typename'

type FieldsType = GraphQLObjectType | GraphQLInterfaceType
type IsGranted = (coordinate: Coordinate) => boolean

/**
 * The part of the API schema that a permission covers: granted fields with their required arguments and the optional ones
 * that are granted, whatever these lead to, and the types that only carry rows, which follow the field that returns them.
 * An interface has what each of the types that it can be has.
 *
 * INVARIANT: no field, optional argument or input field that `isGranted` denies is in it, and no type that nothing granted
 * leads to, so that whatever is told from it tells nothing of what is not granted.
 */
export function contractSchema(api: GraphQLSchema, isGranted: IsGranted): GraphQLSchema {
  return new Contract(api, isGranted).schema()
}

/** Every coordinate of a schema: fields of object types with their arguments, and fields of input objects. */
export function coordinatesOf(schema: GraphQLSchema): readonly Coordinate[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return []
    if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
    if (!isObjectType(type)) return []
    return Object.values(type.getFields()).flatMap(({ name, args }) => {
      const coordinate = `${type.name}.${name}`
      return [coordinate, ...args.map((argument) => `${coordinate}(${argument.name}:)`)]
    })
  })
}

class Contract {
  readonly #api: GraphQLSchema
  readonly #isGranted: IsGranted
  readonly #reached = new Map<string, GraphQLNamedType>()

  constructor(api: GraphQLSchema, isGranted: IsGranted) {
    this.#api = api
    this.#isGranted = isGranted
  }

  schema(): GraphQLSchema {
    const query = this.#api.getQueryType()
    if (query) this.#reach(query)
    const others = [this.#api.getMutationType(), this.#api.getSubscriptionType()]
    for (const root of others) if (root && this.#fieldsOf(root).length > 0) this.#reach(root)
    const { definitions } = parse(printSchema(this.#api), { noLocation: true })
    return buildASTSchema(
      { kind: Kind.DOCUMENT, definitions: definitions.flatMap((each) => this.#kept(each)) },
      { assumeValidSDL: true },
    )
  }

  #reach(type: GraphQLNamedType): void {
    if (this.#reached.has(type.name)) return
    this.#reached.set(type.name, type)
    for (const next of this.#leadsTo(type)) this.#reach(next)
  }

  #leadsTo(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    if (isUnionType(type)) return this.#membersOf(type)
    if (isInputObjectType(type)) return this.#inputFieldsOf(type).map((field) => getNamedType(field.type))
    if (!isObjectType(type) && !isInterfaceType(type)) return []
    const fields = this.#fieldsOf(type).flatMap((field) => [
      getNamedType(field.type),
      ...this.#argumentsOf(type, field.name).map((argument) => getNamedType(argument.type)),
    ])
    return isInterfaceType(type) ? [...fields, ...this.#membersOf(type)] : fields
  }

  /** The types of which something is granted; all, where nothing is of any, since a value is one of them all the same. */
  #membersOf(type: GraphQLUnionType | GraphQLInterfaceType): readonly GraphQLObjectType[] {
    const possible = this.#api.getPossibleTypes(type)
    const granted = possible.filter((each) => this.#fieldsOf(each).length > 0)
    return granted.length > 0 ? granted : possible
  }

  #fieldsOf(type: FieldsType) {
    return Object.values(type.getFields()).filter(({ name }) => this.#covers(type, name))
  }

  #argumentsOf(type: FieldsType, field: string) {
    const args = type.getFields()[field]?.args ?? []
    return args.filter((each) => isRequiredArgument(each) || this.#covers(type, `${field}(${each.name}:)`))
  }

  #inputFieldsOf(type: GraphQLInputObjectType) {
    return Object.values(type.getFields()).filter(({ name }) => this.#isGranted(`${type.name}.${name}`))
  }

  #covers(type: FieldsType, member: string): boolean {
    if (structureOf(type) !== null) return true
    if (isInterfaceType(type)) return this.#membersOf(type).every((each) => this.#covers(each, member))
    return this.#isGranted(`${type.name}.${member}`)
  }

  /** What of a definition is in the contract: itself, a part of it, or nothing. */
  #kept(node: DefinitionNode): readonly DefinitionNode[] {
    if (node.kind === Kind.SCHEMA_DEFINITION) {
      const operationTypes = node.operationTypes.filter(({ type }) => this.#reached.has(type.name.value))
      return [{ ...node, operationTypes }]
    }
    const type = 'name' in node && node.name ? this.#reached.get(node.name.value) : undefined
    if (!type) return []
    if (node.kind === Kind.UNION_TYPE_DEFINITION && isUnionType(type)) {
      const members = new Set(this.#membersOf(type).map(({ name }) => name))
      return [{ ...node, types: node.types?.filter(({ name }) => members.has(name.value)) ?? [] }]
    }
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && isInputObjectType(type)) {
      const fields = named(node.fields, this.#inputFieldsOf(type))
      return [
        { ...node, fields: fields.length > 0 ? fields : [placeholderField(Kind.INPUT_VALUE_DEFINITION)] },
      ]
    }
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION && isObjectType(type)) {
      return [{ ...node, ...this.#keptFields(node, type) }]
    }
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION && isInterfaceType(type)) {
      return [{ ...node, ...this.#keptFields(node, type) }]
    }
    return [node]
  }

  #keptFields(
    node: {
      readonly interfaces?: readonly NamedTypeNode[] | undefined
      readonly fields?: readonly FieldDefinitionNode[] | undefined
    },
    type: FieldsType,
  ) {
    const kept = type.getInterfaces().filter((each) => this.#isOfInterface(type, each))
    const fields = named(node.fields, this.#fieldsOf(type)).map((field) => ({
      ...field,
      arguments: named(field.arguments, this.#argumentsOf(type, field.name.value)),
    }))
    const isIdle = [type, ...kept].some((each) => this.#fieldsOf(each).length === 0)
    return {
      interfaces: named(node.interfaces, kept),
      fields: isIdle ? [...fields, placeholderField(Kind.FIELD_DEFINITION)] : fields,
    }
  }

  #isOfInterface(type: FieldsType, each: GraphQLInterfaceType): boolean {
    if (!this.#reached.has(each.name)) return false
    return isInterfaceType(type) || this.#membersOf(each).includes(type)
  }
}

function named<Node extends { readonly name: { readonly value: string } }>(
  nodes: readonly Node[] | undefined,
  kept: readonly { readonly name: string }[],
): readonly Node[] {
  const names = new Set(kept.map(({ name }) => name))
  return nodes?.filter(({ name }) => names.has(name.value)) ?? []
}

function placeholderField<FieldKind extends Kind.FIELD_DEFINITION | Kind.INPUT_VALUE_DEFINITION>(
  kind: FieldKind,
) {
  return {
    kind,
    description: { kind: Kind.STRING, value: placeholderText } as const,
    name: { kind: Kind.NAME, value: placeholder } as const,
    type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Boolean' } } as const,
    directives: [] as readonly ConstDirectiveNode[],
  }
}
