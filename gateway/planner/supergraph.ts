import { createHash } from 'node:crypto'
import type { QueryPlan } from '@apollo/query-planner'
import { parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { readSchemaFacts } from './schema-facts.ts'
import type { SchemaFacts } from './schema-facts.ts'

/** A subgraph as the supergraph names it. */
export interface SubgraphEndpoint {
  readonly name: string
  readonly url: string
}

/** A subgraph with its schema, as `_service { sdl }` gives it. */
export interface SubgraphSchema extends SubgraphEndpoint {
  readonly sdl: string
}

/** Plans operations of one supergraph: in this thread (`local-planner.ts`), or in one of its own (`planning-thread.ts`). */
export interface Planner {
  /** @throws (or rejects) where no combination of subgraphs can answer the operation */
  plan(text: string, operationName: string | undefined): QueryPlan | Promise<QueryPlan>
  /** Plans nothing any more. */
  close(): void
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
  readonly planner: Planner
}

/** What the federation libraries make of a supergraph SDL. */
export interface SupergraphParts extends Pick<Supergraph, 'sdl' | 'full' | 'api' | 'planner'> {
  readonly endpoints: readonly SubgraphEndpoint[]
}

export function supergraphOf({ endpoints, ...parts }: SupergraphParts): Supergraph {
  return {
    ...parts,
    hash: createHash('sha256').update(parts.sdl).digest('hex'),
    subgraphs: new Map(endpoints.map(({ name, url }) => [name, { name, url }])),
    facts: readSchemaFacts(parse(parts.sdl, { noLocation: true })),
  }
}
