import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { beginPinning, layoutOfCores, pin, pinDatabase, cores } from '../audit/cores.ts'
import { measureAddedLatency } from '../audit/added-latency.ts'
import { addOthers } from '../audit/add-others.ts'
import { fillLog } from '../audit/fill-log.ts'
import { measureAppends } from '../audit/measure-appends.ts'
import { measureHistories, measureSizes } from '../audit/measure-log.ts'
import type { LogEffort, SealedLog } from '../audit/measure-log.ts'
import { startSealing } from '../audit/sealing.ts'
import { openOwnServer } from '../own-database.ts'
import type { OwnServer } from '../own-database.ts'
import type { Measurement, Scenario } from '../scenario.ts'

const sizes = {
  whole: {
    records: 1_000_000,
    effort: {
      rounds: 3,
      seconds: 5,
      histories: 1_000,
      perSecond: 1_000,
      country: { people: 1_000, asked: 300 },
    },
  },
  tiny: {
    records: 400,
    effort: { rounds: 1, seconds: 0.1, histories: 8, perSecond: 50, country: { people: 500, asked: 5 } },
  },
} as const satisfies Record<string, { records: number; effort: LogEffort }>

export const auditScenario: Scenario = {
  name: 'audit',
  about:
    'appending, sealing, histories and proofs, sizes, and how they grow; see bench/README.md for its options',
  async run(size, say, words = []) {
    const usual = sizes[size]
    const {
      records: all = usual.records,
      perSecond = usual.effort.perSecond,
      around,
      kept,
      chosen,
    } = readOptions(words)
    const effort = { ...usual.effort, perSecond }
    if (kept !== undefined) await mkdir(kept, { recursive: true, mode: 0o755 })
    if (size === 'whole') beginPinning()
    say(layoutOfCores())
    pin(process.pid, cores.gateway)
    const server = await openOwnServer(kept)
    try {
      const measurements: Measurement[] = []
      for (const each of growing(all)) {
        const filled = await sealedLog(server, each, say)
        const log = around === undefined || each < all ? filled : { ...filled, among: around }
        if (log !== filled) await addOthers(log.url, around ?? each, say)
        for (const [name, measure] of parts) {
          if (!chosen.has(name) || (name === 'latency' && each !== all)) continue
          say(`Measuring ${name} of ${each} records`)
          measurements.push(...(await measure(log, effort, server)))
        }
        if (kept === undefined) await server.drop(nameOf(each))
      }
      return measurements
    } finally {
      await server.close()
    }
  },
}

type Measure = (log: SealedLog, effort: LogEffort, server: OwnServer) => Promise<readonly Measurement[]>

/** In this order: what only reads comes before what makes the log larger. */
const parts: ReadonlyMap<string, Measure> = new Map<string, Measure>([
  ['size', measureSizes],
  ['history', measureHistories],
  ['append', measureAppends],
  ['latency', measureAddedLatency],
])

interface Options {
  readonly records: number | undefined
  /** Operations or requests in a second, where they come steadily. */
  readonly perSecond: number | undefined
  /** How many records there are beside, copied and not sealed, when histories are read. */
  readonly around: number | undefined
  /** Folder in which the logs stay, to be measured again. */
  readonly kept: string | undefined
  readonly chosen: ReadonlySet<string>
}

function readOptions(words: readonly string[]): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...words],
    options: { records: text, rate: text, around: text, keep: text, parts: text },
  })
  const [records, perSecond, around] = (['records', 'rate', 'around'] as const).map((name) => {
    const value = values[name] === undefined ? undefined : Number(values[name])
    if (value === undefined || (Number.isInteger(value) && value > 0)) return value
    throw new Error(`--${name} takes a whole number`)
  })
  const chosen = new Set(values.parts?.split(',') ?? parts.keys())
  const unknown = [...chosen].find((part) => !parts.has(part))
  if (unknown !== undefined) throw new Error(`--parts takes some of ${[...parts.keys()].join(',')}`)
  if (around !== undefined && [...chosen].some((part) => part !== 'history')) {
    throw new Error('--around goes with --parts history: what it adds is not sealed')
  }
  return {
    records,
    perSecond,
    around,
    kept: values.keep === undefined ? undefined : resolve(values.keep),
    chosen,
  }
}

/** A hundredth, a tenth, and all of it; but none that is too small to tell anything. */
function growing(records: number): readonly number[] {
  return [...new Set([records / 100, records / 10, records].map(Math.floor))].filter(
    (each) => each === records || each >= 10_000,
  )
}

function nameOf(records: number): string {
  return `audit_${records}`
}

/** Fills a log and seals it all, unless one was kept. */
async function sealedLog(
  server: OwnServer,
  records: number,
  say: (line: string) => void,
): Promise<SealedLog> {
  const url = await server.database('audit', nameOf(records))
  await pinDatabase(url, server.pid)
  if (!(await isFilled(url))) {
    say(`Filling a log with ${records} records`)
    const filled = await secondsOf(() => fillLog(url, records, say))
    say(`  in ${filled.toFixed(1)} s; sealing it`)
    const sealing = await startSealing(url)
    const sealed = await secondsOf(() => sealing.sealed())
    await sealing.close()
    say(`  in ${sealed.toFixed(1)} s`)
  }
  return { url, records, among: records, database: server.pid }
}

async function isFilled(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rowCount } = await client.query('SELECT FROM log_head WHERE last_sequence > 0')
  await client.end()
  return rowCount !== 0
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}
