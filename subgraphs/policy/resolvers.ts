import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { isPostgresUnreachable } from '#connectors/postgres-unreachable.ts'
import { recordCatalogue } from '#policies/catalogue.ts'
import { acknowledgeEpoch } from '#policies/nodes.ts'
import { readEpoch } from '#policies/store.ts'
import type { SubgraphDefinition } from '../serve.ts'
import { agreementFields, agreementQueries } from './agreements.ts'
import { catalogueQueries } from './catalogue.ts'
import { changeQueries } from './changes.ts'
import { consentFields, consentMutations, consentQueries } from './consents.ts'
import { effectQueries } from './effect.ts'
import { policyContext } from './source.ts'
import type { PolicyContext, PolicySource } from './source.ts'
import { stewardshipMutations } from './stewardship.ts'
import type { MutationResolvers, QueryResolvers, Resolvers } from './types.generated.ts'
import { webhookMutations, webhookQueries } from './webhooks.ts'

const typeDefs = parse(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'))

/** What gateways ask and say; hidden from callers. */
const gatewayQueries = {
  policySet: (_parent, { after }, { source }) => source.contentAfter(after ?? null),
} satisfies QueryResolvers<PolicyContext>

const gatewayMutations = {
  async acknowledgeEpoch(_parent, { node, epoch }, { source }) {
    await acknowledgeEpoch(source.gateways, node, epoch)
    // INVARIANT: looked up after the node's word is written: true proves that the node is not behind at this moment.
    return (await readEpoch(source.gateways)) === epoch
  },
  async recordCatalogue(_parent, { entries }, { source }) {
    const whole = entries.map(({ description, shape, ...entry }) => ({
      ...entry,
      description: description ?? null,
      shape: shape ? { ...shape, values: shape.values ?? null, scopes: shape.scopes ?? null } : null,
    }))
    return (await recordCatalogue(source.gateways, whole)) > 0
  },
} satisfies MutationResolvers<PolicyContext>

const resolvers: Resolvers<PolicyContext> = {
  Query: {
    ...gatewayQueries,
    ...agreementQueries,
    ...catalogueQueries,
    ...changeQueries,
    ...consentQueries,
    ...effectQueries,
    ...webhookQueries,
  },
  Mutation: { ...gatewayMutations, ...stewardshipMutations, ...consentMutations, ...webhookMutations },
  Agreement: agreementFields,
  Person: consentFields,
}

/** Permissions as stewards, consumers and residents live with them, the policies for gateways, and the feed of epochs. */
export function policySubgraph(source: PolicySource): SubgraphDefinition<PolicyContext> {
  return {
    name: 'policy',
    typeDefs,
    resolvers,
    context: () => policyContext(source),
    health: () => source.health(),
    isUnreachable: isPostgresUnreachable,
    changes: source.epochs,
    close: () => source.close(),
  }
}
