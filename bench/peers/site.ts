import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from '../audit/children.ts'
import { cores } from '../audit/cores.ts'
import { makeBenchFolder } from '../bench-folders.ts'
import type { FromRegistries, ToRegistries } from '../registries/registries-process.ts'
import type { Registry } from '../registries/registry-schemas.ts'
import type { RegistryState } from '../registries/serve-registries.ts'
import { snapshotOf } from '../registries/snapshot.ts'
import { agreementOverAll, benchCaller } from './bench-agreements.ts'
import { composeRegistries, readBenchCountry } from './country.ts'
import type { BenchCountry } from './country.ts'
import { openDagrSite } from './dagr-site.ts'
import type { DagrSite } from './dagr-site.ts'

/** Everything that contenders stand on: the same registries for all, and what DAGR needs besides. */
export interface Site {
  /** For files of the contenders; removed at the end. */
  readonly folder: string
  readonly country: BenchCountry
  readonly registryUrls: Readonly<Record<Registry, string>>
  /** File with the supergraph of the registries. */
  readonly supergraph: string
  /** Opened when it is first asked for. */
  dagr(): Promise<DagrSite>
  /** What each registry was asked since the last time that this was called. */
  takeCalls(): Promise<Readonly<Record<Registry, number>>>
  become(registry: Registry | 'all', state: RegistryState, slowMs?: number): Promise<void>
  close(): Promise<void>
}

/** @param times how many times over the country stands there, with other numbers */
export async function openSite(people: number, say: (line: string) => void, times = 1): Promise<Site> {
  const snapshot = await snapshotOf(people, say)
  const ends: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const folder = await makeBenchFolder()
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const registries = startChild<FromRegistries>('../registries/registries-process.ts', cores.database, {
      SNAPSHOT: snapshot,
      COPIES: String(times),
    })
    ends.push(() => registries.close())
    const tell = (message: ToRegistries): void => registries.send(message)
    const [country, { urls }] = await Promise.all([
      readBenchCountry(snapshot, times),
      registries.next((message) => message.kind === 'ready'),
    ])
    const supergraph = join(folder, 'supergraph.graphql')
    await writeFile(supergraph, composeRegistries(urls))
    const { permission, consumer } = benchCaller
    let opened: Promise<DagrSite> | null = null
    ends.push(async () => (await opened)?.close())
    return {
      folder,
      country,
      registryUrls: urls,
      supergraph,
      dagr: () => (opened ??= openDagrSite(folder, [agreementOverAll(country.api, permission, consumer)])),
      async takeCalls() {
        const told = registries.next((message) => message.kind === 'calls')
        tell({ kind: 'takeCalls' })
        return (await told).calls
      },
      async become(registry, state, slowMs = 0) {
        const done = registries.next((message) => message.kind === 'became')
        tell({ kind: 'become', registry, state, slowMs })
        await done
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
