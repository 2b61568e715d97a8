import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { executeSync, parse } from 'graphql'
import type { ExecutionResult, GraphQLFieldResolver, GraphQLSchema } from 'graphql'
import { Copies } from '../registries/copies.ts'
import { MemoryRegistry } from '../registries/memory-registry.ts'
import { typeOf } from '../registries/read-registries.ts'
import type { Entity } from '../registries/read-registries.ts'
import { readRegistrySchemas } from '../registries/registry-schemas.ts'
import type { Registry } from '../registries/registry-schemas.ts'
import { entitiesIn } from '../registries/snapshot.ts'

/** What the registries of one snapshot hold, and what anybody who is answered right is answered. */
export interface BenchCountry {
  readonly registries: ReadonlyMap<Registry, MemoryRegistry>
  /** How many times over it stands there, with other numbers. */
  readonly copies: Copies
  /** What callers may ask for. */
  readonly api: GraphQLSchema
  /** `data` as graphql-js makes it out of all registries together: no gateway, no plan, no subgraph is part of it. */
  truth(query: string, variables: Readonly<Record<string, unknown>>): unknown
}

export async function readBenchCountry(snapshot: string, times = 1): Promise<BenchCountry> {
  const schemas = readRegistrySchemas()
  const copies = new Copies(times)
  const registries = new Map(schemas.map((schema) => [schema.registry, new MemoryRegistry(schema, copies)]))
  for await (const [registry, entity] of entitiesIn(snapshot)) registries.get(registry)?.add(entity)
  const nowhere = Object.fromEntries(schemas.map(({ registry }) => [registry, `http://${registry}.invalid`]))
  const api = Supergraph.build(composeRegistries(nowhere)).apiSchema().toGraphQLJSSchema()
  const fieldResolver = resolverOf([...registries.values()])
  return {
    registries,
    copies,
    api,
    truth(query, variables) {
      const document = parse(query)
      const { data, errors }: ExecutionResult = executeSync({
        schema: api,
        document,
        variableValues: variables,
        fieldResolver,
        typeResolver: (value) => typeOf(value as Entity),
      })
      const [error] = errors ?? []
      if (error !== undefined) throw error
      return JSON.parse(JSON.stringify(data)) as unknown
    },
  }
}

/** The supergraph of the registries alone, at these URLs: what the peers serve. */
export function composeRegistries(urls: Readonly<Record<string, string>>): string {
  const schemas = readRegistrySchemas().map(({ registry, sdl }) => ({
    name: registry,
    url: urls[registry] ?? '',
    typeDefs: parse(sdl),
  }))
  const { supergraphSdl, errors } = composeServices(schemas)
  if (supergraphSdl === undefined) throw new Error(`The registries do not compose: ${errors?.[0]?.message}`)
  return supergraphSdl
}

/** Each field is read from whichever registry has it. */
function resolverOf(registries: readonly MemoryRegistry[]): GraphQLFieldResolver<unknown, unknown> {
  const known = new Map<string, Entity>()
  const whole = (link: Entity): Entity => {
    const name = `${typeOf(link)} ${link.id}`
    const found = known.get(name)
    if (found !== undefined) return found
    // The first registry that knows a person tells of the codes by which the others do.
    const named = registries.reduce((one, registry) => ({ ...registry.find(one), ...one }), link)
    const merged = registries.reduce((one, registry) => ({ ...one, ...registry.find(named) }), named)
    known.set(name, merged)
    return merged
  }
  return (source, given, _context, { fieldName, parentType, schema }) => {
    if (parentType === schema.getQueryType()) {
      const asked = registries.find((each) => each.schema.schema.getQueryType()?.getFields()[fieldName])
      return asked?.root(fieldName, given as Readonly<Record<string, unknown>>)
    }
    const object = source as Entity
    return ('__typename' in object ? whole(object) : object)[fieldName]
  }
}
