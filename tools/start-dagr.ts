import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import type { Logger } from 'pino'
import { masterKeys } from '#audit/keys/master-key.ts'
import { openAuditLog } from '#audit/log.ts'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import { openQuota } from '#audit/quota.ts'
import type { Config } from '#gateway/config.ts'
import type { GraphiqlOptions } from '#gateway/graphiql/serve-graphiql.ts'
import { issuerKeys } from '#gateway/issuer-keys.ts'
import { followSubgraphs } from '#gateway/planner/follow-subgraphs.ts'
import { followPolicies } from '#gateway/policy-feed.ts'
import { createCatalogueRecorder } from '#gateway/record-catalogue.ts'
import { createServings } from '#gateway/servings.ts'
import { createTrust } from '#gateway/stages/identify.ts'
import { createThrottle } from '#gateway/stages/throttle.ts'
import { startGateway } from '#gateway/start-gateway.ts'
import { grantsLost } from '#gateway/vanished-grants.ts'
import { deliverWebhooks } from '#subgraphs/policy/deliver-webhooks.ts'
import type { RunningSubgraph } from '#subgraphs/serve.ts'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import type { DatabaseName } from './databases/names.ts'
import { openIssuer } from './issuer.ts'
import type { Issuer } from './issuer.ts'
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
 * All of DAGR in one process, over databases that are migrated: the demonstration's agreements, all subgraphs, and the
 * gateway. Resolves when queries are answered.
 */
export async function startDagr(options: DagrOptions): Promise<RunningDagr> {
  const { urls, keysFolder, config, log, route = ({ url }) => url } = options
  const started: (() => Promise<unknown>)[] = []
  const stop = async () => {
    // Last started, first stopped: the gateway answers what is in flight while its subgraphs still run.
    for (const end of started.toReversed()) await end()
  }
  try {
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
        log: (entry) => log.warn(entry, 'a subgraph failed'),
      },
    )
    started.push(() => subgraphs.close())
    const webhooks = deliverWebhooks({
      url: urls.policy,
      allowsPrivate: config.webhookPrivateAddresses === 'allow',
      onProblem: (line) => log.warn(line),
    })
    started.push(() => webhooks.close())
    const audit = await openAuditLog({ url: urls.audit, ...auditKeys, timeoutMs: config.auditTimeoutMs })
    started.push(() => audit.close())
    const sealing = await startSealing({ url: urls.audit, keysFolder, config, log })
    started.push(() => sealing.close())
    const quota = openQuota({ url: urls.audit, timeoutMs: config.auditTimeoutMs })
    started.push(() => quota.close())
    const logFiles = openLogReader({ url: urls.audit, timeoutMs: config.auditTimeoutMs })
    started.push(() => logFiles.close())
    const policies = followPolicies({ url: subgraphs.policy.url, credential, log: (line) => log.warn(line) })
    started.push(() => policies.close())
    const catalogue = createCatalogueRecorder({
      url: subgraphs.policy.url,
      credential,
      log: (line) => log.warn(line),
    })
    started.push(() => catalogue.close())
    const servings = createServings()
    started.push(async () => servings.close())
    const supergraphs = followSubgraphs({
      subgraphs: subgraphs.composed.map((subgraph) => ({ name: subgraph.name, url: route(subgraph) })),
      credential,
      onSupergraph: (supergraph) => {
        servings.use(supergraph)
        catalogue.record(supergraph)
      },
      losses: grantsLost(() => policies.current()),
      onProblem: (message) => log.error(message),
    })
    started.push(() => supergraphs.close())
    const trust = createTrust({
      issuer: issuer.issuer,
      audience: issuer.audience,
      keys: issuerKeys(issuer.jwks),
    })
    const gateway = await startGateway({
      config,
      serving: () => servings.current(),
      guard: {
        trust,
        policies: () => policies.current(),
        audit,
        quota,
        throttle: createThrottle(config),
      },
      credential,
      cursorKey,
      pseudonymKey,
      graphiql: options.graphiql ?? {},
      logFiles,
      log,
    })
    started.push(() => gateway.stop())
    await Promise.all([policies.ready, supergraphs.ready])
    return { url: gateway.url, issuer, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function publishDemoAgreements(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    await loadAgreements(pool, demoAgreements, { author: 'demo' })
  } finally {
    await pool.end()
  }
}
