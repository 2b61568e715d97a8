import { getNamedType, getOperationAST, isCompositeType, isObjectType, Kind, parse } from 'graphql'
import { getVariableValues } from 'graphql'
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { revealedCode, revealedType } from './revealing-query.ts'

type Json = Readonly<Record<string, unknown>>

/** One value, or null, of a response. */
export interface WrittenValue {
  /** What an access record calls it: inside of a connection, the connection's field. */
  readonly recorded: string
  readonly responseName: string
  readonly path: readonly (string | number)[]
  readonly isNull: boolean
  /** Of a data subject, if the registry says of whom: never so for what cannot be about nobody. */
  readonly isPersonal: boolean
  /** The registry may say that it is about nobody: an officer may be a company. */
  readonly mayBeNobodys: boolean
  /** The personal code that stands in the response for whom it is about; null where none does. */
  readonly subject: string | null
}

interface Place {
  readonly path: readonly (string | number)[]
  readonly connection: string | null
  readonly isPersonal: boolean
  readonly mayBeNobodys: boolean
  readonly subject: string | null
}

interface Reading {
  readonly api: GraphQLSchema
  readonly facts: SchemaFacts
  readonly fragments: Record<string, FragmentDefinitionNode>
  readonly variables: Record<string, unknown>
  readonly written: WrittenValue[]
}

/**
 * Everything that a response says, by the query that it answers: nothing is known here of permissions, plans or fetches.
 * @throws where the response has another key, another order or another type than the query asks for.
 */
export function writtenValues(
  api: GraphQLSchema,
  facts: SchemaFacts,
  query: GeneratedQuery,
  data: unknown,
): readonly WrittenValue[] {
  const document = parse(query.text)
  const fragments: Record<string, FragmentDefinitionNode> = {}
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  const operation = getOperationAST(document, query.operationName)
  const root = api.getQueryType()
  if (!operation || !root) throw new Error('no operation')
  const { coerced = {} } = getVariableValues(api, operation.variableDefinitions ?? [], query.variables)
  const reading: Reading = { api, facts, fragments, variables: coerced, written: [] }
  if (isJson(data)) {
    const fields = collectFields(api, fragments, coerced, root, operation.selectionSet)
    const place = { path: [], connection: null, isPersonal: false, mayBeNobodys: false, subject: null }
    readObject(reading, root, fields, data, place)
  }
  return reading.written
}

function readObject(
  reading: Reading,
  type: GraphQLObjectType,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
  data: Json,
  place: Place,
): void {
  const keys = [...fields.keys()]
  if (JSON.stringify(Object.keys(data).toSorted()) !== JSON.stringify(keys.toSorted()))
    throw new Error(`${type.name} has the keys ${Object.keys(data).join()} instead of ${keys.join()}`)
  for (const [responseName, nodes] of fields) {
    const value = at(data, responseName)
    const name = nodes[0]?.name.value ?? ''
    if (name === '__typename' && value !== type.name)
      throw new Error(`${type.name} says it is ${String(value)}`)
    if (!name.startsWith('__')) readField(reading, type, name, nodes, responseName, value, data, place)
  }
}

function readField(
  reading: Reading,
  type: GraphQLObjectType,
  name: string,
  nodes: readonly FieldNode[],
  responseName: string,
  value: unknown,
  around: Json,
  place: Place,
): void {
  const { facts } = reading
  const coordinate = `${type.name}.${name}`
  const personal = facts.personal.get(coordinate)
  const path = [...place.path, responseName]
  const isStructural = isRelay(type)
  const recorded = (isStructural ? place.connection : null) ?? coordinate
  const own: Place =
    personal === undefined
      ? place
      : personal.subject === null
        ? { ...place, isPersonal: true, mayBeNobodys: false, subject: codeIn(value) }
        : {
            ...place,
            isPersonal: true,
            mayBeNobodys: !facts.dataSubjectTypes.has(type.name),
            subject: facts.dataSubjectTypes.has(type.name) ? codeIn(around) : null,
          }
  const declared = getNamedType(type.getFields()[name]?.type)
  reading.written.push({
    recorded,
    responseName,
    path,
    isNull: value === null,
    isPersonal: own.isPersonal,
    mayBeNobodys: own.mayBeNobodys,
    subject: own.subject,
  })
  const connection = declared && isRelay(declared) ? recorded : null
  readValue(reading, { declared, nodes, isTarget: personal?.subject === null }, value, {
    ...own,
    path,
    connection,
  })
}

interface Selected {
  readonly declared: GraphQLNamedType | undefined
  readonly nodes: readonly FieldNode[]
  /** Whether the value is itself the data subject. */
  readonly isTarget: boolean
}

function readValue(reading: Reading, selected: Selected, value: unknown, place: Place): void {
  const { declared, nodes, isTarget } = selected
  if (Array.isArray(value)) {
    for (const [position, element] of value.entries())
      readValue(reading, selected, element, { ...place, path: [...place.path, position] })
    return
  }
  if (!isCompositeType(declared) || !isJson(value)) return
  const { api, fragments, variables } = reading
  const type = isObjectType(declared) ? declared : api.getType(String(at(value, revealedType)))
  if (!isObjectType(type)) throw new Error(`${declared.name} does not say its type`)
  const subject = isTarget ? codeIn(value) : place.subject
  readObject(reading, type, collectSubfields(api, fragments, variables, type, nodes), value, {
    ...place,
    subject,
  })
}

function codeIn(value: unknown): string | null {
  const code = isJson(value) ? at(value, revealedCode) : null
  return typeof code === 'string' ? code.replace('-', '') : null
}

function isRelay({ name }: { readonly name: string }): boolean {
  return /(Connection|Edge)$|^PageInfo$/.test(name)
}

function at(value: Json, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
