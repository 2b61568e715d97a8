import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

test('tells what a histogram of the library tells, as text and as JSON', async () => {
  const config = { name: 'seconds', help: 'Time', labelNames: ['who'], buckets: [0.1, 0.5, 1] }
  const [known, own] = [new Registry(), new Registry()]
  const reference = new Histogram({ ...config, registers: [known] })
  const histogram = new LatencyHistogram({ ...config, registers: [own] })
  const counts = new Map(['a', 'b'].map((who) => [who, histogram.counting({ who })]))
  const observed: [string, number][] = [
    ['a', 0],
    ['a', 0.1],
    ['a', 0.100_001],
    ['b', 0.5],
    ['b', 1],
    ['b', 1.1],
    ['b', 1_000],
  ]
  for (const [who, seconds] of observed) {
    reference.observe({ who }, seconds)
    counts.get(who)?.observe(seconds)
  }
  expect(await own.metrics()).toBe(await known.metrics())
  // What it does not keep are exemplars.
  expect(await known.getMetricsAsJSON()).toMatchObject(await own.getMetricsAsJSON())
})
