import { getNamedType, getOperationAST, isObjectType, isRequiredArgument, Kind, parse } from 'graphql'
import { getArgumentValues, getVariableValues } from 'graphql'
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { Ledger } from './ledger.ts'
import type { ExpectedRecord } from './ledger.ts'
import { askedKey, edgesKey, idKey, nodeKey, typeKey } from './knowing-query.ts'

/** Coordinate → only about the caller, or not. */
export type Grants = ReadonlyMap<string, { readonly isSelf: boolean }>

export interface OracleInput {
  readonly api: GraphQLSchema
  readonly facts: SchemaFacts
  readonly grants: Grants
  /** Every code of the caller. */
  readonly callerCodes: ReadonlySet<string>
  /** Current code of whoever has or had a code. */
  readonly currentCodes: ReadonlyMap<string, string>
  readonly query: GeneratedQuery
  /** All of the data, of the knowing query; undefined where an error took a value away. */
  readonly known: Json
  /** The response's own data, for what nobody else can know: histories, which grow, and sealed cursors. */
  readonly answered: unknown
}

export interface Expectation {
  readonly data: Json
  /** Coordinates of all FIELD_NOT_GRANTED errors. */
  readonly denied: readonly string[]
  readonly records: readonly ExpectedRecord[]
}

export type Json = Readonly<Record<string, unknown>>

/** Where we are: whose data it is, and inside which connection. */
interface Place {
  readonly subject: string | null
  readonly connection: string | null
  /** In a history: there, what is known is what was answered. */
  readonly isHistory: boolean
}

/**
 * What a response and its access records have to be, by the promises alone: field by field from all of the data, with
 * graphql-js's own field collection, sharing no code with the gateway's operations.
 */
export function expectedRelease(input: OracleInput): Expectation {
  return new Oracle(input).expectation()
}

class Oracle {
  readonly #input: OracleInput
  readonly #fragments: Record<string, FragmentDefinitionNode> = {}
  readonly #variables: Record<string, unknown>
  readonly #denied = new Set<string>()
  readonly #ledger = new Ledger()
  readonly #lookups: { code: string; isDelivered: boolean }[] = []
  /** Current codes of those whom the lookups found. */
  readonly #found = new Set<string>()

  constructor(input: OracleInput) {
    this.#input = input
    const document = parse(input.query.text)
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments[definition.name.value] = definition
    const operation = getOperationAST(document, input.query.operationName)
    const { coerced } = getVariableValues(
      input.api,
      operation?.variableDefinitions ?? [],
      input.query.variables,
    )
    this.#variables = coerced ?? {}
  }

  expectation(): Expectation {
    const { api, query, known, answered } = this.#input
    const operation = getOperationAST(parse(query.text), query.operationName)
    const root = api.getQueryType()
    if (!operation || !root) throw new Error('no operation')
    const fields = collectFields(api, this.#fragments, this.#variables, root, operation.selectionSet)
    const place = { subject: null, connection: null, isHistory: false }
    const data = this.#object(root, fields, known, answered, place)
    for (const { code, isDelivered } of this.#lookups) {
      const person = this.#input.currentCodes.get(code)
      if (person === undefined || !this.#found.has(person)) this.#ledger.of(code).isNotFound ||= isDelivered
    }
    return { data, denied: [...this.#denied].toSorted(), records: this.#ledger.records() }
  }

  #object(
    type: GraphQLObjectType,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    known: Json,
    answered: unknown,
    place: Place,
  ): Json {
    const written: Record<string, unknown> = Object.create(null)
    for (const [responseName, nodes] of fields)
      written[responseName] = this.#field(type, responseName, nodes, known, at(answered, responseName), place)
    return written
  }

  #field(
    type: GraphQLObjectType,
    responseName: string,
    nodes: readonly FieldNode[],
    known: Json,
    answered: unknown,
    place: Place,
  ): unknown {
    const { facts, grants, callerCodes } = this.#input
    const name = nodes[0]?.name.value ?? ''
    if (name === '__typename') return type.name
    const definition = type.getFields()[name]
    if (!definition) throw new Error(`no field ${type.name}.${name}`)
    const coordinate = `${type.name}.${name}`
    const asked = [coordinate, ...this.#optionalArguments(coordinate, definition, nodes)]
    const below = [...new Set(this.#askedBelow(definition, nodes))]
    const ungranted = (coordinates: readonly string[]) => coordinates.filter((each) => !grants.has(each))
    const isStructural = isRelay(type)
    for (const each of ungranted([...(isStructural ? [] : asked), ...below])) this.#denied.add(each)

    const personal = facts.personal.get(coordinate)
    const sibling = personal?.subject == null ? undefined : known[idKey(personal.subject)]
    const subject = personal?.subject == null ? place.subject : typeof sibling === 'string' ? sibling : null
    const codes = this.#namedCodes(coordinate, definition, nodes)
    if (!isStructural && ungranted(asked).length > 0) {
      const withheld = [...ungranted(asked), ...ungranted(below)]
      for (const each of [...codes, ...(subject === null ? [] : [subject])])
        for (const denied of withheld) this.#ledger.of(each).withheld.add(denied)
      return null
    }

    const isHistory = place.isHistory || coordinate === 'Person.accessHistory'
    const ofAll = known[askedKey(responseName)]
    const isAnswered = place.isHistory || (isHistory && ofAll !== undefined)
    const value = isAnswered ? answered : ofAll
    const isTarget = personal !== undefined && personal.subject === null
    const target = isTarget && isJson(value) ? value[idKey('id')] : null
    const about = isTarget ? (typeof target === 'string' ? target : null) : subject
    const isSelf = isStructural
      ? personal !== undefined && grants.get(place.connection ?? '')?.isSelf === true
      : asked.some((each) => grants.get(each)?.isSelf)
    if (isSelf && value !== undefined && !(about !== null && callerCodes.has(about))) {
      this.#denied.add(coordinate)
      // Nobody is told whose code, if anybody's, it was that they named.
      for (const each of codes.length > 0 ? codes : about === null ? [] : [about])
        for (const denied of [coordinate, ...below.filter((one) => !one.endsWith(':)'))])
          this.#ledger.of(each).withheld.add(denied)
      return null
    }
    for (const code of codes) this.#lookups.push({ code, isDelivered: value !== undefined })
    if (codes.length > 0) this.#find(value)
    const recorded = isStructural ? place.connection : coordinate
    const released = isTarget ? (about ?? place.subject) : about
    const isRecorded = released !== null && recorded !== null && value !== undefined
    if (isRecorded && !(isStructural && personal === undefined)) {
      this.#ledger.of(released).released.add(recorded)
      if (!isStructural) this.#ledger.of(released).isOpened = true
    }
    if (isCursor(type, name) && typeof value === 'string') return answered
    const named = getNamedType(definition.type)
    const connection = isRelay(named) ? (isStructural ? place.connection : coordinate) : null
    if (isObjectType(named) && 'edges' in named.getFields() && isJson(value)) this.#hits(value, coordinate)
    return this.#value(definition, nodes, value, answered, {
      subject: isTarget ? about : subject,
      connection,
      isHistory,
    })
  }

  #value(
    definition: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    value: unknown,
    answered: unknown,
    place: Place,
  ): unknown {
    if (value === undefined || value === null) return null
    if (Array.isArray(value))
      return value.map((each, position) =>
        this.#value(definition, nodes, each, at(answered, position), place),
      )
    if (!isJson(value)) return value
    const named = getNamedType(definition.type)
    const type = isObjectType(named) ? named : this.#input.api.getType(String(value[typeKey]))
    if (!isObjectType(type)) throw new Error(`no type of ${definition.name}`)
    const fields = collectSubfields(this.#input.api, this.#fragments, this.#variables, type, nodes)
    return this.#object(type, fields, value, answered, place)
  }

  /** People in a search result, opened or not. */
  #hits(connection: Json, coordinate: string): void {
    const edges = connection[edgesKey]
    for (const edge of Array.isArray(edges) ? (edges as readonly unknown[]) : []) {
      const id = at(at(edge, nodeKey), idKey('id'))
      if (typeof id === 'string') this.#ledger.of(id).released.add(coordinate)
    }
  }

  #askedBelow(definition: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): readonly string[] {
    const { api } = this.#input
    const named = getNamedType(definition.type)
    const types = isObjectType(named) ? [named] : 'getTypes' in named ? named.getTypes() : []
    return types.flatMap((type) =>
      [...collectSubfields(api, this.#fragments, this.#variables, type, nodes).values()].flatMap((inner) => {
        const name = inner[0]?.name.value ?? ''
        const field = type.getFields()[name]
        if (!field) return []
        const coordinate = `${type.name}.${name}`
        const own = isRelay(type) ? [] : [coordinate, ...this.#optionalArguments(coordinate, field, inner)]
        return [...own, ...this.#askedBelow(field, inner)]
      }),
    )
  }

  #optionalArguments(
    coordinate: string,
    definition: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
  ): readonly string[] {
    return (nodes[0]?.arguments ?? []).flatMap(({ name, value }) => {
      const argument = definition.args.find((each) => each.name === name.value)
      const isGiven = value.kind !== Kind.VARIABLE || this.#variables[value.name.value] !== undefined
      return argument && !isRequiredArgument(argument) && isGiven ? [`${coordinate}(${name.value}:)`] : []
    })
  }

  #namedCodes(
    coordinate: string,
    definition: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
  ): readonly string[] {
    const node = nodes[0]
    if (!node) return []
    return Object.entries(getArgumentValues(definition, node, this.#variables))
      .filter(([name]) => this.#input.facts.personal.has(`${coordinate}(${name}:)`))
      .flatMap(([, value]) => (Array.isArray(value) ? (value as readonly unknown[]) : [value]))
      .map((code) => String(code).replace('-', ''))
      .filter((code) => /^\d{11}$/.test(code))
  }

  #find(value: unknown): void {
    const edges = at(value, edgesKey)
    const found = Array.isArray(edges)
      ? (edges as readonly unknown[]).map((edge) => at(at(edge, nodeKey), idKey('id')))
      : [at(value, idKey('id'))]
    for (const id of found) {
      const person = this.#input.currentCodes.get(String(id))
      if (person !== undefined) this.#found.add(person)
    }
  }
}

const relay = /(Connection|Edge)$|^PageInfo$/

function isRelay({ name }: { readonly name: string }): boolean {
  return relay.test(name)
}

function isCursor(type: GraphQLObjectType, name: string): boolean {
  return isRelay(type) && /^cursor$|^(start|end)Cursor$/.test(name)
}

function at(value: unknown, key: string | number): unknown {
  return isJson(value) || Array.isArray(value)
    ? (Object.getOwnPropertyDescriptor(value, key)?.value as unknown)
    : undefined
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
