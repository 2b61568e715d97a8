import { expect, test } from 'vitest'
import { Fullness, measureFullness } from './fullness.ts'
import type { Look } from './fullness.ts'

const options = { mostInFlight: 500, mostDelayMs: 200, mostWaitMs: 200 }
const quiet: Look = { passedMs: 500, delayMs: 1, busy: 0.3, answered: 1_000, inFlight: 20 }

function after(...looks: readonly Partial<Look>[]): number {
  const fullness = new Fullness(options)
  for (const look of looks) fullness.look({ ...quiet, ...look })
  return fullness.limit
}

const late: Partial<Look> = { delayMs: 300, busy: 0.9 }

function times(count: number, look: Partial<Look>): Partial<Look>[] {
  return Array.from({ length: count }, () => look)
}

test('one pause changes nothing, whether it is a long one or not', () => {
  expect(after({}, { passedMs: 2_000, delayMs: 900, answered: 10 }, {})).toBe(500)
  expect(after(late, {}, late, {}, late)).toBe(500)
})

test('an event loop that stays late lets in fewer and fewer, never nobody, and more again when it is not', () => {
  expect(after(late, late)).toBe(250)
  expect(after(late, late, late)).toBe(125)
  expect(after(...times(20, late))).toBe(16)
  expect(after(...times(20, late), {})).toBe(24)
  expect(after(...times(20, late), ...times(12, {}))).toBe(500)
})

const crowded: Partial<Look> = { busy: 0.99, answered: 500, inFlight: 480 }

test('a busy process lets in what it gets done in time, once more than that is in flight for a while', () => {
  expect(after(crowded)).toBe(500)
  expect(after(...times(20, crowded))).toBe(200)
  expect(after(...times(20, { ...crowded, answered: 10_000 }))).toBe(500)
  expect(after(...times(20, { ...crowded, answered: 0 }))).toBe(16)
  expect(after(...times(20, crowded), ...times(3, {}))).toBe(500)
})

test('a process that is busy with something else lets in as many as ever', () => {
  expect(after(...times(20, { busy: 1, answered: 1, inFlight: 1 }))).toBe(500)
})

test('a pause hardly moves what a busy process lets in', () => {
  const steady = times(20, { ...crowded, answered: 900 })
  expect(after(...steady)).toBe(360)
  expect(after(...steady, { ...crowded, passedMs: 900, answered: 900 })).toBeGreaterThan(300)
})

test('a limit under the least number stays as it is', () => {
  const fullness = new Fullness({ ...options, mostInFlight: 1 })
  for (let look = 0; look < 5; look++) fullness.look({ ...quiet, ...late, answered: 0, inFlight: 1, busy: 1 })
  expect(fullness.limit).toBe(1)
})

test('a process with nothing to do is not full', async () => {
  const fullness = measureFullness(options)
  fullness.entered()
  fullness.answered()
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(fullness.limit()).toBeGreaterThanOrEqual(16)
  expect(fullness.delayMs()).toBeGreaterThanOrEqual(0)
  fullness.close()
})
