import { expect, test } from 'vitest'
import { deadlineOf } from './deadline.ts'

const times = { deadlineMs: 300, maxDeadlineMs: 10_000 }
const receivedAt = 1_000

test.each([
  [undefined, 1_270],
  ['', 1_270],
  ['100', 1_090],
  [' 2000 ', 2_970],
  ['999999999', 10_970],
])('DAGR-Deadline-Ms %j leaves a part for the answer', (header, fetchUntil) => {
  expect(deadlineOf(header, times, receivedAt).fetchUntil).toBe(fetchUntil)
})

test.each(['0', '-5', '1.5', '1e3', 'soon', '100ms', '1000000000', '100, 200'])(
  'DAGR-Deadline-Ms %j is refused',
  (header) => {
    expect(() => deadlineOf(header, times, receivedAt)).toThrow('DAGR-Deadline-Ms must be a whole number')
  },
)

test('an operation that had to be planned has its time from then on', () => {
  const deadline = deadlineOf(undefined, times, receivedAt)
  expect(deadline.afterPlanning(1_010)).toBe(1_280)
  expect(deadline.afterPlanning(1_500)).toBe(1_770)
})
