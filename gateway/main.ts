import { randomBytes } from 'node:crypto'
import { pino, type Logger } from 'pino'
import { AuditMisconfigured } from '#audit/failures.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import { openAuditLog } from '#audit/log.ts'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import { openQuota } from '#audit/quota.ts'
import { ConfigError, readConfig, settings, type Config } from './config.ts'
import { issuerKeys } from './issuer-keys.ts'
import { followSubgraphs } from './planner/follow-subgraphs.ts'
import { compositionRules } from './planner/composition-rules.ts'
import { followPolicies, type PolicyFeed } from './policy-feed.ts'
import { readSupergraph } from './read-supergraph.ts'
import { createCatalogueRecorder, type CatalogueRecorder } from './record-catalogue.ts'
import { createServing, type Serving } from './serving.ts'
import { createServings } from './servings.ts'
import { createTrust } from './stages/identify.ts'
import { createThrottle } from './stages/throttle.ts'
import { startGateway } from './start-gateway.ts'
import { onStopSignal } from './stop-signals.ts'
import { grantsLost } from './vanished-grants.ts'

/**
 * The gateway as a process of its own: `GATEWAY_MODE=open SUPERGRAPH=… node gateway/main.ts`, or normal mode with the
 * subgraphs, the policies, the audit database and the issuer that the environment names (`gateway/config.ts`).
 */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel ?? (config.mode === 'open' ? 'warn' : 'info') })
  if (config.mode === 'open') await runOpen(config, log)
  else await runNormal(config, log)
}

async function runOpen(config: Config, log: Logger): Promise<void> {
  process.stderr.write('WARNING: open mode: everybody may ask for everything, and nothing is recorded\n')
  // Benchmarks and conformance suites stop and start it often, and nothing here needs to end well.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  const serving = createServing(await readSupergraph(required(config, 'supergraph')))
  const gateway = await startGateway({
    config,
    serving: () => serving,
    guard: null,
    cursorKey: randomBytes(32),
    pseudonymKey: randomBytes(32),
    graphiql: { firstQuery: '{\n  __typename\n}\n' },
    log,
  })
  process.stdout.write(`DAGR in open mode: ${gateway.url}/graphql\n`)
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

  const audit = await openAuditLog({
    url,
    subjectKey,
    masterKeys: masterKeys(auditMasterKeys),
    timeoutMs: config.auditTimeoutMs,
  }).catch((cause: unknown) => {
    const isExplained = cause instanceof AuditMisconfigured
    const fault = isExplained ? cause.message : 'The database of AUDIT_DATABASE_URL does not answer'
    throw new ConfigError(fault, { cause })
  })
  const quota = openQuota({ url, timeoutMs: config.auditTimeoutMs })
  const logFiles = openLogReader({ url, timeoutMs: config.auditTimeoutMs })
  const policies = followPolicies({ url: policyUrl, credential, log: (line) => log.warn(line) })
  const catalogue = createCatalogueRecorder({
    url: policyUrl,
    credential,
    log: (line) => log.warn(line),
  })
  const supergraphs = await openSupergraphs({ config, credential, policies, catalogue, log })
  const gateway = await startGateway({
    config,
    serving: supergraphs.serving,
    guard: {
      trust: createTrust({ issuer, audience: config.audience, keys: issuerKeys(jwks) }),
      policies: () => policies.current(),
      audit,
      quota,
      throttle: createThrottle(config),
    },
    credential,
    cursorKey,
    pseudonymKey,
    graphiql: {},
    logFiles,
    log,
  })
  log.info({ url: gateway.url }, 'DAGR listens')

  async function stop(): Promise<void> {
    await gateway.stop()
    await supergraphs.close()
    await catalogue.close()
    await policies.close()
    await audit.close()
    await quota.close()
    await logFiles.close()
  }
  onStopSignal(() => void stop())
}

interface SupergraphsOptions {
  readonly config: Config
  readonly credential: string
  readonly policies: PolicyFeed
  readonly catalogue: CatalogueRecorder
  readonly log: Logger
}

interface Supergraphs {
  readonly serving: () => Serving | null
  readonly close: () => Promise<void>
}

/** The supergraph that SUPERGRAPH holds, or else the one that the subgraphs of SUBGRAPHS make together. */
async function openSupergraphs({
  config,
  credential,
  policies,
  catalogue,
  log,
}: SupergraphsOptions): Promise<Supergraphs> {
  if (config.supergraph !== undefined) {
    const supergraph = await readSupergraph(config.supergraph, compositionRules)
    const fixed = createServing(supergraph)
    catalogue.record(supergraph)
    return { serving: () => fixed, close: async () => supergraph.planner.close() }
  }
  if (config.subgraphs.size === 0) required(config, 'supergraph')
  const servings = createServings()
  const followed = followSubgraphs({
    subgraphs: [...config.subgraphs].map(([name, url]) => ({ name, url })),
    credential,
    onSupergraph: (supergraph) => {
      servings.use(supergraph)
      catalogue.record(supergraph)
    },
    losses: grantsLost(() => policies.current()),
    onProblem: (message) => log.error(message),
  })
  return {
    serving: () => servings.current(),
    async close() {
      await followed.close()
      servings.close()
    },
  }
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
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
