import { expect, test } from 'vitest'
import { Fullness, measureFullness } from './fullness.ts'
import type { Look } from './fullness.ts'

const options = { mostInFlight: 500, mostDelayMs: 200, mostWaitMs: 200 }
const quiet: Look = { passedMs: 500, delayMs: 1, busy: 0.3, answered: 1_000 }

function after(...looks: readonly Partial<Look>[]): number {
  const fullness = new Fullness(options)
  for (const look of looks) fullness.look({ ...quiet, ...look })
  return fullness.limit
}

const late = { delayMs: 300, busy: 0.9 }

test('one pause changes nothing, whether it is a long one or not', () => {
  expect(after({}, { passedMs: 2_000, delayMs: 900, answered: 10 }, {})).toBe(500)
  expect(after(late, {}, late, {}, late)).toBe(500)
})

test('an event loop that stays late lets in fewer and fewer, never nobody, and more again when it is not', () => {
  expect(after(late, late)).toBe(250)
  expect(after(late, late, late)).toBe(125)
  expect(after(...Array(20).fill(late))).toBe(16)
  expect(after(...Array(20).fill(late), {})).toBe(24)
  expect(after(...Array(20).fill(late), ...Array(12).fill({}))).toBe(500)
})

test('a busy process lets in what it gets done in time', () => {
  expect(after({ busy: 0.99, answered: 10_000 })).toBe(500)
  expect(after(...Array(20).fill({ busy: 0.99, answered: 500 }))).toBe(200)
  expect(after(...Array(20).fill({ busy: 0.99, answered: 0 }))).toBe(16)
  expect(after({ busy: 0.99, answered: 500 }, {})).toBe(500)
})

test('a pause hardly moves what a busy process lets in', () => {
  const steady = Array(20).fill({ busy: 0.99, answered: 900 })
  expect(after(...steady)).toBe(360)
  expect(after(...steady, { busy: 1, passedMs: 900, answered: 900 })).toBeGreaterThan(300)
})

test('a limit under the least number stays as it is', () => {
  const fullness = new Fullness({ ...options, mostInFlight: 1 })
  for (let look = 0; look < 5; look++) fullness.look({ ...quiet, ...late, answered: 0, busy: 1 })
  expect(fullness.limit).toBe(1)
})

test('a process with nothing to do is not full', async () => {
  const fullness = measureFullness(options)
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(fullness.limit()).toBeGreaterThanOrEqual(16)
  expect(fullness.delayMs()).toBeGreaterThanOrEqual(0)
  fullness.close()
})
