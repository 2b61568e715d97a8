import { createServer } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { AuditMisconfigured } from '#audit/failures.ts'
import { ConfigError, readConfig } from '#gateway/config.ts'
import type { Config } from '#gateway/config.ts'
import { listenFault } from '#gateway/listen-fault.ts'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { WorkerFailed } from '#gateway/workers/start-workers.ts'
import { workersAsked } from '#gateway/workers/workers-asked.ts'
import { generateCountry } from './country/generate.ts'
import { filledRegistries, registries } from './country/registries.ts'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import type { Databases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'
import { demoCallers } from './demo/callers.ts'
import { findResident } from './demo/resident.ts'
import { openRegistryFeeds } from './feeds/registry-feeds.ts'
import { startDagr } from './start-dagr.ts'

/** `npm start`: everything in one process (with `--workers 4` the gateway in four more), with a synthetic country where the registries are empty. */
const dataFolder = dataFolderOf(process.env)
const country = { people: 10_000, seed: 1 }

async function main(): Promise<void> {
  const settings = readConfig(process.env)
  const config = {
    ...settings,
    workers: workersAsked(process.argv.slice(2), settings),
    hotSetFile: settings.hotSetFile ?? join(dataFolder, 'hot-set'),
  }
  if (config.mode === 'open') throw new ConfigError('GATEWAY_MODE=open is for npm run gateway only')
  const interrupt = new AbortController()
  onStopSignal(() => {
    console.log('Stopping')
    interrupt.abort(new StartError('Stopped.'))
  })
  await assertFree(config)
  const databases = await openDatabases({ env: process.env, dataFolder, log: console.log })
  try {
    await fill(databases.urls, interrupt.signal)
    const feeds = await openRegistryFeeds(databases.urls, process.env)
    const resident = await findResident(databases.urls).catch(() => null)
    const dagr = await startDagr({
      urls: databases.urls,
      keysFolder: join(dataFolder, 'keys'),
      config,
      feeds,
      log: pino({ level: config.logLevel ?? 'warn' }),
      ...(resident !== null && { graphiql: { firstQuery: firstQueryAbout(resident), permission: '1001' } }),
    })
    try {
      interrupt.signal.throwIfAborted()
      console.log(welcome(dagr.url, resident))
      await new Promise((resolve) => {
        interrupt.signal.addEventListener('abort', resolve)
      })
    } finally {
      await dagr.stop()
    }
  } finally {
    await databases.close()
  }
}

/** Told before anything is loaded. */
async function assertFree(address: Config): Promise<void> {
  if (address.port === 0) return
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => reject(listenFault(address, error)))
    probe.listen(address.port, address.host, () => probe.close(() => resolve()))
  })
}

async function fill(urls: Databases['urls'], signal: AbortSignal): Promise<void> {
  const filled = await filledRegistries(urls)
  if (filled.length > 0) {
    const empty = registries.filter((registry) => !filled.includes(registry))
    console.log(
      empty.length === 0
        ? 'The registries hold data: they stay as they are'
        : `The registries hold data, but for ${empty.join(', ')}: they stay as they are (npm run country -- --replace fills all anew)`,
    )
    return
  }
  let shown = 0
  console.log(`Loading a synthetic country of ${country.people} people`)
  await generateCountry({
    urls,
    ...country,
    signal,
    onProgress: ({ done }) => {
      const quarters = Math.floor(done * 4)
      if (quarters > shown) console.log(`  ${quarters * 25} %`)
      shown = Math.max(shown, quarters)
    },
  })
}

/** What GraphiQL shows at first. */
function firstQueryAbout(resident: string): string {
  return `# The tax administration asks about a
# resident. The date of birth is not granted.
#
# 1. Paste a token above:
#      npm run --silent token -- vid
# 2. Run this with Ctrl-Enter.
#
# Another caller needs another permission,
# or none: all but vid have a default.

{
  person(personalCode: "${resident}") {
    givenName
    dateOfBirth
    properties { cadastralNumber }
  }
}
`
}

function welcome(url: string, resident: string | null): string {
  const widest = Math.max(...[...demoCallers.keys()].map((name) => name.length))
  const callers = [...demoCallers].map(
    ([name, { organisation, permissions }]) =>
      `  ${name.padEnd(widest + 2)}${permissions.join(', ').padEnd(12)}${organisation}`,
  )
  return `
DAGR answers.

  GraphQL     ${url}/graphql
  GraphiQL    ${url}/graphiql
  metrics     ${url}/metrics
  audit log   ${url}/log/checkpoint
  its proofs  ${url}/log/verify

Demo callers and their permissions (npm run --silent token -- <caller> prints a token):

${callers.join('\n')}

${resident === null ? 'The synthetic country is not loaded, so there is no resident to ask about: npm run country loads it.' : firstCommand(url, resident)}

Ctrl-C stops everything.
`
}

function firstCommand(url: string, resident: string): string {
  const query = `{ person(personalCode: \\"${resident}\\") { givenName dateOfBirth properties { cadastralNumber } } }`
  return `A first query, of the tax administration about a resident; the date of birth is not granted to it:

  curl -s ${url}/graphql \\
    -H "authorization: Bearer $(npm run --silent token -- vid)" \\
    -H 'x-dagr-permission: 1001' -H 'content-type: application/json' \\
    -d '{"query":"${query}"}'`
}

try {
  await main()
} catch (error) {
  const isTold =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof WorkerFailed ||
    error instanceof AuditMisconfigured
  if (!isTold) throw error
  console.error(error.message)
  process.exitCode = error.message === 'Stopped.' ? 130 : 1
}
