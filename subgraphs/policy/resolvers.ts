import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import type { SubgraphDefinition } from '../serve.ts'
import type { PolicySource } from './source.ts'
import type { Resolvers } from './types.generated.ts'

interface Context {
  source: PolicySource
}

const typeDefs = parse(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'))

const resolvers: Resolvers<Context> = {
  Query: {
    policySet: (_parent, _arguments, { source }) => source.content(),
  },
}

/** The policies for gateways, and the feed of their epochs. */
export function policySubgraph(source: PolicySource): SubgraphDefinition<Context> {
  return {
    name: 'policy',
    typeDefs,
    resolvers,
    context: () => ({ source }),
    health: () => source.health(),
    changes: source.epochs,
    close: () => source.close(),
  }
}
