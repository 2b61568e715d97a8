import { createEntityStore } from './entities/create-entity-store.ts'
import type { EntityStore } from './entities/entity-store.ts'
import type { HotSetFile } from './entities/hot-set-file.ts'
import { createHotSet } from './entities/hot-set.ts'
import { openRegistryFeed } from './entities/registry-feed.ts'
import type { RegistryFeed } from './entities/registry-feed.ts'
import type { RegistryTrust } from './entities/registry-trust.ts'
import type { SubgraphClient } from './executor/subgraph-client.ts'
import type { Supergraph } from './planner/supergraph.ts'
import { rememberHotSet } from './remember-hot-set.ts'
import type { ServingInUse } from './servings.ts'

export interface HotEntitiesOptions {
  readonly maxBytes: number
  /** Where it is remembered what is hot; null: nowhere. */
  readonly hotSetFile: HotSetFile | null
  readonly serving: ServingInUse
  readonly credential?: string | undefined
  readonly client: SubgraphClient
  /** One line for each failure, without personal data. */
  readonly log: (line: string) => void
}

/** Memory with the feeds that it is believed by. */
export interface HotEntities {
  readonly store: EntityStore
  /** Of the registries of the present supergraph that offer hot types. */
  trusts(): readonly RegistryTrust[]
  /** Remembers what is hot, and ends the feeds. */
  close(): Promise<void>
}

/**
 * Opens memory and one feed for each registry of the supergraph in use that has hot types, through all its recompositions,
 * and fetches in the background what was hot when the gateway was stopped. Nothing waits for that.
 */
export function openHotEntities(options: HotEntitiesOptions): HotEntities {
  const { serving, credential, log } = options
  const feeds = new Map<string, RegistryFeed>()
  let followed: Supergraph | null = null

  function feedOf(registry: string): RegistryFeed {
    const known = feeds.get(registry)
    if (known !== undefined) return known
    const feed = openRegistryFeed({ registry, credential, memory: store, log })
    feeds.set(registry, feed)
    return feed
  }

  function follow(supergraph: Supergraph): void {
    followed = supergraph
    const hot = hotRegistries(supergraph)
    for (const registry of new Set([...hot, ...feeds.keys()])) {
      const url = hot.has(registry) ? supergraph.subgraphs.get(registry)?.url : undefined
      feedOf(registry).follow(url ?? null)
    }
  }

  const kept = createEntityStore({
    maxBytes: options.maxBytes,
    trustOf: (registry) => feedOf(registry).trust,
  })
  const hotSet = createHotSet(kept)
  const store: EntityStore = {
    ...kept,
    fill(hot, filled) {
      kept.fill(hot, filled)
      hotSet.note(hot, filled)
    },
  }
  const following = serving.onUse(follow)
  const { hotSetFile: file, client } = options
  const remembering =
    file && rememberHotSet({ file, hotSet, store, client, serving: () => serving.current(), log })

  return {
    store,
    trusts: () => (followed === null ? [] : [...hotRegistries(followed)].map((name) => feedOf(name).trust)),
    async close() {
      following.end()
      await remembering?.close()
      await Promise.all([...feeds.values()].map((feed) => feed.close()))
    },
  }
}

/** Registries with types that may be kept. */
function hotRegistries({ facts }: Supergraph): ReadonlySet<string> {
  return new Set([...facts.hot.keys()].map((name) => name.slice(0, name.indexOf(' '))))
}
