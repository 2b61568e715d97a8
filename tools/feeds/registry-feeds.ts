import { Client } from 'pg'
import type { FeedOptions } from '#subgraphs/registry-source.ts'
import type { Registry } from '../country/registries.ts'
import { registries } from '../country/registries.ts'
import { describeConnectionError } from '../databases/describe-connection-error.ts'
import { urlVariable } from '../databases/names.ts'
import { feedNames, feedScript } from './feed-script.ts'

/** Where the registries tell their changes. */
export type RegistryFeeds = Readonly<Partial<Record<Registry, FeedOptions>>>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The feeds that the environment names (`<NAME>_FEED_SLOT`, and where they differ `<NAME>_FEED_PUBLICATION` and
 * `<NAME>_FEED_URL`). In the registries on the embedded server, whose administrator we are, what they need is made by the
 * administrator's script; of other registries without a name, nothing is followed.
 */
export async function openRegistryFeeds(
  urls: Readonly<Record<Registry, string>>,
  env: Environment,
): Promise<RegistryFeeds> {
  const opened = await Promise.all(
    registries.map(async (registry) => [registry, await feedOf(registry, urls[registry], env)] as const),
  )
  return Object.fromEntries(opened.flatMap(([registry, feed]) => (feed === null ? [] : [[registry, feed]])))
}

/** The same feeds; one line when one of them tells nothing any more, with the reason, and one when it does again. */
export function reportingFeeds(feeds: RegistryFeeds, report: (line: string) => void): RegistryFeeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([registry, feed]) => {
      let isReported = false
      const onFault = (fault: string | null): void => {
        if (fault !== null) report(`${registry} tells no changes: ${fault}`)
        else if (isReported) report(`${registry} tells its changes again`)
        isReported = fault !== null
      }
      return [registry, { ...feed, onFault }]
    }),
  )
}

async function feedOf(registry: Registry, url: string, env: Environment): Promise<FeedOptions | null> {
  const setting = (name: string): string | undefined => env[`${registry.toUpperCase()}_FEED_${name}`]
  const slot = setting('SLOT')
  if (slot) {
    const ownUrl = setting('URL')
    return { slot, publication: setting('PUBLICATION') || slot, ...(ownUrl && { url: ownUrl }) }
  }
  if (env[urlVariable(registry)] || env['DATABASE_URL']) return null
  const names = feedNames(registry)
  await runAsAdministrator(url, registry)
  return names
}

async function runAsAdministrator(url: string, registry: Registry): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (const { sql } of feedScript(registry, feedNames(registry))) await client.query(sql)
  } catch (error) {
    throw describeConnectionError(error, 'The embedded server', url)
  } finally {
    await client.end().catch(() => undefined)
  }
}
