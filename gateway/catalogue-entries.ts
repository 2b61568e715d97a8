import { getNamedType, isInputObjectType, isObjectType, isRequiredArgument, isUnionType } from 'graphql'
import type { GraphQLNamedType, GraphQLOutputType } from 'graphql'
import { isInterfaceType } from 'graphql'
import { structureOf } from './operation/coordinates.ts'
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
}

type Described = { readonly description?: string | null | undefined }

/** Everything that can be granted in the schema that callers know: required arguments and Relay's types follow a field. */
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
  ) =>
    entries.set(coordinate, {
      coordinate,
      type: String(type),
      registry,
      description: described.description ?? null,
      isPersonal,
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
      note(coordinate, field.type, registry, field, isPersonal)
      for (const argument of field.args) {
        const name = `${coordinate}(${argument.name}:)`
        const isNaming = isPersonal || facts.personal.has(name)
        if (!isRequiredArgument(argument)) note(name, argument.type, registry, argument, isNaming)
        noteInputs(getNamedType(argument.type), registry, isNaming)
      }
    }
  }
  return [...entries.values()]
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
