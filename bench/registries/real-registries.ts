import { openAddressesSource } from '#subgraphs/addresses/source.ts'
import { addressesSubgraph } from '#subgraphs/addresses/resolvers.ts'
import { cadastreSubgraph } from '#subgraphs/cadastre/resolvers.ts'
import { openCadastreSource } from '#subgraphs/cadastre/source.ts'
import { enterpriseSubgraph } from '#subgraphs/enterprise/resolvers.ts'
import { openEnterpriseSource } from '#subgraphs/enterprise/source.ts'
import { institutionsSubgraph } from '#subgraphs/institutions/resolvers.ts'
import { openInstitutionsSource } from '#subgraphs/institutions/source.ts'
import { populationSubgraph } from '#subgraphs/population/resolvers.ts'
import { openPopulationSource } from '#subgraphs/population/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import type { RunningSubgraph } from '#subgraphs/serve.ts'
import type { RegistryFeeds } from '#tools/feeds/registry-feeds.ts'
import type { Registry } from './registry-schemas.ts'

/** The five registries' real subgraphs over their databases, with the feeds of those that have one. */
export function serveRealRegistries(
  urls: Readonly<Record<Registry, string>>,
  credential: string,
  feeds: RegistryFeeds = {},
): Promise<readonly RunningSubgraph[]> {
  const options = { credential }
  const sourceOf = (registry: Registry) => ({ url: urls[registry], feed: feeds[registry] })
  return Promise.all([
    serveSubgraph(enterpriseSubgraph(openEnterpriseSource(sourceOf('enterprise'))), options),
    serveSubgraph(cadastreSubgraph(openCadastreSource(sourceOf('cadastre'))), options),
    serveSubgraph(populationSubgraph(openPopulationSource(sourceOf('population'))), options),
    serveSubgraph(addressesSubgraph(openAddressesSource(sourceOf('addresses'))), options),
    serveSubgraph(institutionsSubgraph(openInstitutionsSource(sourceOf('institutions'))), options),
  ])
}
