import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { registryMetrics } from './registry-metrics.ts'

test('tells how registries are asked, what memory holds, what feeds are worth, and how full the process is', async () => {
  const registry = new Registry()
  const metrics = registryMetrics(registry)
  metrics.registryAnswered('population', 'answered', 4)
  metrics.registryAnswered('population', 'answered', 5)
  metrics.registryAnswered('population', 'late', 270)
  metrics.servedUnvouched('STALE', 3)
  const refused = { open: 7, full: 0, 'queued too long': 1 }
  const counts = { inFlight: 3, queued: 1, limit: 32, hedges: 2, refused }
  metrics.registries({
    guards: () => [{ registry: 'population', state: 'open', ...counts }],
    memory: () => ({
      entities: 10,
      bytes: 4_000,
      lookups: 5,
      aliases: 1,
      absences: 1,
      hits: 100,
      misses: 20,
      evictions: 2,
      dropped: 4,
    }),
    served: () => [
      { registry: 'a', served: 'live', guard: 'live', feed: 'vouching', feedAgeMs: 0 },
      { registry: 'b', served: 'memory', guard: 'open', feed: 'silent', feedAgeMs: 1_500 },
      { registry: 'c', served: 'live', guard: 'live', feed: 'none', feedAgeMs: null },
    ],
    eventLoopDelayMs: () => 12,
    requestLimit: () => 500,
  })
  const lines = (await registry.metrics()).split('\n')
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket'))
  expect(samples).toEqual([
    'dagr_registry_request_duration_seconds_sum{registry="population",outcome="answered"} 0.009000000000000001',
    'dagr_registry_request_duration_seconds_count{registry="population",outcome="answered"} 2',
    'dagr_registry_request_duration_seconds_sum{registry="population",outcome="late"} 0.27',
    'dagr_registry_request_duration_seconds_count{registry="population",outcome="late"} 1',
    'dagr_unvouched_records_total{freshness="STALE"} 3',
    'dagr_registry_state{registry="population"} 2',
    'dagr_registry_in_flight{registry="population"} 3',
    'dagr_registry_queued{registry="population"} 1',
    'dagr_registry_limit{registry="population"} 32',
    'dagr_registry_hedges_total{registry="population"} 2',
    'dagr_registry_refused_total{registry="population",reason="open"} 7',
    'dagr_registry_refused_total{registry="population",reason="full"} 0',
    'dagr_registry_refused_total{registry="population",reason="queued too long"} 1',
    'dagr_memory_entities 10',
    'dagr_memory_bytes 4000',
    'dagr_memory_lookups 5',
    'dagr_memory_hits_total 100',
    'dagr_memory_misses_total 20',
    'dagr_memory_evictions_total 2',
    'dagr_memory_dropped_total 4',
    'dagr_registry_feed_vouching{registry="a"} 1',
    'dagr_registry_feed_vouching{registry="b"} 0',
    'dagr_registry_feed_age_seconds{registry="a"} 0',
    'dagr_registry_feed_age_seconds{registry="b"} 1.5',
    'dagr_event_loop_delay_seconds 0.012',
    'dagr_requests_in_flight_limit 500',
  ])
  // Counts are read anew each time, and not added up.
  expect((await registry.metrics()).split('\n')).toEqual(lines)
})
