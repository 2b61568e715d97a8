import { Counter, Gauge, Registry } from 'prom-client'
import type { AuditCounts } from '#audit/log.ts'
import type { ErrorCode } from './errors.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { registryMetrics } from './registry-metrics.ts'
import { metricsOfAll } from './workers/metrics-of-all.ts'

/**
 * What the gateway counts. Labels are error codes, names of subgraphs and the run of the node only: bounded, and never personal data.
 */
export interface Metrics extends ReturnType<typeof registryMetrics> {
  /** One request of `/graphql` answered; `code` is that of a refusal, null where data was sent. */
  requestAnswered(code: ErrorCode | null, durationMs: number): void
  requestsInFlight(count: () => number): void
  /** Fetches that one operation made, per subgraph. */
  fetched(fetches: Readonly<Record<string, number>>): void
  /** An alarm: a subgraph returned values that no granted coordinate covers, and release dropped them. */
  dropped(values: number): void
  /** Personal codes that were looked up and are nobody's. */
  missed(lookups: number): void
  /** The epoch of the policies in force; null while there is none. */
  policyEpoch(epoch: () => number | null): void
  /** What this node has been told is recorded: at least so much must stand in the audit under its run. */
  recorded(counts: () => AuditCounts): void
  /** Blocks of uses that this node has reserved from quotas. */
  quotaBlocks(count: () => number): void
  /** The text that `/metrics` answers. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'dagr_requests_total',
    help: 'GraphQL requests answered, by the error code of the answer (RELEASED where data was sent)',
    labelNames: ['outcome'],
    registers,
  })
  const requestsByOutcome = new Map<string, Counter.Internal>()
  const latency = new LatencyHistogram({
    name: 'dagr_request_duration_seconds',
    help: 'Time from the arrival of a GraphQL request to its answer',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  }).counting({})
  const fetches = new Counter({
    name: 'dagr_subgraph_fetches_total',
    help: 'Fetches from subgraphs',
    labelNames: ['subgraph'],
    registers,
  })
  const droppedValues = new Counter({
    name: 'dagr_dropped_values_total',
    help: 'ALARM: values that a subgraph returned without a granted coordinate, dropped by release',
    registers,
  })
  const missedLookups = new Counter({
    name: 'dagr_missed_lookups_total',
    help: "Personal codes that were looked up and are nobody's: many of them are somebody who tries codes",
    registers,
  })
  // Of several workers: the sum, unless it says otherwise.
  const gauge = (name: string, help: string, read: () => number, aggregator: 'sum' | 'min' = 'sum') =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        aggregator,
        registers: [],
        collect() {
          this.set(read())
        },
      }),
    )
  const total = (name: string, help: string, read: () => { readonly node: string; readonly count: number }) =>
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames: ['node'],
        registers: [],
        collect() {
          const { node, count } = read()
          this.reset()
          this.inc({ node }, count)
        },
      }),
    )
  const textOf = metricsOfAll(registry)
  return {
    ...registryMetrics(registry),
    requestAnswered(code, durationMs) {
      const outcome = code ?? 'RELEASED'
      let counter = requestsByOutcome.get(outcome)
      if (counter === undefined) requestsByOutcome.set(outcome, (counter = requests.labels({ outcome })))
      counter.inc()
      latency.observe(durationMs / 1000)
    },
    requestsInFlight(count) {
      gauge('dagr_requests_in_flight', 'GraphQL requests being answered', count)
    },
    fetched(counts) {
      for (const subgraph in counts) fetches.inc({ subgraph }, counts[subgraph])
    },
    dropped(values) {
      droppedValues.inc(values)
    },
    missed(lookups) {
      missedLookups.inc(lookups)
    },
    policyEpoch(epoch) {
      gauge('dagr_policy_epoch', 'Epoch of the policies in force; -1 while none', () => epoch() ?? -1, 'min')
    },
    recorded(counts) {
      total('dagr_audit_operations_total', 'Operation records that this run was told are durable', () => {
        const { node, operations } = counts()
        return { node, count: operations }
      })
      total('dagr_audit_access_records_total', 'Access records that this run was told are durable', () => {
        const { node, records } = counts()
        return { node, count: records }
      })
    },
    quotaBlocks(count) {
      gauge('dagr_quota_blocks', 'Blocks of uses reserved from quotas since the start', count)
    },
    async render() {
      return { contentType: registry.contentType, text: await textOf() }
    },
  }
}
