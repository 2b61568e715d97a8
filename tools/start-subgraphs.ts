import type { MasterKeys } from '#audit/keys/master-key.ts'
import { accessHistorySubgraph } from '#subgraphs/access-history/resolvers.ts'
import { openAccessHistorySource } from '#subgraphs/access-history/source.ts'
import { addressesSubgraph } from '#subgraphs/addresses/resolvers.ts'
import { openAddressesSource } from '#subgraphs/addresses/source.ts'
import { cadastreSubgraph } from '#subgraphs/cadastre/resolvers.ts'
import { openCadastreSource } from '#subgraphs/cadastre/source.ts'
import { enterpriseSubgraph } from '#subgraphs/enterprise/resolvers.ts'
import { openEnterpriseSource } from '#subgraphs/enterprise/source.ts'
import { institutionsSubgraph } from '#subgraphs/institutions/resolvers.ts'
import { openInstitutionsSource } from '#subgraphs/institutions/source.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import { populationSubgraph } from '#subgraphs/population/resolvers.ts'
import { openPopulationSource } from '#subgraphs/population/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import type { RunningSubgraph, ServeOptions } from '#subgraphs/serve.ts'
import type { Registry } from './country/registries.ts'
import type { RegistryFeeds } from './feeds/registry-feeds.ts'
import type { DatabaseName } from './databases/names.ts'

export interface RunningSubgraphs {
  /** All of them: they are composed into the supergraph. */
  readonly composed: readonly RunningSubgraph[]
  /** The one among them that the gateway also reads its policies from. */
  readonly policy: RunningSubgraph
  close(): Promise<void>
}

export interface SubgraphKeys {
  /** Like the next one, of 32 bytes: people stand in these databases as hashes made with them. */
  readonly subjectKey: Buffer
  readonly consentKey: Buffer
  /** Of the audit's contents. */
  readonly masterKeys: MasterKeys
}

/** Serves all subgraphs in this process, each on a free port of the loopback interface. */
export async function startSubgraphs(
  urls: Readonly<Record<DatabaseName, string>>,
  { subjectKey, masterKeys, consentKey }: SubgraphKeys,
  options: ServeOptions,
  feeds: RegistryFeeds = {},
): Promise<RunningSubgraphs> {
  const audit = { url: urls.audit, subjectKey, masterKeys }
  const sourceOf = (registry: Registry) => ({ url: urls[registry], feed: feeds[registry] })
  const policies = { url: urls.policy, auditUrl: urls.audit, consentKey }
  const [policy, ...registries] = await Promise.all([
    serveSubgraph(policySubgraph(openPolicySource(policies)), options),
    serveSubgraph(enterpriseSubgraph(openEnterpriseSource(sourceOf('enterprise'))), options),
    serveSubgraph(cadastreSubgraph(openCadastreSource(sourceOf('cadastre'))), options),
    serveSubgraph(populationSubgraph(openPopulationSource(sourceOf('population'))), options),
    serveSubgraph(addressesSubgraph(openAddressesSource(sourceOf('addresses'))), options),
    serveSubgraph(institutionsSubgraph(openInstitutionsSource(sourceOf('institutions'))), options),
    serveSubgraph(accessHistorySubgraph(openAccessHistorySource(audit)), options),
  ])
  const composed = [policy, ...registries]
  return {
    composed,
    policy,
    async close() {
      await Promise.all(composed.map((subgraph) => subgraph.close()))
    },
  }
}
