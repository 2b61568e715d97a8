import type { Client } from 'pg'
import { StartError } from '../databases/start-error.ts'
import { Country } from './country.ts'
import { loadTables } from './load-tables.ts'
import type { Registry } from './registries.ts'
import { beginAlone, empty, refuseFilled, registries, registryTables } from './registries.ts'

/** With fewer people nobody is left for some parts; with more there are no numbers left. */
const peopleLimits = { least: 500, most: 5_000_000 }

export interface Progress {
  registry: Registry
  table: string
  /** Rows written to the table so far. */
  rows: number
  /** Share of the whole work that is done, 0 to 1. */
  done: number
}

export interface CountryOptions {
  /** Where the five registries' databases are, migrated. */
  urls: Readonly<Record<Registry, string>>
  people: number
  /** A whole number; another seed is another country. */
  seed: number
  /** Empties the five registries first. Policies and audit are never touched. */
  replace?: boolean
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

/**
 * Fills the five registries with the synthetic country: the same seed and size give the same tables, byte by byte.
 * One transaction per database, all committed at the end: a failure leaves what was there before.
 * @returns how many rows were written.
 * @throws StartError where a registry holds anything and `replace` is not given; then nothing has been written anywhere.
 */
export async function generateCountry(options: CountryOptions): Promise<number> {
  const { urls, people, seed, replace = false, signal, onProgress } = options
  requireSensible(people, seed)
  signal?.throwIfAborted()
  const country = new Country(seed, people)
  const clients = new Map<Registry, Client>()
  const failure = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  // Ending a connection also ends the statement that it is waiting for, such as a long index build.
  const endAtStop = (): void => void endAll(clients.values())
  stop.addEventListener('abort', endAtStop)
  try {
    for (const registry of registries) clients.set(registry, await beginAlone(urls[registry], registry))
    if (!replace) await refuseFilled(clients)
    const tally = new Tally(country, onProgress)
    const loads = [...clients].map(async ([registry, client]) => {
      await empty(client, registry)
      const onBlocks = (table: string, blocks: number, rows: number): void => {
        tally.note(registry, table, blocks, rows)
      }
      await loadTables(client, registryTables[registry], { country, signal: stop, onBlocks })
    })
    await allOrStop(loads, failure, stop)
    stop.throwIfAborted()
    // Once one is committed, all shall be.
    stop.removeEventListener('abort', endAtStop)
    for (const client of clients.values()) await client.query('commit')
    return tally.rows()
  } finally {
    // A connection that ends without a commit leaves nothing behind.
    await endAll(clients.values())
  }
}

async function endAll(clients: Iterable<Client>): Promise<void> {
  await Promise.allSettled([...clients].map(async (client) => client.end()))
}

function requireSensible(people: number, seed: number): void {
  const { least, most } = peopleLimits
  if (!Number.isInteger(people) || people < least || people > most) {
    throw new StartError(`The country needs a whole number of people, from ${least} to ${most}.`)
  }
  if (!Number.isSafeInteger(seed)) throw new StartError('The seed of the country is a whole number.')
}

/** Waits for all; where one fails, the others are stopped, and its error is thrown. */
async function allOrStop(
  loads: readonly Promise<void>[],
  failure: AbortController,
  stop: AbortSignal,
): Promise<void> {
  for (const load of loads) {
    load.catch((error: unknown) => {
      failure.abort(error)
    })
  }
  const [failed] = (await Promise.allSettled(loads)).filter(({ status }) => status === 'rejected')
  if (failed) throw stop.reason
}

/** Adds up how far the tables of all registries are. */
class Tally {
  private readonly blocks = new Map<string, number>()
  private readonly rowCounts = new Map<string, number>()
  private readonly total: number
  private readonly onProgress: CountryOptions['onProgress']

  constructor(country: Country, onProgress: CountryOptions['onProgress']) {
    this.total =
      country.blocks * registries.reduce((sum, registry) => sum + registryTables[registry].length, 0)
    this.onProgress = onProgress
  }

  note(registry: Registry, table: string, blocks: number, rows: number): void {
    this.blocks.set(table, blocks)
    this.rowCounts.set(table, rows)
    const done = [...this.blocks.values()].reduce((sum, count) => sum + count, 0) / this.total
    this.onProgress?.({ registry, table, rows, done })
  }

  rows(): number {
    return [...this.rowCounts.values()].reduce((sum, count) => sum + count, 0)
  }
}
