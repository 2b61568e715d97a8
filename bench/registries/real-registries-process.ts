import type { RegistryFeeds } from '#tools/feeds/registry-feeds.ts'
import { serveRealRegistries } from './real-registries.ts'
import type { Registry } from './registry-schemas.ts'

export interface RealRegistriesReady {
  readonly urls: Readonly<Record<Registry, string>>
}

/** The real registries as a process of their own. */
const databases = JSON.parse(process.env['DATABASE_URLS'] ?? '') as Record<Registry, string>
const feeds = JSON.parse(process.env['FEEDS'] ?? '') as RegistryFeeds
const served = await serveRealRegistries(databases, process.env['SUBGRAPH_CREDENTIAL'] ?? '', feeds)
const ready: RealRegistriesReady = {
  urls: Object.fromEntries(served.map(({ name, url }) => [name, url])) as Record<Registry, string>,
}
process.send?.(ready)

/** Nothing of a benchmark's registries is worth waiting for longer than this. */
const closingMs = 2_000

process.once('disconnect', () => {
  setTimeout(() => process.exit(), closingMs).unref()
  void Promise.all(served.map((each) => each.close()))
})
