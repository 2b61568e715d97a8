import { array, nat } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  validate,
} from 'graphql'
import { graphqlLiteral } from './graphql-literal.ts'
import { SelectionScope } from './selection-scope.ts'
import type { SelectedField } from './selection-scope.ts'
import type {
  GraphQLArgument,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLInputField,
  GraphQLInputType,
  GraphQLSchema,
} from 'graphql'

/** One valid operation with its variables. */
export interface GeneratedQuery {
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | undefined
}

export interface GenerateOptions {
  readonly operation?: 'query' | 'mutation'
  /** Levels of composite fields; 5 unless told. */
  readonly maxDepth?: number
  /**
   * Values that make sense for an argument or input field (`Query.person(personalCode:)`, `RowScope.subjects`), as GraphQL
   * literals of plain JSON; undefined leaves it to the type. An empty list leaves an optional one out.
   */
  readonly values?: (coordinate: string, type: GraphQLInputType) => readonly unknown[] | undefined
  /**
   * Type conditions on `any` type that may overlap, or only on `narrower` ones: the reference executor is wrong about some
   * wider ones (it forgets the object's type inside them).
   */
  readonly conditions?: 'any' | 'narrower'
  /** Response names to choose aliases from, beside none and made-up ones. */
  readonly aliases?: readonly string[]
}

/**
 * Valid operations over a schema: aliases, merged duplicates, inline and named fragments (also used twice), type conditions,
 * variables with and without defaults, `@skip` and `@include`, `__typename`. Fails shrink towards short operations.
 */
export function queryArbitrary(
  schema: GraphQLSchema,
  options: GenerateOptions = {},
): Arbitrary<GeneratedQuery> {
  return array(nat({ max: 0xffff }), { minLength: 4, maxLength: 120, size: 'max' }).map((choices) =>
    new OperationWriter(schema, options, choices).write(),
  )
}

/** Writes one operation from a tape of choices; an exhausted tape gives zeros, which always choose what ends soonest. */
class OperationWriter {
  readonly #schema: GraphQLSchema
  readonly #options: GenerateOptions
  readonly #choices: readonly number[]
  #position = 0
  #names = 0
  readonly #definitions = new Map<string, string>()
  readonly #variables: Record<string, unknown> = {}
  readonly #fragments: string[] = []
  readonly #closed: { name: string; type: string }[] = []
  #reuse: boolean

  constructor(schema: GraphQLSchema, options: GenerateOptions, choices: readonly number[], reuse = true) {
    this.#schema = schema
    this.#options = options
    this.#choices = choices
    this.#reuse = reuse
  }

  write(): GeneratedQuery {
    const kind = this.#options.operation ?? 'query'
    const root = kind === 'query' ? this.#schema.getQueryType() : this.#schema.getMutationType()
    if (root == null) throw new Error(`the schema has no ${kind} type`)
    const operationName = this.#chance(3) ? `Operation${this.#pick([1, 2, 3])}` : undefined
    const selections = this.#selections(root, new SelectionScope(), this.#options.maxDepth ?? 5)
    const definitions = [...this.#definitions].map(([name, type]) => `$${name}: ${type}`)
    const variables = definitions.length === 0 ? '' : `(${definitions.join(', ')})`
    const text = [`${kind} ${operationName ?? ''}${variables} ${selections}`, ...this.#fragments].join('\n')
    const errors = validate(this.#schema, parse(text))
    if (errors.length === 0) return { text, variables: this.#variables, operationName }
    // A fragment used twice may clash with its new surroundings: the same operation without reuse cannot.
    if (this.#reuse) return new OperationWriter(this.#schema, this.#options, this.#choices, false).write()
    throw new Error(`generated an invalid operation: ${errors[0]?.message}\n${text}`)
  }

  #next(): number {
    return this.#choices[this.#position++] ?? 0
  }

  /** True once in `n`, and never on an exhausted tape. */
  #chance(n: number): boolean {
    return this.#next() % n === n - 1
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#next() % list.length] as T
  }

  #selections(type: GraphQLCompositeType, scope: SelectionScope, depth: number): string {
    const count = 1 + (this.#next() % 4)
    const parts = Array.from({ length: count }, () => this.#selection(type, scope, depth))
    return `{ ${parts.join(' ')} }`
  }

  #selection(type: GraphQLCompositeType, scope: SelectionScope, depth: number): string {
    const conditions = this.#conditionsOf(type)
    if (depth > 0 && (isUnionType(type) ? !this.#chance(5) : this.#chance(5)) && conditions.length > 0)
      return this.#fragment(type, this.#pick(conditions), scope, depth)
    return this.#field(type, scope, depth)
  }

  /** Types that may overlap with this one: itself, its implementations or members, and what its objects also are. */
  #conditionsOf(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const objects = isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type)
    if (this.#options.conditions === 'narrower') return [...objects]
    const wider = Object.values(this.#schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) &&
        !isObjectType(other) &&
        !other.name.startsWith('__') &&
        this.#schema.getPossibleTypes(other).some((object) => objects.includes(object)),
    )
    return [...objects, ...wider]
  }

  #fragment(
    parent: GraphQLCompositeType,
    type: GraphQLCompositeType,
    scope: SelectionScope,
    depth: number,
  ): string {
    const reusable = this.#closed.filter((fragment) => fragment.type === type.name)
    if (this.#reuse && reusable.length > 0 && this.#chance(3))
      return `...${this.#pick(reusable).name}${this.#directives()}`
    const named = this.#chance(3)
    const directives = this.#directives()
    const body = this.#selections(type, scope, depth - 1)
    if (!named)
      return `...${type === parent && this.#chance(2) ? '' : ` on ${type.name}`}${directives} ${body}`
    const name = `Fragment${++this.#names}`
    this.#fragments.push(`fragment ${name} on ${type.name} ${body}`)
    this.#closed.push({ name, type: type.name })
    return `...${name}${directives}`
  }

  #field(parent: GraphQLCompositeType, scope: SelectionScope, depth: number): string {
    const fields = isUnionType(parent) ? [] : Object.values(parent.getFields())
    const reachable = fields.filter((field) => depth > 0 || isLeafType(getNamedType(field.type)))
    if (reachable.length === 0 || this.#chance(12)) {
      const typename = { parent, call: '__typename', type: 'String!', leaf: true }
      return this.#call(typename, '__typename', scope).text
    }
    const field = this.#pick(reachable)
    const named = getNamedType(field.type)
    const call = field.name + this.#arguments(`${parent.name}.${field.name}`, field)
    const selected = { parent, call, type: String(field.type), leaf: isLeafType(named) }
    const { text, below } = this.#call(selected, field.name, scope)
    return isCompositeType(named) ? `${text} ${this.#selections(named, below, depth - 1)}` : text
  }

  #call(field: SelectedField, name: string, scope: SelectionScope): { text: string; below: SelectionScope } {
    const aliases = this.#options.aliases ?? ['a', 'b', '__proto__', 'constructor']
    const { key, below } = scope.select(field, this.#chance(4) ? this.#pick(aliases) : name)
    return { text: `${key === name ? '' : `${key}: `}${field.call}${this.#directives()}`, below }
  }

  #arguments(coordinate: string, field: GraphQLField<unknown, unknown>): string {
    const parts = field.args.flatMap((argument) => {
      const value = this.#input(`${coordinate}(${argument.name}:)`, argument, isRequiredArgument(argument))
      return value === undefined ? [] : [`${argument.name}: ${value}`]
    })
    return parts.length === 0 ? '' : `(${parts.join(', ')})`
  }

  #input(
    coordinate: string,
    input: GraphQLArgument | GraphQLInputField,
    required: boolean,
  ): string | undefined {
    const candidates = this.#options.values?.(coordinate, input.type)
    if (!required && (candidates?.length === 0 || !this.#chance(2))) return undefined
    const value =
      candidates !== undefined && candidates.length > 0
        ? this.#pick(candidates)
        : this.#value(input.type, coordinate)
    return this.#chance(3) ? this.#variable(input.type, value) : graphqlLiteral(value, input.type)
  }

  #value(type: GraphQLInputType, coordinate: string): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, coordinate)
    if (isListType(type))
      return Array.from({ length: this.#next() % 3 }, () => this.#value(type.ofType, coordinate))
    if (isEnumType(type)) return this.#pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const entries = Object.values(type.getFields()).flatMap((field) => {
        if (!isRequiredInputField(field) && !this.#chance(2)) return []
        const candidates = this.#options.values?.(`${type.name}.${field.name}`, field.type)
        if (candidates?.length === 0) return []
        return [[field.name, candidates ? this.#pick(candidates) : this.#value(field.type, coordinate)]]
      })
      return Object.fromEntries(entries)
    }
    switch (type.name) {
      case 'Int':
        return this.#next() % 5
      case 'Float':
        return (this.#next() % 10) / 2
      case 'Boolean':
        return this.#chance(2)
      default:
        return String(1 + (this.#next() % 5))
    }
  }

  #variable(type: GraphQLInputType, value: unknown): string {
    const name = `v${++this.#names}`
    const nullable = isNonNullType(type) ? type.ofType : type
    if (this.#chance(3)) {
      this.#definitions.set(name, `${String(nullable)} = ${graphqlLiteral(value, type)}`)
    } else {
      this.#definitions.set(name, String(type))
      this.#variables[name] = value
    }
    return `$${name}`
  }

  #directives(): string {
    if (!this.#chance(6)) return ''
    const directive = this.#pick(['include', 'skip'])
    const value = this.#chance(2)
    if (this.#chance(3)) return ` @${directive}(if: ${value})`
    const known = [...this.#definitions].filter(([, type]) => /^Boolean(!| =)/.test(type))
    const name = known.length > 0 && this.#chance(2) ? this.#pick(known)[0] : `flag${++this.#names}`
    if (!this.#definitions.has(name)) {
      const withDefault = this.#chance(2)
      this.#definitions.set(name, withDefault ? `Boolean = ${value}` : 'Boolean!')
      if (!withDefault || this.#chance(2)) this.#variables[name] = !value
    }
    return ` @${directive}(if: $${name})`
  }
}
