import type { FastifyBaseLogger } from 'fastify'
import type { MasterKeys } from '#audit/keys/master-key.ts'
import { openAuditLog } from '#audit/log.ts'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import { openQuota } from '#audit/quota.ts'
import type { Config } from './config.ts'
import type { GraphiqlOptions } from './graphiql/serve-graphiql.ts'
import { issuerKeys } from './issuer-keys.ts'
import { followSubgraphs } from './planner/follow-subgraphs.ts'
import type { Supergraph, SubgraphEndpoint } from './planner/supergraph.ts'
import { followPolicies } from './policy-feed.ts'
import type { PolicyFeed } from './policy-feed.ts'
import { createCatalogueRecorder } from './record-catalogue.ts'
import { createServings } from './servings.ts'
import { createTrust } from './stages/identify.ts'
import { createThrottle } from './stages/throttle.ts'
import { startGateway } from './start-gateway.ts'
import { grantsLost } from './vanished-grants.ts'

/** Everything that a gateway with permissions and audit is told by whoever starts it. */
export interface OpenGatewayOptions {
  readonly config: Config
  /** What it serves: one supergraph, or what these subgraphs make together. */
  readonly serves: Supergraph | readonly SubgraphEndpoint[]
  /** What subgraphs ask of the gateway. */
  readonly credential: string
  /** Of the policy subgraph's GraphQL endpoint. */
  readonly policyUrl: string
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly jwks: string }
  readonly audit: { readonly url: string; readonly subjectKey: Buffer; readonly masterKeys: MasterKeys }
  /** 32 bytes each. */
  readonly cursorKey: Buffer
  readonly pseudonymKey: Buffer
  readonly graphiql: GraphiqlOptions
  /** Nobody is let in before queries can be answered: another process on the same address answers meanwhile. */
  readonly listensWhenReady?: boolean
  readonly log: FastifyBaseLogger
}

export interface OpenGateway {
  /** Such as `http://127.0.0.1:4000`, with the port that was really taken. */
  readonly url: string
  /** Resolves when queries are answered; rejects where the first schemas make no supergraph. */
  readonly ready: Promise<void>
  /** Answers what is in flight, for as long as the configuration says, and ends everything that was opened. */
  stop(): Promise<void>
}

/**
 * Opens the audit, the policies and the supergraph, and a gateway over them.
 * @throws AuditMisconfigured or another error of the audit's database, ConfigError where it cannot listen: nothing stays open.
 */
export async function openGateway(options: OpenGatewayOptions): Promise<OpenGateway> {
  const { config, credential, policyUrl, tokens, log } = options
  // Last opened, first closed: what is in flight is answered while all it needs is there.
  await using opened = new AsyncDisposableStack()
  const audit = await openAuditLog({ ...options.audit, timeoutMs: config.auditTimeoutMs })
  opened.defer(() => audit.close())
  const auditDatabase = { url: options.audit.url, timeoutMs: config.auditTimeoutMs }
  const quota = openQuota(auditDatabase)
  opened.defer(() => quota.close())
  const logFiles = openLogReader(auditDatabase)
  opened.defer(() => logFiles.close())
  const warn = (line: string): void => log.warn(line)
  const policies = followPolicies({ url: policyUrl, credential, log: warn })
  opened.defer(() => policies.close())
  const catalogue = createCatalogueRecorder({ url: policyUrl, credential, log: warn })
  opened.defer(() => catalogue.close())
  const served = serve(options, policies, (supergraph) => catalogue.record(supergraph))
  opened.defer(() => served.close())
  const ready = Promise.all([policies.ready, served.ready]).then(() => undefined)
  // Whoever starts it need not wait for that.
  ready.catch(() => undefined)
  if (options.listensWhenReady === true) await ready
  const gateway = await startGateway({
    config,
    serving: served.servings,
    guard: {
      trust: createTrust({
        issuer: tokens.issuer,
        audience: tokens.audience,
        keys: issuerKeys(tokens.jwks),
      }),
      policies: () => policies.current(),
      audit,
      quota,
      throttle: createThrottle(config),
    },
    credential,
    cursorKey: options.cursorKey,
    pseudonymKey: options.pseudonymKey,
    graphiql: options.graphiql,
    logFiles,
    log,
  })
  opened.defer(() => gateway.stop())
  const running = opened.move()
  return { url: gateway.url, ready, stop: () => running.disposeAsync() }
}

/** Takes the supergraph into use, and every later one that the subgraphs make. */
function serve(
  { serves, credential, log }: OpenGatewayOptions,
  policies: PolicyFeed,
  onUse: (supergraph: Supergraph) => void,
) {
  const servings = createServings()
  const use = (supergraph: Supergraph): void => {
    servings.use(supergraph)
    onUse(supergraph)
  }
  if ('sdl' in serves) {
    use(serves)
    return { servings, ready: Promise.resolve(), close: async () => servings.close() }
  }
  const followed = followSubgraphs({
    subgraphs: serves,
    credential,
    onSupergraph: use,
    losses: grantsLost(() => policies.current()),
    onProblem: (message) => log.error(message),
  })
  return {
    servings,
    ready: followed.ready,
    async close() {
      await followed.close()
      servings.close()
    },
  }
}
