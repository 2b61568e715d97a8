import type { Config } from '#gateway/config.ts'
import type { OpenGateway, OpenGatewayOptions } from '#gateway/open-gateway.ts'
import { startWorkers } from '#gateway/workers/start-workers.ts'
import type { SubgraphEndpoint } from '#gateway/planner/supergraph.ts'

/** What workers are told: the master key as it is kept, since they read their settings from the environment. */
export interface GatewayWorkersOptions extends Pick<
  OpenGatewayOptions,
  'credential' | 'policyUrl' | 'tokens' | 'cursorKey' | 'pseudonymKey' | 'log'
> {
  readonly config: Config
  readonly serves: readonly SubgraphEndpoint[]
  readonly audit: { readonly url: string; readonly subjectKey: Buffer; readonly masterKey: Buffer }
}

/** The gateway of `npm start` in processes of its own. */
export async function openGatewayWorkers(options: GatewayWorkersOptions): Promise<OpenGateway> {
  const { config, serves, credential, policyUrl, tokens, audit, cursorKey, pseudonymKey, log } = options
  const env = {
    SUBGRAPHS: serves.map(({ name, url }) => `${name}=${url}`).join(','),
    POLICY_URL: policyUrl,
    SUBGRAPH_CREDENTIAL: credential,
    TOKEN_ISSUER: tokens.issuer,
    TOKEN_AUDIENCE: tokens.audience,
    TOKEN_JWKS: tokens.jwks,
    AUDIT_DATABASE_URL: audit.url,
    AUDIT_SUBJECT_KEY: audit.subjectKey.toString('hex'),
    AUDIT_MASTER_KEY: audit.masterKey.toString('hex'),
    CURSOR_KEY: cursorKey.toString('hex'),
    PSEUDONYM_KEY: pseudonymKey.toString('hex'),
    HOST: config.host,
    PORT: String(config.port),
    LOG_LEVEL: config.logLevel ?? 'warn',
  }
  const stopMs = config.shutdownMs + 5_000
  const { workers: count, hotSetFile } = config
  const workers = await startWorkers({ count, env, hotSetFile, stopMs, log })
  return { ...workers, ready: Promise.resolve() }
}
