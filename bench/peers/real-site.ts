import { rm } from 'node:fs/promises'
import type { AgreementTerms } from '#policies/store-rows.ts'
import { generateCountry } from '#tools/country/generate.ts'
import { openRegistryFeeds } from '#tools/feeds/registry-feeds.ts'
import { startChild } from '../audit/children.ts'
import { cores } from '../audit/cores.ts'
import { makeBenchFolder } from '../bench-folders.ts'
import type { RealRegistriesReady } from '../registries/real-registries-process.ts'
import { registries } from '../registries/registry-schemas.ts'
import type { Registry } from '../registries/registry-schemas.ts'
import { countrySeed, snapshotOf } from '../registries/snapshot.ts'
import { readBenchCountry } from './country.ts'
import type { BenchCountry } from './country.ts'
import { openDagrSite } from './dagr-site.ts'
import type { Site } from './site.ts'

/** DAGR over real registries on PostgreSQL, whose changes it follows. */
export interface RealSite extends Site {
  readonly databases: Readonly<Record<Registry, string>>
}

/** The country of the snapshot as PostgreSQL holds it, with a feed for each registry, and these agreements. */
export async function openRealSite(
  people: number,
  agreementsOf: (country: BenchCountry) => readonly AgreementTerms[],
  say: (line: string) => void,
): Promise<RealSite> {
  const country = await readBenchCountry(await snapshotOf(people, say))
  const ends: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const folder = await makeBenchFolder()
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const dagr = await openDagrSite(folder, agreementsOf(country))
    ends.push(() => dagr.close())
    const databases = Object.fromEntries(
      await Promise.all(registries.map(async (name) => [name, await dagr.server.database(name)])),
    ) as Record<Registry, string>
    await generateCountry({ urls: databases, people, seed: countrySeed })
    const feeds = await openRegistryFeeds(databases, {})
    const served = startChild<RealRegistriesReady>(
      '../registries/real-registries-process.ts',
      cores.database,
      {
        DATABASE_URLS: JSON.stringify(databases),
        FEEDS: JSON.stringify(feeds),
        SUBGRAPH_CREDENTIAL: dagr.env['SUBGRAPH_CREDENTIAL'] ?? '',
      },
    )
    ends.push(() => served.close())
    const { urls } = await served.next((message): message is RealRegistriesReady => 'urls' in message)
    return {
      folder,
      country,
      databases,
      registryUrls: urls,
      supergraph: '',
      dagr: async () => dagr,
      takeCalls: async () =>
        Object.fromEntries(registries.map((name) => [name, 0])) as Record<Registry, number>,
      become: () => Promise.reject(new Error('Real registries do as they do')),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
