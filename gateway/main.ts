import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { AuditMisconfigured } from '#audit/failures.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import { ConfigError, readConfig, settings, type Config } from './config.ts'
import { openGateway, type OpenGatewayOptions } from './open-gateway.ts'
import { compositionRules } from './planner/composition-rules.ts'
import { readSupergraph } from './read-supergraph.ts'
import { createServing } from './serving.ts'
import { constantServing } from './servings.ts'
import { startGateway } from './start-gateway.ts'
import { openLog } from './open-log.ts'
import { onStopSignal } from './stop-signals.ts'
import { startWorkers, WorkerFailed, type WorkerReady } from './workers/start-workers.ts'
import { workersAsked } from './workers/workers-asked.ts'

/**
 * The gateway as a process of its own: `GATEWAY_MODE=open SUPERGRAPH=… node gateway/main.ts`, or normal mode with the
 * subgraphs, the policies, the audit database and the issuer that the environment names (`gateway/config.ts`). With
 * `--workers 4` it is that many processes on one address.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = openLog(config.logLevel ?? (config.mode === 'open' ? 'warn' : 'info'))
  const workers = cluster.isWorker ? 1 : workersAsked(process.argv.slice(2), config)
  if (workers > 1) await runWorkers(workers, config, log)
  else if (config.mode === 'open') await runOpen(config, log)
  else await runNormal(config, log)
}

async function runWorkers(count: number, config: Config, log: Logger): Promise<void> {
  const stopMs = config.shutdownMs + 5_000
  const workers = await startWorkers({ count, hotSetFile: config.hotSetFile, stopMs, log })
  if (config.mode === 'open') process.stdout.write(`DAGR in open mode: ${workers.url}/graphql\n`)
  else log.info({ url: workers.url, workers: count }, 'DAGR listens')
  onStopSignal(() => void workers.stop())
}

/** Tells the process that has this one as a worker, if there is one. */
function tellReady(url: string): void {
  const ready: WorkerReady = { kind: 'ready', url }
  if (cluster.isWorker) process.send?.(ready)
}

async function runOpen(config: Config, log: Logger): Promise<void> {
  if (!cluster.isWorker || cluster.worker?.id === 1)
    process.stderr.write('WARNING: open mode: everybody may ask for everything, and nothing is recorded\n')
  // Benchmarks and conformance suites stop and start it often, and nothing here needs to end well.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  const serving = createServing(await readSupergraph(required(config, 'supergraph')))
  const gateway = await startGateway({
    config,
    serving: constantServing(serving),
    guard: null,
    cursorKey: randomBytes(32),
    pseudonymKey: randomBytes(32),
    graphiql: { firstQuery: '{\n  __typename\n}\n' },
    log,
  })
  if (!cluster.isWorker) process.stdout.write(`DAGR in open mode: ${gateway.url}/graphql\n`)
  process.once('disconnect', () => process.exit(0))
  tellReady(gateway.url)
}

async function runNormal(config: Config, log: Logger): Promise<void> {
  const credential = required(config, 'subgraphCredential')
  const policyUrl = required(config, 'policyUrl')
  const issuer = required(config, 'issuer')
  const jwks = required(config, 'jwks')
  const url = required(config, 'auditDatabaseUrl')
  const subjectKey = required(config, 'auditSubjectKey')
  const auditMasterKeys = required(config, 'auditMasterKeys')
  const cursorKey = required(config, 'cursorKey')
  const pseudonymKey = required(config, 'pseudonymKey')

  const gateway = await openGateway({
    config,
    serves: await servedBy(config),
    credential,
    policyUrl,
    tokens: { issuer, audience: config.audience, jwks },
    audit: { url, subjectKey, masterKeys: masterKeys(auditMasterKeys) },
    cursorKey,
    pseudonymKey,
    graphiql: {},
    listensWhenReady: cluster.isWorker,
    log,
  }).catch((cause: unknown) => {
    if (cause instanceof ConfigError) throw cause
    const isExplained = cause instanceof AuditMisconfigured
    const fault = isExplained ? cause.message : 'The database of AUDIT_DATABASE_URL does not answer'
    throw new ConfigError(fault, { cause })
  })
  const stop = () => void gateway.stop().finally(() => cluster.worker?.disconnect())
  onStopSignal(stop)
  // A worker whose first process has gone would go on unseen.
  process.once('disconnect', stop)
  if (!cluster.isWorker) log.info({ url: gateway.url }, 'DAGR listens')
  tellReady(gateway.url)
}

/** The supergraph that SUPERGRAPH holds, or else what the subgraphs of SUBGRAPHS make together. */
async function servedBy(config: Config): Promise<OpenGatewayOptions['serves']> {
  if (config.supergraph !== undefined) return readSupergraph(config.supergraph, compositionRules)
  if (config.subgraphs.size === 0) required(config, 'supergraph')
  return [...config.subgraphs].map(([name, url]) => ({ name, url }))
}

function required<Name extends keyof typeof settings>(config: Config, name: Name): NonNullable<Config[Name]> {
  const value = config[name]
  if (value != null) return value
  const { env, meaning } = settings[name]
  throw new ConfigError(`${env} is required: ${meaning}`)
}

try {
  await main()
} catch (error) {
  // A worker that failed has said why.
  if (error instanceof WorkerFailed) process.exit(1)
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
