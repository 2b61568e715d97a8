import { createHash } from 'node:crypto'
import { Supergraph as FederationSupergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { readSchemaFacts } from './schema-facts.ts'
import type { SchemaFacts } from './schema-facts.ts'

/** A subgraph as the supergraph names it. */
export interface SubgraphEndpoint {
  readonly name: string
  readonly url: string
}

/** One composed schema with everything that is derived from it. Immutable; a recomposition makes a new one. */
export interface Supergraph {
  readonly sdl: string
  /** SHA-256 of the SDL, hexadecimal: equal hashes, equal supergraphs. */
  readonly hash: string
  /** With `@inaccessible` elements: what the permitted, augmented operation is planned on. No caller's text is ever validated against it. */
  readonly full: GraphQLSchema
  /** What callers may know: their operations are validated against this. */
  readonly api: GraphQLSchema
  readonly subgraphs: ReadonlyMap<string, SubgraphEndpoint>
  readonly facts: SchemaFacts
  readonly planner: QueryPlanner
  /** The planner's own form of `full`. */
  readonly federation: FederationSupergraph
}

/** Reads a supergraph SDL. Throws when it is not valid, or needs a federation feature that we do not have. */
export function loadSupergraph(sdl: string): Supergraph {
  const federation = FederationSupergraph.build(sdl)
  const subgraphs = new Map(
    federation.subgraphsMetadata().map(({ name, url }) => [name, { name, url }] as const),
  )
  return {
    sdl,
    hash: createHash('sha256').update(sdl).digest('hex'),
    full: federation.schema.toGraphQLJSSchema(),
    api: federation.apiSchema().toGraphQLJSSchema(),
    subgraphs,
    facts: readSchemaFacts(parse(sdl, { noLocation: true })),
    planner: new QueryPlanner(federation),
    federation,
  }
}
