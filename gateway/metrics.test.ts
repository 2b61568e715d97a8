import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('counts what an operator is to see, with codes and names of subgraphs for labels and nothing else', async () => {
  const metrics = createMetrics()
  let epoch: number | null = null
  metrics.requestsInFlight(() => 3)
  metrics.policyEpoch(() => epoch)
  metrics.recorded(() => ({ node: 'a', operations: 5, records: 8 }))
  metrics.requestAnswered(null, 12)
  metrics.requestAnswered('POLICY_STALE', 1)
  metrics.fetched({ population: 2, cadastre: 1 })
  metrics.fetched({ population: 1 })
  metrics.dropped(4)
  metrics.missed(2)
  const { text } = await metrics.render()
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket'))
  expect(samples).toEqual([
    'dagr_requests_total{outcome="RELEASED"} 1',
    'dagr_requests_total{outcome="POLICY_STALE"} 1',
    'dagr_request_duration_seconds_sum 0.013000000000000001',
    'dagr_request_duration_seconds_count 2',
    'dagr_subgraph_fetches_total{subgraph="population"} 3',
    'dagr_subgraph_fetches_total{subgraph="cadastre"} 1',
    'dagr_dropped_values_total 4',
    'dagr_missed_lookups_total 2',
    'dagr_requests_in_flight 3',
    'dagr_policy_epoch -1',
    'dagr_audit_operations_total{node="a"} 5',
    'dagr_audit_access_records_total{node="a"} 8',
  ])
  epoch = 7
  expect((await metrics.render()).text).toContain('dagr_policy_epoch 7')
})
