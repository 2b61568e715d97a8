import { expect, test } from 'vitest'
import { openReplayWindow } from './postgres-replay-window.ts'

function windowAt(clock: { now: number }) {
  return openReplayWindow({ ms: 60_000, bytes: 1_000n, begun: 5n, now: () => clock.now })
}

test('nothing is forgotten before its time', () => {
  const clock = { now: 0 }
  const window = windowAt(clock)
  expect(window.confirmed()).toBe(5n)
  for (; clock.now < 60_000; clock.now += 200) window.note(10n + BigInt(clock.now / 200))
  expect(window.confirmed()).toBe(5n)
  window.note(500n)
  expect(window.confirmed()).toBe(10n)
  clock.now += 1_000
  window.note(501n)
  expect(window.confirmed()).toBe(15n)
})

test('more than so much WAL is not kept, whatever the time', () => {
  const clock = { now: 0 }
  const window = windowAt(clock)
  window.note(10n)
  clock.now = 1_000
  window.note(1_010n)
  expect(window.confirmed()).toBe(5n)
  clock.now = 1_200
  window.note(1_011n)
  expect(window.confirmed()).toBe(10n)
})

test('after a long silence, what is old goes at once', () => {
  const clock = { now: 0 }
  const window = windowAt(clock)
  window.note(10n)
  clock.now = 500_000
  window.note(20n)
  expect(window.confirmed()).toBe(10n)
  clock.now = 560_000
  window.note(30n)
  expect(window.confirmed()).toBe(20n)
})
