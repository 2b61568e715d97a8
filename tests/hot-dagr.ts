import type { Logger } from 'pino'
import type { DatabaseName } from '#tools/databases/names.ts'
import { registries } from '#tools/country/registries.ts'
import type { DagrOptions } from '#tools/start-dagr.ts'
import { sharedCountry } from './country.ts'
import { prepareTestFeed } from './feed-slots.ts'
import { runDagr } from './running-dagr.ts'
import type { DagrUnderTest } from './running-dagr.ts'

export interface HotDagrOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly own?: Partial<Record<DatabaseName, string>>
  readonly log?: Logger
  readonly route?: DagrOptions['route']
}

/** All of DAGR with memory on, and with the feeds of the registries by which it is believed. */
export async function runHotDagr(options: HotDagrOptions = {}): Promise<DagrUnderTest> {
  const { env, own, log, route } = options
  const urls = { ...(await sharedCountry()), ...own }
  const feeds = await Promise.all(
    registries.map(async (registry) => [registry, await prepareTestFeed(registry, urls[registry])] as const),
  )
  const drop = () => Promise.all(feeds.map(([, feed]) => feed.drop()))
  try {
    const dagr = await runDagr(
      { HOT_ENTITIES_MB: '64', ...env },
      own,
      log,
      route,
      Object.fromEntries(feeds.map(([registry, { slot, publication }]) => [registry, { slot, publication }])),
    )
    return {
      ...dagr,
      async stop() {
        await dagr.stop()
        await drop()
      },
    }
  } catch (error) {
    await drop()
    throw error
  }
}
