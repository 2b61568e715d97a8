import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import type { Logger } from 'pino'
import { masterKeys } from '#audit/keys/master-key.ts'
import type { Config } from '#gateway/config.ts'
import type { GraphiqlOptions } from '#gateway/graphiql/serve-graphiql.ts'
import { openGateway } from '#gateway/open-gateway.ts'
import { deliverWebhooks } from '#subgraphs/policy/deliver-webhooks.ts'
import type { RunningSubgraph } from '#subgraphs/serve.ts'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import type { DatabaseName } from './databases/names.ts'
import { reportingFeeds } from './feeds/registry-feeds.ts'
import type { RegistryFeeds } from './feeds/registry-feeds.ts'
import { openGatewayWorkers } from './gateway-workers.ts'
import { openIssuer } from './issuer.ts'
import type { Issuer } from './issuer.ts'
import { reportErrors } from './report-errors.ts'
import { readOrCreateSecret } from './secrets.ts'
import { startSealing } from './start-sealing.ts'
import { startSubgraphs } from './start-subgraphs.ts'

export interface DagrOptions {
  readonly urls: Readonly<Record<DatabaseName, string>>
  /** Where keys are kept. */
  readonly keysFolder: string
  readonly config: Config
  readonly log: Logger
  readonly graphiql?: GraphiqlOptions
  /** The registries whose changes can be followed. */
  readonly feeds?: RegistryFeeds
  /** Where the gateway finds a subgraph, if not at its own address: tests put faults on the way. */
  readonly route?: (subgraph: RunningSubgraph) => string
}

export interface RunningDagr {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string
  readonly issuer: Issuer
  /** Answers what is in flight, then ends everything but the databases. */
  stop(): Promise<void>
}

/**
 * All of DAGR in one process, but for gateways where `config.workers` asks for several, over databases that are migrated: the demonstration's agreements, all subgraphs, and the
 * gateway. Resolves when queries are answered.
 */
export async function startDagr(options: DagrOptions): Promise<RunningDagr> {
  const { urls, keysFolder, config, log, route = ({ url }) => url } = options
  // Last started, first stopped: the gateway answers what is in flight while its subgraphs still run.
  await using started = new AsyncDisposableStack()
  await publishDemoAgreements(urls.policy)
  const [issuer, subjectKey, masterKey, consentKey, cursorKey, pseudonymKey] = await Promise.all([
    openIssuer(keysFolder),
    readOrCreateSecret(keysFolder, 'audit-subject', 32),
    readOrCreateSecret(keysFolder, 'audit-master', 32),
    readOrCreateSecret(keysFolder, 'consent-subject', 32),
    readOrCreateSecret(keysFolder, 'cursor', 32),
    readOrCreateSecret(keysFolder, 'pseudonym', 32),
  ])
  const auditKeys = { subjectKey, masterKeys: masterKeys([masterKey]) }
  const credential = randomBytes(32).toString('base64url')
  const subgraphs = await startSubgraphs(
    urls,
    { ...auditKeys, consentKey },
    {
      credential,
      log: reportErrors((entry) => log.warn(entry, 'a subgraph failed')),
    },
    reportingFeeds(options.feeds ?? {}, (line) => log.warn(line)),
  )
  started.defer(() => subgraphs.close())
  const webhooks = deliverWebhooks({
    url: urls.policy,
    allowsPrivate: config.webhookPrivateAddresses === 'allow',
    onProblem: (line) => log.warn(line),
  })
  started.defer(() => webhooks.close())
  const sealing = await startSealing({ url: urls.audit, keysFolder, config, log })
  started.defer(() => sealing.close())
  const opening = {
    config,
    serves: subgraphs.composed.map((subgraph) => ({ name: subgraph.name, url: route(subgraph) })),
    credential,
    policyUrl: subgraphs.policy.url,
    tokens: issuer,
    cursorKey,
    pseudonymKey,
    log,
  }
  const gateway =
    config.workers === 1
      ? await openGateway({
          ...opening,
          audit: { url: urls.audit, ...auditKeys },
          graphiql: options.graphiql ?? {},
        })
      : await openGatewayWorkers({ ...opening, audit: { url: urls.audit, subjectKey, masterKey } })
  started.defer(() => gateway.stop())
  await gateway.ready
  const running = started.move()
  return { url: gateway.url, issuer, stop: () => running.disposeAsync() }
}

async function publishDemoAgreements(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    await loadAgreements(pool, demoAgreements, { author: 'demo' })
  } finally {
    await pool.end()
  }
}
