import {
  Kind,
  parse,
  print,
  TypeInfo,
  validate,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type {
  ArgumentNode,
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
  VariableDefinitionNode,
  VariableNode,
} from 'graphql'
import { parseType } from 'graphql'
import type { GeneratedQuery } from '../generate-query.ts'

export interface Respelled {
  readonly query: GeneratedQuery
  /** The name that the first spelling has for one of the second. */
  readonly formerName: ReadonlyMap<string, string>
}

/** Aliases that somebody might think to deceive by. */
const deceptive = [
  'id',
  'codes',
  'subject',
  '__proto__',
  'constructor',
  'toString',
  'dagr_self',
  'dagr_field_id',
  'personalCode',
  'givenName',
]

/**
 * The same query in other words: every alias another, selections in fragments, fields asked twice or in pieces,
 * conditions that hold, literals as variables. `choose(n)` gives a number below n.
 */
export function respell(
  query: GeneratedQuery,
  schema: GraphQLSchema,
  choose: (n: number) => number,
): Respelled {
  return new Respelling(query, schema, choose).respelled()
}

class Respelling {
  readonly #query: GeneratedQuery
  readonly #schema: GraphQLSchema
  readonly #choose: (n: number) => number
  readonly #types: TypeInfo
  readonly #aliases = new Map<string, string>()
  readonly #fragments: FragmentDefinitionNode[] = []
  readonly #definitions = new Map<string, VariableDefinitionNode>()
  readonly #variables: Record<string, unknown> = {}

  constructor(query: GeneratedQuery, schema: GraphQLSchema, choose: (n: number) => number) {
    this.#query = query
    this.#schema = schema
    this.#choose = choose
    this.#types = new TypeInfo(schema)
  }

  respelled(): Respelled {
    const rewritten = visit(
      parse(this.#query.text, { noLocation: true }),
      visitWithTypeInfo(this.#types, {
        Field: { leave: (node) => ({ ...node, alias: name(this.#alias(node)) }) },
        Argument: { leave: (node) => this.#argument(node) },
        SelectionSet: { leave: (node) => this.#selectionSet(node) },
      }),
    )
    const added = [...this.#definitions.values()]
    const definitions = rewritten.definitions.map((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? { ...each, variableDefinitions: [...(each.variableDefinitions ?? []), ...added] }
        : each,
    )
    const document = { ...rewritten, definitions: [...definitions, ...this.#fragments] }
    const [error] = validate(this.#schema, document)
    if (error) throw new Error(`respelled into an invalid query: ${error.message}\n${print(document)}`)
    return {
      query: {
        ...this.#query,
        text: print(document),
        variables: { ...this.#query.variables, ...this.#variables },
      },
      formerName: new Map([...this.#aliases].map(([former, alias]) => [alias, former])),
    }
  }

  /** One other name for each, and another one for each other. */
  #alias(field: FieldNode): string {
    const former = field.alias?.value ?? field.name.value
    const known = this.#aliases.get(former)
    if (known !== undefined) return known
    const taken = new Set(this.#aliases.values())
    const wished = deceptive[this.#choose(deceptive.length * 2)] ?? `r${this.#aliases.size}`
    const alias = taken.has(wished) ? `r${this.#aliases.size}` : wished
    this.#aliases.set(former, alias)
    return alias
  }

  /** Equal literals become one variable, or fields that are merged would differ. */
  #argument(node: ArgumentNode): ArgumentNode {
    const type = this.#types.getArgument()?.type
    if (this.#types.getDirective() || !type || print(node.value).includes('$')) return node
    const key = `${String(type)} ${print(node.value)}`
    return { ...node, value: this.#variable(key, String(type), valueFromASTUntyped(node.value)) }
  }

  #variable(key: string, type: string, value: unknown): VariableNode {
    const known = this.#definitions.get(key)
    if (known) return known.variable
    const variable = `given${this.#definitions.size}`
    const made = definition(variable, type)
    this.#definitions.set(key, made)
    this.#variables[variable] = value
    return made.variable
  }

  #selectionSet(node: SelectionSetNode): SelectionSetNode {
    const type = this.#types.getParentType()?.name ?? ''
    return { ...node, selections: node.selections.flatMap((each) => this.#selection(each, type)) }
  }

  #selection(selection: SelectionNode, type: string): readonly SelectionNode[] {
    const selectionSet = { kind: Kind.SELECTION_SET, selections: [selection] } as const
    const typeCondition = { kind: Kind.NAMED_TYPE, name: name(type) } as const
    switch (this.#choose(9)) {
      case 0:
        return [{ kind: Kind.INLINE_FRAGMENT, selectionSet }]
      case 1:
        return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives: [this.#condition()] }]
      case 2: {
        const fragment = name(`Respelled${this.#fragments.length}`)
        this.#fragments.push({ kind: Kind.FRAGMENT_DEFINITION, name: fragment, typeCondition, selectionSet })
        return [{ kind: Kind.FRAGMENT_SPREAD, name: fragment, directives: [this.#condition()] }]
      }
      case 3:
        return [selection, selection]
      case 4:
        return [{ ...selection, directives: [...(selection.directives ?? []), ...this.#further(selection)] }]
      case 5:
      case 6:
        return inPieces(selection)
      default:
        return [selection]
    }
  }

  /** A directive may stand only once. */
  #further(selection: SelectionNode): readonly DirectiveNode[] {
    return selection.directives?.length ? [] : [this.#condition()]
  }

  /** One that holds. */
  #condition(): DirectiveNode {
    const isInclude = this.#choose(2) === 0
    const isLiteral = this.#choose(2) === 0
    const value = isLiteral
      ? ({ kind: Kind.BOOLEAN, value: isInclude } as const)
      : this.#variable(isInclude ? 'yes' : 'no', 'Boolean!', isInclude)
    return {
      kind: Kind.DIRECTIVE,
      name: name(isInclude ? 'include' : 'skip'),
      arguments: [{ kind: Kind.ARGUMENT, name: name('if'), value }],
    }
  }
}

function inPieces(selection: SelectionNode): readonly SelectionNode[] {
  if (selection.kind !== Kind.FIELD || !selection.selectionSet) return [selection]
  const { selections } = selection.selectionSet
  const half = Math.ceil(selections.length / 2)
  return [selections.slice(half), selections.slice(0, half)]
    .filter((piece) => piece.length > 0)
    .map((piece) => ({ ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: piece } }))
}

function definition(variable: string, type: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: name(variable) },
    type: parseType(type, { noLocation: true }),
  }
}

function name(value: string) {
  return { kind: Kind.NAME, value } as const
}
