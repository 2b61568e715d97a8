import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql'
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { readReply } from '#gateway/executor/subgraph-reply.ts'
import type { SubgraphClient } from '#gateway/executor/subgraph-client.ts'
import { damageAnswer } from './damage-answer.ts'
import type { Delivered } from './faulty-registries.ts'
import { lot } from './lot.ts'
import { drawing, madePeople, personOf, tellingText } from './made-world.ts'
import type { Draw, MadePerson } from './made-world.ts'

type Json = Record<string, unknown>

interface Fetch {
  readonly operation: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** Attribute → values that agreements compare it with. */
export type Compared = ReadonlyMap<string, readonly string[]>

/** Registries of a country that is made up as it is asked for: whatever the full schema allows, and sometimes what it does not. */
export class MadeRegistries {
  readonly #schema: GraphQLSchema
  readonly #compared: Compared
  readonly #canaries: readonly string[]
  readonly #fetches = new LRUCache<string, Fetch>({ max: 2_000 })

  /** `canaries`: names of fields that are sent unasked. */
  constructor(schema: GraphQLSchema, compared: Compared, canaries: readonly string[]) {
    this.#schema = schema
    this.#compared = compared
    this.#canaries = canaries
  }

  /** As one request meets them: the same again for the same seed. One answer in so many does not come at all. */
  client(seed: number, delivered: Delivered, goneInOne = 12): SubgraphClient {
    return {
      send: async ({ name }, body) => {
        const own = lot(seed, `${name} ${body}`)
        if (own % goneInOne === 0) throw new Error('the registry is gone')
        const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: Json }
        const draw = drawing(own)
        const data = new Writer(this.#schema, this.#compared, this.#fetchOf(query), variables, draw).data()
        const sent = Array.from({ length: 3 }, () => this.#canaries[draw(this.#canaries.length)] ?? '')
        const damaged = damageAnswer({ data }, own >>> 4, sent)
        for (const each of damaged.nulls) delivered.nulls.add(each)
        return readReply(JSON.stringify(damaged.body), null)
      },
      close: async () => undefined,
    }
  }

  #fetchOf(text: string): Fetch {
    const known = this.#fetches.get(text)
    if (known) return known
    const { definitions } = parse(text, { noLocation: true })
    const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
    if (!operation) throw new Error('a fetch without an operation')
    const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
    const fetch = { operation, fragments: new Map(fragments.map((each) => [each.name.value, each])) }
    this.#fetches.set(text, fetch)
    return fetch
  }
}

/** Writes the data of one fetch. */
class Writer {
  readonly #schema: GraphQLSchema
  readonly #compared: Compared
  readonly #fetch: Fetch
  readonly #variables: Json
  readonly #draw: Draw

  constructor(schema: GraphQLSchema, compared: Compared, fetch: Fetch, variables: Json, draw: Draw) {
    this.#schema = schema
    this.#compared = compared
    this.#fetch = fetch
    this.#variables = variables
    this.#draw = draw
  }

  data(): Json {
    const root = this.#schema.getQueryType()
    if (!root) throw new Error('no root type')
    const { selectionSet } = this.#fetch.operation
    const entities = selectionSet.selections.find(
      (each) => each.kind === Kind.FIELD && each.name.value === '_entities',
    )
    if (entities?.kind !== Kind.FIELD) return this.#object(root, [selectionSet], undefined)
    const representations = this.#variables['representations'] as readonly Json[]
    return { _entities: representations.map((each) => this.#entity(each, entities.selectionSet)) }
  }

  #entity(representation: Json, selectionSet: SelectionSetNode | undefined): Json | null {
    const type = this.#schema.getType(String(representation['__typename']))
    // Nobody has no key.
    const isNobody = Object.values(representation).includes(null)
    if (!selectionSet || !isCompositeType(type) || isNobody || this.#draw(15) === 0) return null
    return this.#object(this.#concrete(type), [selectionSet], personOf(representation['id']), representation)
  }

  #concrete(type: GraphQLCompositeType): GraphQLObjectType {
    if (isObjectType(type)) return type
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : []
    const chosen = possible[this.#draw(possible.length)]
    if (!chosen) throw new Error(`${type.name} has no types`)
    return chosen
  }

  /** `known` are the keys of an entity, which a registry repeats. */
  #object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    person: MadePerson | undefined,
    known: Json = {},
  ): Json {
    const fields = new Map<string, FieldNode[]>()
    for (const set of sets) this.#collect(type, set, fields)
    // Who somebody is, the population register says, and is believed: one whom it does not know is not somebody else.
    const who = person ?? ('id' in known ? { codes: [] } : madePeople[this.#draw(madePeople.length)])
    const written: Json = {}
    for (const [key, nodes] of fields) {
      const name = nodes[0]?.name.value ?? ''
      const definition = type.getFields()[name]
      if (name === '__typename') written[key] = type.name
      else if (name in known) written[key] = known[name]
      else if (definition) written[key] = this.#field(type, definition.type, nodes, who)
    }
    return written
  }

  #collect(type: GraphQLObjectType, set: SelectionSetNode, fields: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (!this.#isIncluded(selection.directives)) continue
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        fields.set(key, [...(fields.get(key) ?? []), selection])
        continue
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fetch.fragments.get(selection.name.value)
      const condition = fragment?.typeCondition && this.#schema.getType(fragment.typeCondition.name.value)
      const isMet =
        !condition ||
        condition === type ||
        (isAbstractType(condition) && this.#schema.isSubType(condition, type))
      if (fragment && isMet) this.#collect(type, fragment.selectionSet, fields)
    }
  }

  #isIncluded(directives: FieldNode['directives'] = []): boolean {
    return directives.every(({ name, arguments: given = [] }) => {
      const [condition] = given
      const value = condition && valueFromASTUntyped(condition.value, this.#variables)
      return name.value === 'skip' ? value !== true : name.value !== 'include' || value === true
    })
  }

  #field(
    around: GraphQLObjectType,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    who: MadePerson | undefined,
  ): unknown {
    const [node] = nodes
    const name = node?.name.value ?? ''
    if (around.name === 'Person' && who) {
      if (name === 'id') return who.codes[this.#draw(who.codes.length)]
      if (name === 'codes') return who.codes
      if (name === 'personalCode') return who.codes[0]?.replace(/^(\d{6})/, '$1-') ?? null
    }
    if (name === 'subject' && this.#draw(6) > 0) return madePeople[this.#draw(madePeople.length)]?.codes[0]
    const compared = this.#compared.get(`${around.name}.${name}`)
    if (compared && this.#draw(2) === 0) {
      const value = compared[this.#draw(compared.length)]
      return isListType(type) ? [value] : value
    }
    const named = node?.arguments?.find((argument) => argument.name.value === 'personalCode')
    const person = named && personOf(valueFromASTUntyped(named.value, this.#variables))
    return this.#value(type, nodes, person)
  }

  #value(type: GraphQLOutputType, nodes: readonly FieldNode[], person: MadePerson | undefined): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, nodes, person)
    if (this.#draw(10) === 0) return null
    if (isListType(type))
      return Array.from({ length: this.#draw(4) }, () => this.#value(type.ofType, nodes, undefined))
    const named = getNamedType(type)
    if (isCompositeType(named)) {
      const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
      return this.#object(this.#concrete(named), sets, person)
    }
    if (isEnumType(named)) return named.getValues()[this.#draw(named.getValues().length)]?.name
    return this.#scalar(named.name)
  }

  #scalar(name: string): unknown {
    switch (name) {
      case 'Boolean':
        return this.#draw(2) === 0
      case 'Int':
        return this.#draw(1000)
      case 'Float':
        return this.#draw(1000) / 4
      case 'Date':
        return `19${50 + this.#draw(50)}-0${1 + this.#draw(9)}-1${this.#draw(10)}`
      case 'DateTime':
        return `20${10 + this.#draw(15)}-0${1 + this.#draw(9)}-1${this.#draw(10)}T10:00:00Z`
      default:
        return tellingText(this.#draw)
    }
  }
}
