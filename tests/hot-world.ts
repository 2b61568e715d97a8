import {
  NoUnusedVariablesRule,
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  isScalarType,
  isUnionType,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import type { GraphQLObjectType, GraphQLOutputType } from 'graphql'
import { compileHotFetch } from '#gateway/planner/compile-hot-fetch.ts'
import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'

type Json = Record<string, unknown>

/** One registry's schema with everything that memory must cope with. `Person` and `Company` are hot. */
const schema = buildSchema(`
  scalar _Any
  union _Entity = Person | Company
  type Query {
    person(code: String, scope: RowScope): Person
    company(id: ID!): Company
    people(first: Int = 3): [Person]
    anything: Owner
    _entities(representations: [_Any!]!): [_Entity]!
  }
  input RowScope { where: String }
  interface Named { id: ID! label(style: String): String }
  type Person implements Named {
    id: ID!
    label(style: String): String
    codes: [String]
    table: [[String]]
    home: Note
    notes(kind: String): [Note!]
    friend: Person
    friends(scope: RowScope): [Person]
    owns: [[Owner]]
  }
  type Company implements Named { id: ID! label(style: String): String age: Int boss: Person parts: [Part] }
  type Part { size: Float note: Note owner: Owner }
  type Note { text: String lines(from: Int = 1): [Int] by: Person about: Named part: Part }
  union Owner = Person | Company | Part
`)
const facts = {
  hot: new Map(
    ['Person', 'Company'].map((type) => [`registry ${type}`, { maxAgeMs: 300, maxStaleMs: 9_000 }]),
  ),
  keyed: new Set(['registry Person', 'registry Company']),
  lookups: new Map([
    ['Query.person', 'code'],
    ['Query.company', 'id'],
  ]),
} as unknown as SchemaFacts

const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule)

const people = ['p0', 'p1', 'p2', 'p3']
const companies = ['c0', 'c1']
export const ids: readonly string[] = [...people, ...companies]

export const typeOf = (id: string): string => (id.startsWith('p') ? 'Person' : 'Company')

/** Earlier codes of people: they are found by these, too, and answer with their ids. */
const idOf = (code: string): string => code.replace(/^old-/, '')

/** A registry whose every value follows from its entity's version: changed entities have other values. */
export class HotWorld {
  private readonly versions = new Map<string, number>()

  change(id: string): void {
    this.versions.set(id, (this.versions.get(id) ?? 0) + 1)
  }

  /** Answers as the registry's subgraph does. */
  answer(text: string, variables: Json): Json {
    const document = parse(text)
    const faults = validate(schema, document, rules)
    if (faults.length > 0) throw new Error(`${faults.join('; ')} in ${text}`)
    const result = execute({
      schema,
      document,
      variableValues: variables,
      fieldResolver: (parent, args, _context, { fieldName, returnType }) =>
        this.value(parent as Json | undefined, fieldName, args, returnType),
      typeResolver: (value: Json) => String(value['type']),
    })
    if ('then' in result || result.errors || !result.data) throw new Error(JSON.stringify(result))
    return JSON.parse(JSON.stringify(result.data)) as Json
  }

  private value(parent: Json | undefined, field: string, args: Json, type: GraphQLOutputType): unknown {
    if (field === '_entities')
      return (args['representations'] as Json[]).map((each) => this.represented(each))
    if (field === 'person') return this.found(String(args['code']), args['scope'])
    if (field === 'company') return this.entity(String(args['id']))
    if (field === 'id') return parent?.['id']
    if (field === 'friends') return this.inScope(args['scope'])
    return this.made(type, `${String(parent?.['seed'])} ${field} ${JSON.stringify(args)}`)
  }

  private represented({ id, codes }: Json): Json | null {
    const entity = this.entity(idOf(String(id)))
    return entity && codes
      ? { ...entity, seed: `${String(entity['seed'])} ${JSON.stringify(codes)}` }
      : entity
  }

  private found(code: string, scope: unknown): Json | null {
    const id = idOf(code)
    return this.inScope(scope).some((each) => each['id'] === id) ? this.entity(id) : null
  }

  private inScope(scope: unknown): Json[] {
    const { where } = (scope ?? {}) as Json
    const all = people.flatMap((id): Json[] => {
      const entity = this.entity(id)
      return entity === null ? [] : [entity]
    })
    return all.filter(
      (each) => where === undefined || String(hash(`${String(each['seed'])} flag`) % 2) === where,
    )
  }

  private entity(id: string): Json | null {
    return ids.includes(id) ? { type: typeOf(id), id, seed: `${id} ${this.versions.get(id) ?? 0}` } : null
  }

  private made(type: GraphQLOutputType, seed: string): unknown {
    const nullable = getNullableType(type)
    const chance = hash(seed)
    if (nullable === type && chance % 5 === 0) return null
    if (isListType(nullable))
      return Array.from({ length: chance % 3 }, (_, index) => this.made(nullable.ofType, `${seed} ${index}`))
    const named = getNamedType(nullable)
    if (isScalarType(named)) return named.name === 'String' ? `text ${chance % 1000}` : chance % 1000
    const members = isAbstractType(named) ? schema.getPossibleTypes(named) : [named as GraphQLObjectType]
    const member = members[hash(`${seed} type`) % members.length]?.name
    if (member === 'Person') return this.entity(people[chance % people.length] ?? '')
    if (member === 'Company') return this.entity(companies[chance % companies.length] ?? '')
    return { type: member, seed }
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return (value ^ (value >>> 15)) >>> 0
}

/** Draws 0 to `below` - 1. */
export type Draw = (below: number) => number

export function drawFrom(seed: number): Draw {
  let drawn = 0
  return (below) => hash(`${seed} ${drawn++}`) % below
}

export interface HotOperation {
  /** As it was planned, and as memory has it sent. */
  readonly text: string
  readonly sent: string
  readonly hot: HotFetch
}

const lookupArguments = [
  ['(code: $code)', '(code: $code, scope: $scope)', '(code: "p1")'],
  ['(id: $id)', '(id: "c1")'],
] as const
const definitions =
  '$code: String, $id: ID = "c0", $scope: RowScope, $style: String, $kind: String = "k", $from: Int'
const argumentsOf: Readonly<Record<string, readonly string[]>> = {
  label: ['', '(style: "short")', '(style: $style)'],
  notes: ['', '(kind: $kind)', '(kind: null)'],
  friends: ['', '(scope: $scope)', '(scope: { where: "1" })'],
  lines: ['', '(from: $from)', '(from: 7)'],
}

export function rootOperation(draw: Draw): HotOperation {
  const lookups = Array.from({ length: 1 + draw(2) }, (_, index) => {
    const isPerson = draw(3) > 0
    const given = pick(lookupArguments[isPerson ? 0 : 1], draw)
    const type = isPerson ? 'Person' : 'Company'
    return `root${index}: ${type.toLowerCase()}${given} ${selection(type, draw, 3)}`
  })
  return compiled(`query (${definitions}) { ${lookups.join(' ')} }`)
}

export function searchOperation(draw: Draw): HotOperation {
  return compiled(`query (${definitions}) { people ${selection('Person', draw, 3)} }`)
}

export function entityOperation(draw: Draw): HotOperation {
  const parts = ['Person', 'Company'].map((type) => `... on ${type} ${selection(type, draw, 3)}`)
  return compiled(
    `query ($representations: [_Any!]!, ${definitions}) { _entities(representations: $representations) { ${parts.join(' ')} } }`,
  )
}

/** @throws where nothing of it is kept */
export function compiled(text: string): HotOperation {
  const found = compileHotFetch({ full: schema, facts }, 'registry', text)
  if (found === null) throw new Error(`nothing is kept of ${text}`)
  return { text, sent: found.text, hot: found.hot }
}

/** A selection as planners write them: inline fragments, and aliases under which anything may stand. */
function selection(typeName: string, draw: Draw, depth: number): string {
  const type = schema.getType(typeName)
  if (isUnionType(type) || isInterfaceType(type)) {
    const parts = schema
      .getPossibleTypes(type)
      .filter(() => draw(4) > 0)
      .map(({ name }) => `... on ${name} ${selection(name, draw, depth)}`)
    return `{ __typename ${isInterfaceType(type) && draw(2) ? 'id ' : ''}${parts.join(' ')} }`
  }
  if (!isObjectType(type)) throw new Error(`${typeName} has no fields`)
  const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeaf(field.type))
  const chosen = Array.from({ length: 1 + draw(4) }, (_, index) => {
    const field = pick(fields, draw)
    const alias = `${draw(2) ? 'a' : 'b'}${depth}${index}${typeName}: `
    const below = isLeaf(field.type) ? '' : ` ${selection(getNamedType(field.type).name, draw, depth - 1)}`
    return `${alias}${field.name}${pick(argumentsOf[field.name] ?? [''], draw)}${below}`
  })
  if (draw(3) === 0) chosen.push('__typename')
  return `{ ${chosen.join(' ')} }`
}

function isLeaf(type: GraphQLOutputType): boolean {
  return isScalarType(getNamedType(type))
}

function pick<Of>(from: readonly Of[], draw: Draw): Of {
  return from[draw(from.length)] as Of
}
