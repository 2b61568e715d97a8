import { expect, test } from 'vitest'
import { medianOf } from './scenario.ts'
import { scenarios } from './scenarios.ts'

test('names are told apart', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
})

/** Each takes ten seconds and more even in its smallest size: `BENCH_SCENARIOS=all` runs them too. */
const long: ReadonlySet<string> = new Set(['growth', 'mixed', 'outage', 'revocation'])

test.for(scenarios)('$name runs', async (scenario, { skip }) => {
  skip(long.has(scenario.name) && process.env['BENCH_SCENARIOS'] !== 'all', 'BENCH_SCENARIOS=all runs it')
  const measurements = await scenario.run('tiny', () => undefined)
  expect(measurements.length).toBeGreaterThan(0)
  for (const { rounds } of measurements) {
    expect(rounds.length).toBeGreaterThan(0)
    // What one thing adds to another may be less than nothing, where so little is measured.
    expect(rounds.every(Number.isFinite)).toBe(true)
  }
})

test('a median is the middle, or between the two in the middle', () => {
  expect(medianOf([3, 1, 2])).toBe(2)
  expect(medianOf([4, 1, 3, 2])).toBe(2.5)
})
