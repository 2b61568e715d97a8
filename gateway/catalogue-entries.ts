import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql'
import type {
  GraphQLField,
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql'
import { structureOf } from './operation/coordinates.ts'
import { consentsField } from './operation/guards.ts'
import { hasRows } from './operation/obligations.ts'
import type { Supergraph } from './planner/supergraph.ts'

/** Something that an agreement can grant, as stewards and consumers find it in the catalogue. */
export interface CatalogueEntry {
  readonly coordinate: string
  /** As the schema writes it. */
  readonly type: string
  /** Name of the subgraph that resolves it. */
  readonly registry: string
  readonly description: string | null
  /** Whether there is no way to it but through something that is about a person. */
  readonly isPersonal: boolean
  /** What a field gives; null for what is given to a field. */
  readonly shape: EntryShape | null
}

/** What of a field tells whether conditions and obligations can work on it. */
export interface EntryShape {
  /** Hidden from callers: conditions compare it, and nobody can be granted it. */
  readonly isAttribute: boolean
  /** Whether it gives many rows: a list of objects, or a search. */
  readonly isMany: boolean
  /** Types of the objects that it gives, through connections and unions; none for a value. */
  readonly leadsTo: readonly string[]
  /** Of an enum, all that there are; null for every other type. */
  readonly values: readonly string[] | null
  /** Attributes by which its registry can choose the rows that it gives; null: it cannot choose at all. */
  readonly scopes: readonly string[] | null
}

type Described = { readonly description?: string | null | undefined }

/**
 * Everything that can be granted in the schema that callers know, and the hidden attributes that conditions compare.
 * Required arguments and Relay's types follow a field.
 */
export function catalogueEntries(supergraph: Supergraph): readonly CatalogueEntry[] {
  const { api, facts } = supergraph
  const open = openCoordinates(supergraph)
  const entries = new Map<string, CatalogueEntry>()
  const note = (
    coordinate: string,
    type: unknown,
    registry: string,
    described: Described,
    isPersonal: boolean,
    shape: EntryShape | null = null,
  ) =>
    entries.set(coordinate, {
      coordinate,
      type: String(type),
      registry,
      description: described.description ?? null,
      isPersonal,
      shape,
    })

  /** Fields of what is given to a field belong to whoever resolves that field. */
  function noteInputs(type: GraphQLNamedType, registry: string, isPersonal: boolean): void {
    if (!isInputObjectType(type)) return
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      if (entries.has(coordinate)) continue
      note(coordinate, field.type, registry, field, isPersonal)
      noteInputs(getNamedType(field.type), registry, isPersonal)
    }
  }

  for (const type of Object.values(api.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || structureOf(type) !== null) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const registry = facts.owners.get(coordinate)
      if (registry === undefined) continue
      const isPersonal = !open.has(coordinate)
      note(coordinate, field.type, registry, field, isPersonal, shapeOf(supergraph, coordinate, field))
      for (const argument of field.args) {
        const name = `${coordinate}(${argument.name}:)`
        const isNaming = isPersonal || facts.personal.has(name)
        if (!isRequiredArgument(argument)) note(name, argument.type, registry, argument, isNaming)
        noteInputs(getNamedType(argument.type), registry, isNaming)
      }
    }
    for (const field of hiddenAttributes(supergraph, type)) {
      const coordinate = `${type.name}.${field.name}`
      const registry = facts.owners.get(coordinate)
      const isPersonal = !Object.keys(type.getFields()).some((name) => open.has(`${type.name}.${name}`))
      if (registry === undefined) continue
      const shape = { ...shapeOf(supergraph, coordinate, field), isAttribute: true }
      note(coordinate, field.type, registry, field, isPersonal, shape)
    }
  }
  return [...entries.values()]
}

/** Values of a type that only the full schema has. Consent is a condition of its own kind, and no attribute. */
function hiddenAttributes(
  { full }: Supergraph,
  type: GraphQLObjectType,
): readonly GraphQLField<unknown, unknown>[] {
  const whole = full.getType(type.name)
  if (!isObjectType(whole)) return []
  return Object.values(whole.getFields()).filter(
    ({ name, type: given, args }) =>
      !Object.hasOwn(type.getFields(), name) &&
      name !== consentsField &&
      isLeafType(getNamedType(given)) &&
      !args.some(isRequiredArgument),
  )
}

function shapeOf(
  { api, facts }: Supergraph,
  coordinate: string,
  { type }: GraphQLField<unknown, unknown>,
): EntryShape {
  const named = getNamedType(type)
  const canChoose = facts.inaccessible.has(`${coordinate}(scope:)`)
  return {
    isAttribute: false,
    isMany: hasRows(type),
    leadsTo: objectsOf(api, rowOf(type)),
    values: isEnumType(named) ? named.getValues().map(({ name }) => name) : null,
    scopes: canChoose ? [...(facts.scopes.get(coordinate) ?? [])].toSorted() : null,
  }
}

function objectsOf(api: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  if (isUnionType(type) || isInterfaceType(type)) {
    return api
      .getPossibleTypes(type)
      .map(({ name }) => name)
      .toSorted()
  }
  return isObjectType(type) ? [type.name] : []
}

/** Fields that are reached from a root without passing anything that is about a person. */
function openCoordinates({ api, facts }: Supergraph): ReadonlySet<string> {
  const open = new Set<string>()
  const seen = new Set<GraphQLNamedType>()
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type)) return
    seen.add(type)
    if (isUnionType(type) || isInterfaceType(type)) api.getPossibleTypes(type).forEach(visit)
    if (!isObjectType(type)) return
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const row = rowOf(field.type)
      if (facts.personal.has(coordinate) || facts.dataSubjectTypes.has(row.name)) continue
      open.add(coordinate)
      visit(row)
    }
  }
  for (const root of [api.getQueryType(), api.getMutationType()]) if (root) visit(root)
  return open
}

/** What a field gives, through connections and edges. */
function rowOf(type: GraphQLOutputType): GraphQLNamedType {
  const named = getNamedType(type)
  const carrier = { connection: 'edges', edge: 'node', pageInfo: null }[structureOf(named) ?? 'pageInfo']
  const carried = carrier !== null && isObjectType(named) ? named.getFields()[carrier] : undefined
  return carried === undefined ? named : rowOf(carried.type)
}
