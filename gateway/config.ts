import type { WitnessAddress } from '#audit/witness/witness-address.ts'
import { limitTable, noLimits, type Limits } from './operation/limits.ts'
import {
  Expected,
  addressList,
  fileList,
  hexKey,
  hexKeys,
  httpUrl,
  logOrigin,
  namedUrls,
  nonEmpty,
  oneOf,
  optional,
  wholeNumber,
  witnessList,
} from './setting-values.ts'

/** A setting that cannot be used as it stands; its message is one line for the person who starts the gateway. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

interface Setting<T> {
  readonly env: string
  readonly read: (text: string) => T
  readonly default: T
  readonly meaning: string
  /** A secret's value is never repeated in a message. */
  readonly secret?: true
}

/** Every environment variable that the gateway reads, but for the limits (`LIMIT_…`, see `limitTable`). */
export const settings = {
  mode: setting(
    'GATEWAY_MODE',
    oneOf('normal', 'open'),
    'normal',
    'open: no token, permissions, audit or limits; for conformance suites and benchmarks',
  ),
  production: setting('NODE_ENV', (text) => text === 'production', false, 'production: open mode is refused'),
  host: setting('HOST', nonEmpty, '127.0.0.1', 'address to listen on'),
  port: setting('PORT', wholeNumber(0, 65_535), 4000, 'port to listen on; 0 takes any free one'),
  logLevel: setting(
    'LOG_LEVEL',
    optional(oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent')),
    undefined,
    'least severe line that is logged; otherwise info, which has a line per request, and warn in open mode',
  ),
  trustProxy: setting(
    'TRUST_PROXY',
    addressList,
    [] as readonly string[],
    'addresses or networks of proxies whose X-Forwarded-For is believed, comma-separated',
  ),
  supergraph: setting(
    'SUPERGRAPH',
    optional(nonEmpty),
    undefined,
    'file or URL of a supergraph SDL; normal mode composes SUBGRAPHS instead where it is left out',
  ),
  subgraphs: setting(
    'SUBGRAPHS',
    namedUrls,
    new Map<string, string>() as ReadonlyMap<string, string>,
    'subgraphs to compose in normal mode, the policy subgraph among them: name=URL, comma-separated',
  ),
  policyUrl: setting('POLICY_URL', optional(httpUrl), undefined, 'GraphQL address of the policy subgraph'),
  subgraphCredential: secret(
    'SUBGRAPH_CREDENTIAL',
    optional(nonEmpty),
    undefined,
    'bearer token that subgraphs ask of the gateway',
  ),
  subgraphTimeoutMs: setting(
    'SUBGRAPH_TIMEOUT_MS',
    wholeNumber(1, 600_000),
    3000,
    'longest wait for one answer of a subgraph',
  ),
  registryMaxInFlight: setting(
    'REGISTRY_MAX_IN_FLIGHT',
    wholeNumber(1, 10_000),
    64,
    'requests of a node under way at one subgraph; fewer, where it does not bear so many',
  ),
  issuer: setting('TOKEN_ISSUER', optional(nonEmpty), undefined, 'expected `iss` of tokens'),
  audience: setting('TOKEN_AUDIENCE', nonEmpty, 'dagr', 'expected `aud` of tokens'),
  jwks: setting(
    'TOKEN_JWKS',
    optional(nonEmpty),
    undefined,
    "URL or file of the issuer's public keys (JWKS)",
  ),
  auditDatabaseUrl: secret('AUDIT_DATABASE_URL', optional(nonEmpty), undefined, 'PostgreSQL of the audit'),
  auditTimeoutMs: setting(
    'AUDIT_TIMEOUT_MS',
    wholeNumber(1, 600_000),
    2000,
    'longest wait for the audit; then the answer is AUDIT_UNAVAILABLE',
  ),
  auditSubjectKey: secret(
    'AUDIT_SUBJECT_KEY',
    optional(hexKey),
    undefined,
    "key of the audit's subject hashes: 64 hexadecimal digits",
  ),
  auditMasterKeys: secret(
    'AUDIT_MASTER_KEY',
    optional(hexKeys),
    undefined,
    "key of the keys of the audit's contents: 64 hexadecimal digits; with former ones after it, comma-separated",
  ),
  auditLogOrigin: setting(
    'AUDIT_LOG_ORIGIN',
    logOrigin,
    'dagr.gov.lv/log',
    'name of the audit log in its checkpoints, for ever; read by `npm start` and `npm run seal`',
  ),
  auditSigningKeys: setting(
    'AUDIT_SIGNING_KEYS',
    fileList,
    [] as readonly string[],
    'files of the Ed25519 keys (PEM) that sign checkpoints, comma-separated, the current one first; read by `npm start` and `npm run seal`',
  ),
  auditWitnesses: setting(
    'AUDIT_WITNESSES',
    witnessList,
    [] as readonly WitnessAddress[],
    'witnesses of the audit log, verifier key@URL each, comma-separated; read by `npm start` and `npm run seal`',
  ),
  cursorKey: secret(
    'CURSOR_KEY',
    optional(hexKey),
    undefined,
    'key that seals cursors: 64 hexadecimal digits',
  ),
  pseudonymKey: secret(
    'PSEUDONYM_KEY',
    optional(hexKey),
    undefined,
    'key of the pseudonyms that values are replaced by: 64 hexadecimal digits',
  ),
  webhookPrivateAddresses: setting(
    'WEBHOOK_PRIVATE_ADDRESSES',
    oneOf('refuse', 'allow'),
    'refuse',
    "allow: consumers' webhooks may lead to private addresses, and by http to this machine; read by `npm start` only",
  ),
  deadlineMs: setting(
    'DEADLINE_MS',
    wholeNumber(1, 600_000),
    300,
    'time for a request that says none in DAGR-Deadline-Ms; what a registry has not said by then is missing',
  ),
  maxDeadlineMs: setting(
    'MAX_DEADLINE_MS',
    wholeNumber(1, 600_000),
    10_000,
    'longest time that a request can have; in open mode, the time for one that says none',
  ),
  hotEntitiesMb: setting(
    'HOT_ENTITIES_MB',
    wholeNumber(0, 65_536),
    256,
    'memory of each process for entities of registries that let the gateway keep them, in MB; 0: none are kept',
  ),
  hotSetFile: setting(
    'HOT_SET_FILE',
    optional(nonEmpty),
    undefined,
    'file in which it is remembered, sealed, what was hot, to be fetched after a restart; none: it is not; `npm start` has one in the data folder',
  ),
  maxInFlight: setting(
    'MAX_IN_FLIGHT',
    wholeNumber(1, 1_000_000),
    500,
    'requests answered at once; more are told OVERLOADED (open mode: no limit)',
  ),
  maxEventLoopDelayMs: setting(
    'MAX_EVENT_LOOP_DELAY_MS',
    wholeNumber(10, 60_000),
    200,
    'where the event loop stays later than this, fewer requests are let in (open mode: no limit)',
  ),
  requestsPerSecond: setting(
    'REQUESTS_PER_SECOND',
    wholeNumber(1, 1_000_000),
    1000,
    'requests under one permission that a node answers in a second; more are told OVERLOADED',
  ),
  missesPerMinute: setting(
    'MISSES_PER_MINUTE',
    wholeNumber(1, 1_000_000),
    600,
    'personal codes of nobody that an application may look up in a minute; then look-ups are told LOOKUPS_LIMITED',
  ),
  workers: setting(
    'WORKERS',
    wholeNumber(1, 64),
    1,
    'processes that the gateway runs in, all on one address; `--workers` on the command line overrides it',
  ),
  bodyLimitBytes: setting('BODY_LIMIT_BYTES', wholeNumber(1, 2 ** 30), 2 ** 20, 'largest request body'),
  shutdownMs: setting(
    'SHUTDOWN_MS',
    wholeNumber(0, 600_000),
    10_000,
    'how long a stop waits for requests in flight',
  ),
} as const satisfies Record<string, Setting<unknown>>

type Settings = { readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['read']> }

export interface Config extends Settings {
  readonly limits: Limits
}

/** Reads the whole configuration. An empty variable counts as absent. Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const config: Record<string, unknown> = {}
  for (const [name, entry] of Object.entries(settings)) config[name] = readSetting<unknown>(entry, env)
  const limits: Record<string, number> = {}
  for (const [name, entry] of Object.entries(limitTable)) {
    const limit = setting(entry.env, wholeNumber(1, Number.MAX_SAFE_INTEGER), entry.default, entry.meaning)
    limits[name] = readSetting(limit, env)
  }
  // Every setting was read under its own name by its own parser, which a loop cannot show to the compiler.
  const read = { ...config, limits } as unknown as Config
  if (read.mode === 'open' && read.production) {
    throw new ConfigError(
      'GATEWAY_MODE=open serves data without permissions: refused with NODE_ENV=production',
    )
  }
  const isOpen = read.mode === 'open'
  return isOpen ? { ...read, limits: noLimits, deadlineMs: read.maxDeadlineMs } : read
}

function readSetting<T>(entry: Setting<T>, env: Readonly<Record<string, string | undefined>>): T {
  const text = env[entry.env]?.trim()
  if (text === undefined || text === '') return entry.default
  try {
    return entry.read(text)
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    const found = entry.secret ? 'another value is set' : `it is ${JSON.stringify(text)}`
    throw new ConfigError(`${entry.env} must be ${error.message}, but ${found}`, { cause: error })
  }
}

function setting<T>(env: string, read: (text: string) => T, value: NoInfer<T>, meaning: string): Setting<T> {
  return { env, read, default: value, meaning }
}

function secret<T>(env: string, read: (text: string) => T, value: NoInfer<T>, meaning: string): Setting<T> {
  return { env, read, default: value, meaning, secret: true }
}
