import { parseArgs } from 'node:util'
import cliProgress from 'cli-progress'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { generateCountry } from './country/generate.ts'
import type { Progress } from './country/generate.ts'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'
import { findResident } from './demo/resident.ts'

const usage = `npm run country -- [--people 10000] [--seed 1] [--replace]

Fills the five registries with a synthetic country. Everybody and everything in it is invented.
  --people   how many people, the dead included (default 10000)
  --seed     a whole number: the same seed and size give the same country (default 1)
  --replace  empty the registries first, imported rows too; policies and audit stay`

const options = {
  people: { type: 'string', default: '10000' },
  seed: { type: 'string', default: '1' },
  replace: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Writes the synthetic country at the person's command. */
async function main(): Promise<void> {
  const { people, seed, replace, help } = readOptions()
  if (help) {
    console.log(usage)
    return
  }
  const interrupt = new AbortController()
  onStopSignal(() => {
    interrupt.abort(new StartError('Stopped. The registries are as they were before.'))
  })
  const databases = await openDatabases({
    env: process.env,
    dataFolder: dataFolderOf(process.env),
    log: console.log,
  })
  const began = performance.now()
  const show = process.stdout.isTTY ? progressBar() : progressLines()
  try {
    const { signal } = interrupt
    const rows = await generateCountry({
      urls: databases.urls,
      people,
      seed,
      replace,
      onProgress: show.update,
      signal,
    })
    show.stop()
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`The country of seed ${seed} has ${people} people: ${rows} rows in ${seconds} s.`)
    const resident = await findResident(databases.urls).catch(() => null)
    if (resident !== null) console.log(`The demonstration's resident is ${resident} in it.`)
  } finally {
    show.stop()
    await databases.close()
  }
}

function readOptions(): { people: number; seed: number; replace: boolean; help: boolean } {
  try {
    const { values } = parseArgs({ options })
    return { ...values, people: Number(values.people), seed: Number(values.seed) }
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

interface Show {
  update: (progress: Progress) => void
  stop: () => void
}

function progressBar(): Show {
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage} %  {registry}: {table} {rows}',
    hideCursor: true,
  })
  bar.start(1, 0, { registry: '', table: '', rows: 0 })
  return {
    update: ({ done, ...rest }) => {
      bar.update(done, rest)
    },
    stop: () => {
      bar.stop()
    },
  }
}

/** One line for every tenth of the work. */
function progressLines(): Show {
  let shown = 0
  return {
    update: ({ done }) => {
      const tenths = Math.floor(done * 10)
      if (tenths <= shown) return
      shown = tenths
      console.log(`${tenths * 10} % of the country is written`)
    },
    stop: () => undefined,
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exitCode = 1
}
