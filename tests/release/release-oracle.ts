import {
  getNamedType,
  getOperationAST,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
} from 'graphql'
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
import type { Obligation } from '#policies/model.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { givenInput } from './given-input.ts'
import type { Grants, GrantedWay } from './grants.ts'
import { Ledger } from './ledger.ts'
import type { ExpectedRecord } from './ledger.ts'
import { cuttingWays, guardsOf, isOfRows, staticDenial } from './place-oracle.ts'
import type { StaticPlace } from './place-oracle.ts'
import { attributeKey, changed, naiveTruth, rowTypeOf } from './way-oracle.ts'
import { askedKey, edgesKey, idKey, nodeKey, typeKey } from './knowing-query.ts'

export interface OracleInput {
  readonly api: GraphQLSchema
  readonly facts: SchemaFacts
  readonly grants: Grants
  /** Every code of the caller. */
  readonly callerCodes: ReadonlySet<string>
  /** How people's consents name the agreement. */
  readonly consent: string
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
  /** The rows around, the nearest first. */
  readonly rows: readonly Row[]
  readonly around: StaticPlace
}

interface Row {
  readonly type: string
  readonly subject: string | null
  readonly known: Json
}

/**
 * What a response and its access records have to be, by the promises alone: field by field from all of the data, with
 * graphql-js's own field collection, sharing no code with the gateway's operations.
 */
export function expectedRelease(input: OracleInput): Expectation {
  return new Oracle(input).expectation()
}

/** What tells of requests, and so of this one too. */
const histories = new Set(['Person.accessHistory', 'Person.accessHistoryProof', 'Query.accessStatistics'])

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
    const around = { types: new Set<string>(), hasSubject: false }
    this.#deny(root, fields, around)
    const place = { subject: null, connection: null, isHistory: false, rows: [], around }
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
    const rows = [{ type: type.name, subject: place.subject, known }, ...place.rows]
    const around = { ...place.around, types: new Set([...place.around.types, type.name]) }
    const inside = { ...place, rows, around }
    for (const [responseName, nodes] of fields)
      written[responseName] = this.#field(
        type,
        responseName,
        nodes,
        known,
        at(answered, responseName),
        inside,
      )
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
    const { facts, grants } = this.#input
    const name = nodes[0]?.name.value ?? ''
    if (name === '__typename') return type.name
    const definition = type.getFields()[name]
    if (!definition) throw new Error(`no field ${type.name}.${name}`)
    const coordinate = `${type.name}.${name}`
    const asked = [coordinate, ...this.#optionalArguments(coordinate, definition, nodes)]
    const below = [...new Set(this.#askedBelow(definition, nodes))]
    const ungranted = (coordinates: readonly string[]) => coordinates.filter((each) => !grants.has(each))
    const isStructural = isRelay(type)
    const personal = facts.personal.get(coordinate)
    const sibling = personal?.subject == null ? undefined : known[idKey(personal.subject)]
    const subject = personal?.subject == null ? place.subject : typeof sibling === 'string' ? sibling : null
    const codes = this.#namedCodes(coordinate, definition, nodes)
    const denied = isStructural ? [] : this.#deniedAt(type, definition, nodes, place.around)
    if (denied.length > 0) {
      const withheld = [...denied, ...ungranted(below)]
      for (const each of [...codes, ...(subject === null ? [] : [subject])])
        for (const one of withheld) this.#ledger.of(each).withheld.add(one)
      return null
    }

    const isHistory = place.isHistory || histories.has(coordinate)
    const ofAll = known[askedKey(responseName)]
    const isAnswered = place.isHistory || (isHistory && ofAll !== undefined)
    const isTarget = personal !== undefined && personal.subject === null
    const guards = isStructural ? [] : guardsOf(asked, grants)
    const rowTypes = this.#concreteTypes(definition)
    const here = { subject, rows: place.rows, isTarget, rowTypes }
    const isCut = (guard: readonly GrantedWay[]): boolean =>
      /\[/.test(String(definition.type)) &&
      !isSelfOnly(guard) &&
      isOfRows(guard, { rowTypes, isTarget, isSearch: false, leadsToSubjects: false, isInherited: false })
    const cutGuards = guards.filter(isCut)
    const cutBy = cutGuards.map((guard) => cuttingWays(guard, coordinate, rowTypes, facts))
    const given = isAnswered ? answered : ofAll
    const value =
      Array.isArray(given) && cutBy.length > 0
        ? (given as readonly unknown[]).filter((each) => this.#obligations(cutBy, each, here) !== null)
        : given
    const target = isTarget && isJson(value) ? value[idKey('id')] : null
    const about = isTarget ? (typeof target === 'string' ? target : null) : subject
    const isSearch = isObjectType(getNamedType(definition.type)) && hasEdges(definition)
    const own = guards.filter(
      (guard) =>
        !cutGuards.includes(guard) &&
        !(isSearch && isOfRows(guard, this.#searchOf(definition, personal === undefined))),
    )
    const isTold =
      own.every(isSelfOnly) ||
      !own.some((guard) =>
        isOfRows(guard, { rowTypes, isTarget, isSearch: false, leadsToSubjects: false, isInherited: false }),
      )
    const obligations = this.#obligations(own, value, here)
    if (value === undefined && own.length > 0 && (isTarget || !isTold)) {
      for (const code of codes) this.#lookups.push({ code, isDelivered: false })
      return null
    }
    if (obligations === null) {
      if (isTold) this.#denied.add(coordinate)
      else for (const code of codes) this.#lookups.push({ code, isDelivered: true })
      // Nobody is told whose code, if anybody's, it was that they named.
      const withheldFrom = codes.length > 0 ? (isTold ? codes : []) : about === null ? [] : [about]
      for (const each of withheldFrom)
        for (const one of [coordinate, ...below.filter((path) => !this.#isGiven(path))])
          this.#ledger.of(each).withheld.add(one)
      return null
    }
    if (isSearch && isJson(value))
      this.#assertCut(
        guards.filter((guard) => !own.includes(guard)),
        value,
        place,
      )
    for (const code of codes) this.#lookups.push({ code, isDelivered: value !== undefined })
    if (codes.length > 0) this.#find(value)
    if (obligations.length > 0 && value !== null && value !== undefined) {
      const isSecret = obligations.some((each) => each.kind === 'generalise' && each.to === 'pseudonym')
      const told = isSecret ? pseudonym(answered) : changed(value, obligations, known)
      if (told === undefined) {
        this.#denied.add(coordinate)
        if (about !== null) this.#ledger.of(about).withheld.add(coordinate)
        return null
      }
      if (about !== null) {
        this.#ledger.of(about).released.add(coordinate)
        this.#ledger.of(about).isOpened = true
      }
      return told
    }
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
      rows: place.rows,
      around: { ...place.around, hasSubject: place.around.hasSubject || personal !== undefined },
    })
  }

  /** What is denied whatever the rows are: told also where there are none. */
  #deny(
    type: GraphQLObjectType,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    around: StaticPlace,
  ): void {
    const types = new Set([...around.types, type.name])
    for (const nodes of fields.values()) {
      const definition = type.getFields()[nodes[0]?.name.value ?? '']
      if (!definition) continue
      const denied = isRelay(type) ? [] : this.#deniedAt(type, definition, nodes, { ...around, types })
      for (const each of denied) this.#denied.add(each)
      if (denied.length > 0) {
        for (const each of this.#askedBelow(definition, nodes))
          if (!this.#input.grants.has(each)) this.#denied.add(each)
        continue
      }
      const isPersonal = this.#input.facts.personal.has(`${type.name}.${definition.name}`)
      const inside = { types, hasSubject: around.hasSubject || isPersonal }
      for (const each of this.#concreteTypes(definition))
        this.#deny(
          each,
          collectSubfields(this.#input.api, this.#fragments, this.#variables, each, nodes),
          inside,
        )
    }
  }

  #deniedAt(
    type: GraphQLObjectType,
    definition: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    around: StaticPlace,
  ): readonly string[] {
    const { facts, grants } = this.#input
    const coordinate = `${type.name}.${definition.name}`
    const asked = [coordinate, ...this.#optionalArguments(coordinate, definition, nodes)]
    const ungranted = asked.filter((each) => !grants.has(each))
    if (ungranted.length > 0) return ungranted
    const denied = staticDenial(asked, grants, facts, {
      coordinate,
      around,
      rowTypes: this.#rowTypes(definition),
      isList: /\[/.test(String(definition.type)),
      isSearch: hasEdges(definition),
    })
    return denied === null ? [] : [denied]
  }

  #concreteTypes(definition: GraphQLField<unknown, unknown>): readonly GraphQLObjectType[] {
    const named = getNamedType(definition.type)
    if (isObjectType(named)) return [named]
    return 'getTypes' in named ? named.getTypes() : []
  }

  /** Of a search the type of its rows. */
  #rowTypes(definition: GraphQLField<unknown, unknown>): readonly GraphQLObjectType[] {
    const [only] = this.#concreteTypes(definition)
    const edges = only?.getFields()['edges']
    const edge = edges && getNamedType(edges.type)
    const node = edge && isObjectType(edge) ? edge.getFields()['node'] : undefined
    return node ? this.#concreteTypes(node) : this.#concreteTypes(definition)
  }

  #searchOf(definition: GraphQLField<unknown, unknown>, isInherited: boolean) {
    const rowTypes = this.#rowTypes(definition)
    const leadsToSubjects = rowTypes.some(({ name }) => this.#input.facts.dataSubjectTypes.has(name))
    return { rowTypes, isTarget: false, isSearch: true, leadsToSubjects, isInherited }
  }

  /** What the first ways that hold ask for; null where of a guard none holds. */
  #obligations(
    guards: readonly (readonly GrantedWay[])[],
    value: unknown,
    place: {
      readonly subject: string | null
      readonly rows: readonly Row[]
      readonly isTarget: boolean
      readonly rowTypes: readonly GraphQLObjectType[]
    },
  ): readonly Obligation[] | null {
    const { callerCodes, consent, facts } = this.#input
    const id = isJson(value) ? value[idKey('id')] : null
    const subject = place.isTarget ? (typeof id === 'string' ? id : null) : place.subject
    const obligations: Obligation[] = []
    for (const ways of guards) {
      const way = ways.find((each) => {
        if (each.condition === null) return true
        const rowType = rowTypeOf(each)
        const [only, another] = place.rowTypes
        const valueType = isJson(value) ? (another ? value[typeKey] : only?.name) : null
        const isNobody = !isJson(value) && place.rowTypes.some(({ name }) => name === rowType)
        const near =
          isJson(value) && valueType === rowType
            ? { type: rowType, subject, known: value }
            : place.rows.find(({ type }) => type === rowType)
        const isOther =
          near !== undefined &&
          facts.dataSubjectTypes.has(String(rowType)) &&
          subject !== null &&
          near.subject !== subject
        const row = isNobody || isOther ? undefined : near
        const attribute = (coordinate: string) =>
          row?.known[attributeKey(coordinate.slice(coordinate.indexOf('.') + 1))]
        return naiveTruth(each.condition, { subject, callerCodes, consent, attribute }) === 2
      })
      if (!way) return null
      obligations.push(...way.obligations)
    }
    return obligations
  }

  /** A registry that was asked for these rows only has given no other. */
  #assertCut(guards: readonly (readonly GrantedWay[])[], connection: Json, { rows }: Place): void {
    const edges = connection[edgesKey]
    if (guards.length === 0 || !Array.isArray(edges)) return
    for (const edge of edges as readonly unknown[]) {
      const node = at(edge, nodeKey)
      const id = at(node, idKey('id'))
      const subject = typeof id === 'string' ? id : null
      const types = new Set(guards.flat().flatMap((way) => rowTypeOf(way) ?? []))
      const known = isJson(node) ? node : {}
      const ofNode = [...types].map((type) => ({ type, subject, known }))
      const place = { subject, rows: [...ofNode, ...rows], isTarget: false, rowTypes: [] }
      if (this.#obligations(guards, null, place) === null)
        throw new Error('a registry gave a row that its scope leaves out')
    }
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
    const [node] = nodes
    const values = node ? getArgumentValues(definition, node, this.#variables) : {}
    return (node?.arguments ?? []).flatMap(({ name, value }) => {
      const argument = definition.args.find((each) => each.name === name.value)
      const isGiven = value.kind !== Kind.VARIABLE || this.#variables[value.name.value] !== undefined
      if (!argument || !isGiven) return []
      const own = isRequiredArgument(argument) ? [] : [`${coordinate}(${name.value}:)`]
      return [...own, ...givenInput(argument.type, values[name.value])]
    })
  }

  /** Whether it is something that is given to a field. */
  #isGiven(coordinate: string): boolean {
    return (
      coordinate.endsWith(':)') || isInputObjectType(this.#input.api.getType(coordinate.split('.')[0] ?? ''))
    )
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

function isSelfOnly(guard: readonly GrantedWay[]): boolean {
  return guard.every(({ condition }) => condition?.kind === 'self')
}

function hasEdges({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type)
  return isObjectType(named) && 'edges' in named.getFields()
}

/** A pseudonym can be known by its form only; its key is the gateway's. */
function pseudonym(answered: unknown): unknown {
  return typeof answered === 'string' && /^[\da-f]{32}$/.test(answered) ? answered : 'a pseudonym'
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
