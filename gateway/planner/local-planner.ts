import { composeServices } from '@apollo/composition'
import { Supergraph as FederationSupergraph, operationFromDocument } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'
import { CompositionError, listed, messageOf } from './composition-error.ts'
import { spellingsOfDirectives } from './spec-directives.ts'
import { supergraphOf } from './supergraph.ts'
import type { Planner, SubgraphSchema, Supergraph } from './supergraph.ts'

/** The supergraph SDL that the subgraphs make together. @throws CompositionError with all that is wrong. */
export function composeSdl(schemas: readonly SubgraphSchema[]): string {
  const parsed = schemas.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }))
  const misspelt = parsed.flatMap(({ name, typeDefs }) => spellingsOfDirectives(name, typeDefs))
  if (misspelt.length > 0)
    throw new CompositionError(listed('the subgraphs say what the gateway would not hear', misspelt))
  const { supergraphSdl, errors } = composeServices(parsed)
  if (supergraphSdl !== undefined) return supergraphSdl
  throw new CompositionError(listed('the subgraphs do not compose', (errors ?? []).map(messageOf)))
}

/** Reads a supergraph SDL; what it plans, it plans in this thread. Throws when it is not valid, or needs a federation feature that we do not have. */
export function loadSupergraph(sdl: string): Supergraph {
  const federation = FederationSupergraph.build(sdl)
  return supergraphOf({
    sdl,
    full: federation.schema.toGraphQLJSSchema(),
    api: federation.apiSchema().toGraphQLJSSchema(),
    endpoints: federation.subgraphsMetadata(),
    planner: localPlanner(federation),
  })
}

function localPlanner(federation: FederationSupergraph): Planner {
  const planner = new QueryPlanner(federation)
  return {
    plan(text, operationName) {
      // The document is valid against the full schema: it may select `@inaccessible` helpers.
      const options = { validate: false, ...(operationName !== undefined && { operationName }) }
      return planner.buildQueryPlan(operationFromDocument(federation.schema, parse(text), options))
    },
    close: () => undefined,
  }
}
