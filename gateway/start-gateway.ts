import type { FastifyBaseLogger } from 'fastify'
import type { LogReader } from '#audit/proofs/log-reader.ts'
import type { Config } from './config.ts'
import { currentPermissions } from './current-permissions.ts'
import { findUsage } from './data-tracker/find-usage.ts'
import { guardRegistries } from './executor/guards/guard-registries.ts'
import { createSubgraphClient } from './executor/subgraph-client.ts'
import type { SubgraphClient } from './executor/subgraph-client.ts'
import type { GraphiqlOptions } from './graphiql/serve-graphiql.ts'
import { openHotEntities } from './hot-entities.ts'
import type { HotEntities } from './hot-entities.ts'
import { measureFullness } from './http/fullness.ts'
import type { FullnessOptions } from './http/fullness.ts'
import { listenFault } from './listen-fault.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { cursorSeal } from './operation/cursors.ts'
import { answer, type Guard } from './pipeline.ts'
import { registriesServed } from './registries-served.ts'
import type { ServedRegistry } from './registries-served.ts'
import { startServer } from './server.ts'
import type { ServingInUse } from './servings.ts'
import type { Refused } from './stages/refuse.ts'
import type { Released } from './stages/release.ts'
import { missesOf } from './stages/throttle.ts'

export interface GatewayOptions {
  readonly config: Config
  readonly serving: ServingInUse
  /** null is open mode. */
  readonly guard: Guard | null
  /** What subgraphs ask of the gateway; open mode has none. */
  readonly credential?: string | undefined
  /** Seals cursors; nodes that answer for each other share it. 32 bytes. */
  readonly cursorKey: Buffer
  /** Of the pseudonyms that agreements have values replaced by. 32 bytes. */
  readonly pseudonymKey: Buffer
  readonly graphiql: GraphiqlOptions
  /** Without: the audit log's files are not served here. */
  readonly logFiles?: LogReader
  readonly log: FastifyBaseLogger
}

export interface RunningGateway {
  readonly url: string
  /** Answers what is in flight, for as long as the configuration says, and ends the connections to subgraphs. */
  stop(): Promise<void>
}

/** What guards send themselves does not wait behind what they look after. */
const connectionsForTrials = 2

/** Puts the pipeline behind the HTTP server. @throws ConfigError where the address cannot be listened on. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, guard, log, credential, graphiql } = options
  const metrics = createMetrics()
  metrics.policyEpoch(() => guard?.policies()?.epoch ?? null)
  metrics.quotaBlocks(() => guard?.quota.blocks() ?? 0)
  if (guard) metrics.recorded(() => guard.audit.counts())
  const asking = createSubgraphClient({
    deadlineMs: config.subgraphTimeoutMs,
    connections: config.registryMaxInFlight + connectionsForTrials,
    ...(credential !== undefined && { credential }),
  })
  const client = guardRegistries(asking, {
    mostInFlight: config.registryMaxInFlight,
    deadlineMs: config.deadlineMs,
    observe: (registry, outcome, ms) => metrics.registryAnswered(registry, outcome, ms),
  })
  const hot = openHot(options, client)
  const gateway = {
    serving: () => options.serving.current(),
    client,
    seal: cursorSeal(options.cursorKey),
    pseudonymKey: options.pseudonymKey,
    limits: config.limits,
    times: config,
    entities: hot?.store ?? null,
    guard,
    observe: (outcome: Released | Refused) => observe(outcome, metrics, log),
  }
  const fullness = guard && measureFullness(fullnessOf(config))
  const served = (): readonly ServedRegistry[] =>
    registriesServed({
      registries: [...(options.serving.current()?.supergraph.subgraphs.keys() ?? [])],
      trusts: hot?.trusts() ?? [],
      stateOf: (registry) => client.stateOf(registry),
      now: performance.now(),
    })
  metrics.registries({
    guards: () => client.counts(),
    memory: () => hot?.store.counts() ?? null,
    served,
    eventLoopDelayMs: () => fullness?.delayMs() ?? 0,
    requestLimit: () => fullness?.limit() ?? null,
  })
  const server = await startServer({
    answer: (request) => answer(request, gateway),
    notReady: () => {
      if (!options.serving.current()) return 'no supergraph yet'
      return guard && !guard.policies() ? 'no current policies' : null
    },
    registries: () => {
      client.look(options.serving.current()?.supergraph.subgraphs.values() ?? [])
      return served()
    },
    metrics,
    log,
    fullness,
    host: config.host,
    port: config.port,
    bodyLimitBytes: config.bodyLimitBytes,
    trustProxy: config.trustProxy,
    maxInFlight: guard ? config.maxInFlight : Number.POSITIVE_INFINITY,
    graphiql,
    ...(options.logFiles && { logFiles: options.logFiles }),
    ...(guard && {
      permissions: (request) =>
        currentPermissions(request, { serving: () => options.serving.current(), guard }),
      usages: (request) =>
        findUsage(request, { answer: (asked) => answer(asked, gateway), trust: guard.trust }),
    }),
  }).catch(async (error: unknown) => {
    fullness?.close()
    await hot?.close()
    await client.close()
    throw listenFault(config, error)
  })
  return {
    url: server.url,
    async stop() {
      await server.stop(config.shutdownMs)
      fullness?.close()
      await hot?.close()
      await client.close()
    },
  }
}

/** So much of a request's usual time may go by in waiting for the processor. */
const waitShare = 2 / 3

function fullnessOf({ maxInFlight, maxEventLoopDelayMs, deadlineMs }: Config): FullnessOptions {
  return { mostInFlight: maxInFlight, mostDelayMs: maxEventLoopDelayMs, mostWaitMs: waitShare * deadlineMs }
}

/** null where nothing is to be kept. */
function openHot(
  { config, credential, cursorKey, log, serving }: GatewayOptions,
  client: SubgraphClient,
): HotEntities | null {
  if (config.hotEntitiesMb === 0) return null
  const { hotSetFile: path } = config
  return openHotEntities({
    maxBytes: config.hotEntitiesMb * 2 ** 20,
    hotSetFile: path === undefined ? null : { path, secret: cursorKey },
    serving,
    client,
    credential,
    log: (line) => log.warn(line),
  })
}

/** What a fault was and where, without its message: that may hold a value. */
function placeOf(fault: unknown): { readonly fault: string; readonly at: readonly string[] } {
  if (!(fault instanceof Error)) return { fault: typeof fault, at: [] }
  const frames = fault.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  return { fault: fault.name, at: frames.slice(0, 8).map((line) => line.trim()) }
}

function observe(outcome: Released | Refused, metrics: Metrics, log: FastifyBaseLogger): void {
  if (outcome.kind === 'refused') {
    if (outcome.fault !== null) log.error(placeOf(outcome.fault), 'a request failed')
    return
  }
  metrics.fetched(outcome.fetches)
  metrics.missed(missesOf(outcome))
  for (const state of ['UNVERIFIED', 'STALE'] as const) {
    const records = outcome.records.filter(({ freshness }) => freshness === state).length
    if (records > 0) metrics.servedUnvouched(state, records)
  }
  if (outcome.dropped === 0) return
  metrics.dropped(outcome.dropped)
  log.error(
    { dropped: outcome.dropped },
    'ALARM: a subgraph returned values that no granted coordinate covers',
  )
}
