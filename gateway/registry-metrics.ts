import { Counter, Gauge } from 'prom-client'
import type { Registry } from 'prom-client'
import type { EntityCounts } from './entities/entity-store.ts'
import type { RegistryCounts } from './executor/guards/guard-registries.ts'
import type { RequestOutcome } from './executor/guards/outcome.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import type { LatencyCounts } from './latency-histogram.ts'
import type { ServedRegistry } from './registries-served.ts'

/** Where the state of registries, memory and this process is read when metrics are asked for. */
export interface RegistrySources {
  readonly guards: () => readonly RegistryCounts[]
  /** null: nothing is kept. */
  readonly memory: () => EntityCounts | null
  readonly served: () => readonly ServedRegistry[]
  /** How late the event loop was lately, in milliseconds. */
  readonly eventLoopDelayMs: () => number
  /** Requests that may be in flight; null: no limit. */
  readonly requestLimit: () => number | null
}

const states = { live: 0, limited: 1, open: 2 } as const

/** Of several workers the worst is told, unless a sum makes sense. */
type Aggregator = 'sum' | 'max' | 'min'

/** @returns what is to be called for each request to a registry. */
export function registryMetrics(registry: Registry) {
  const latency = new LatencyHistogram({
    name: 'dagr_registry_request_duration_seconds',
    help: 'Time of a request to a registry, by what became of it (answered, failed, late, given up, refused)',
    labelNames: ['registry', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  const unvouched = new Counter({
    name: 'dagr_unvouched_records_total',
    help: 'Access records of what was served and nobody vouched for at that moment, by its state',
    labelNames: ['freshness'],
    registers: [registry],
  })
  const byRegistry = new Map<string, Map<RequestOutcome, LatencyCounts>>()
  return {
    registryAnswered(name: string, outcome: RequestOutcome, ms: number): void {
      let byOutcome = byRegistry.get(name)
      if (byOutcome === undefined) byRegistry.set(name, (byOutcome = new Map()))
      let counts = byOutcome.get(outcome)
      if (counts === undefined)
        byOutcome.set(outcome, (counts = latency.counting({ registry: name, outcome })))
      counts.observe(ms / 1000)
    },
    servedUnvouched(freshness: 'UNVERIFIED' | 'STALE', records: number): void {
      unvouched.inc({ freshness }, records)
    },
    registries(sources: RegistrySources): void {
      guardGauges(registry, sources)
      memoryGauges(registry, sources)
      feedGauges(registry, sources)
      gauge(
        registry,
        'dagr_event_loop_delay_seconds',
        'How late the event loop was lately (median)',
        'max',
        () => [{ value: sources.eventLoopDelayMs() / 1000 }],
      )
      gauge(
        registry,
        'dagr_requests_in_flight_limit',
        'GraphQL requests that may be in flight',
        'sum',
        () => {
          const limit = sources.requestLimit()
          return limit === null ? [] : [{ value: limit }]
        },
      )
    },
  }
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  aggregator: Aggregator,
  read: () => readonly Sample[],
  labelNames: readonly string[] = [],
): void {
  registry.registerMetric(
    new Gauge({
      name,
      help,
      aggregator,
      labelNames,
      registers: [],
      collect() {
        this.reset()
        for (const { labels = {}, value } of read()) this.set(labels, value)
      },
    }),
  )
}

function total(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly Sample[],
  labels: readonly string[],
) {
  registry.registerMetric(
    new Counter({
      name,
      help,
      labelNames: labels,
      registers: [],
      collect() {
        this.reset()
        for (const sample of read()) this.inc(sample.labels ?? {}, sample.value)
      },
    }),
  )
}

function guardGauges(registry: Registry, { guards }: RegistrySources): void {
  const each = (value: (counts: RegistryCounts) => number) => () =>
    guards().map((counts) => ({ labels: { registry: counts.registry }, value: value(counts) }))
  const labels = ['registry']
  gauge(
    registry,
    'dagr_registry_state',
    'Whether a registry is asked: 0 it is, 1 some requests are refused, 2 all are',
    'max',
    each(({ state }) => states[state]),
    labels,
  )
  gauge(
    registry,
    'dagr_registry_in_flight',
    'Requests under way at a registry',
    'sum',
    each((counts) => counts.inFlight),
    labels,
  )
  gauge(
    registry,
    'dagr_registry_queued',
    'Requests that wait for their turn',
    'sum',
    each((counts) => counts.queued),
    labels,
  )
  gauge(
    registry,
    'dagr_registry_limit',
    'Requests that a registry bears at once, as far as is known',
    'sum',
    each((counts) => counts.limit),
    labels,
  )
  total(
    registry,
    'dagr_registry_hedges_total',
    'Reads by key that were sent a second time',
    each((counts) => counts.hedges),
    labels,
  )
  total(
    registry,
    'dagr_registry_refused_total',
    'Requests that a registry was spared, by the reason',
    () =>
      guards().flatMap(({ registry: name, refused }) =>
        Object.entries(refused).map(([reason, value]) => ({ labels: { registry: name, reason }, value })),
      ),
    ['registry', 'reason'],
  )
}

function memoryGauges(registry: Registry, { memory }: RegistrySources): void {
  const one = (read: (counts: EntityCounts) => number) => () => {
    const counts = memory()
    return counts === null ? [] : [{ value: read(counts) }]
  }
  gauge(
    registry,
    'dagr_memory_entities',
    'Entities in memory',
    'sum',
    one((counts) => counts.entities),
  )
  gauge(
    registry,
    'dagr_memory_bytes',
    'Bytes that entities in memory take, by estimate',
    'sum',
    one((counts) => counts.bytes),
  )
  gauge(
    registry,
    'dagr_memory_lookups',
    'Look-ups in memory',
    'sum',
    one((counts) => counts.lookups),
  )
  total(
    registry,
    'dagr_memory_hits_total',
    'Fetches and entities that memory answered',
    one((counts) => counts.hits),
    [],
  )
  total(
    registry,
    'dagr_memory_misses_total',
    'Fetches and entities that it did not',
    one((counts) => counts.misses),
    [],
  )
  total(
    registry,
    'dagr_memory_evictions_total',
    'Entities given up for others',
    one((counts) => counts.evictions),
    [],
  )
  total(
    registry,
    'dagr_memory_dropped_total',
    'Entities dropped because they changed',
    one((counts) => counts.dropped),
    [],
  )
}

function feedGauges(registry: Registry, { served }: RegistrySources): void {
  const feeds = () => served().filter(({ feed }) => feed === 'vouching' || feed === 'silent')
  gauge(
    registry,
    'dagr_registry_feed_vouching',
    'Whether the feed of a registry vouches for what is in memory: 1 or 0',
    'min',
    () =>
      feeds().map(({ registry: name, feed }) => ({
        labels: { registry: name },
        value: feed === 'vouching' ? 1 : 0,
      })),
    ['registry'],
  )
  gauge(
    registry,
    'dagr_registry_feed_age_seconds',
    'How long ago everything that changed was last known to have been told; absent where it never was',
    'max',
    () =>
      feeds().flatMap(({ registry: name, feedAgeMs }) =>
        feedAgeMs === null ? [] : [{ labels: { registry: name }, value: feedAgeMs / 1000 }],
      ),
    ['registry'],
  )
}
