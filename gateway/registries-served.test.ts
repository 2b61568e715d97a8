import { expect, test } from 'vitest'
import { unfollowed } from './entities/registry-trust.ts'
import { registriesServed } from './registries-served.ts'

test('tells of each registry whether it is asked, and what its memory is worth', () => {
  const vouching = {
    ...unfollowed('a'),
    hasFeed: true,
    isVouching: () => true,
    vouchedAt: (now: number) => now,
  }
  const silent = { ...unfollowed('b'), hasFeed: true, isVouching: () => false, vouchedAt: () => 400 }
  const served = registriesServed({
    registries: ['f', 'e', 'd', 'c', 'b', 'a'],
    trusts: [vouching, silent, unfollowed('c'), { ...unfollowed('d'), hasFeed: true }],
    stateOf: (registry) => (({ b: 'open', d: 'limited', e: 'open' }) as const)[registry] ?? 'live',
    now: 1_000,
  })
  expect(served).toEqual([
    { registry: 'a', served: 'live', guard: 'live', feed: 'vouching', feedAgeMs: 0 },
    { registry: 'b', served: 'memory', guard: 'open', feed: 'silent', feedAgeMs: 600 },
    { registry: 'c', served: 'live', guard: 'live', feed: 'none', feedAgeMs: null },
    { registry: 'd', served: 'live', guard: 'limited', feed: 'silent', feedAgeMs: null },
    { registry: 'e', served: 'not at all', guard: 'open', feed: 'not kept', feedAgeMs: null },
    { registry: 'f', served: 'live', guard: 'live', feed: 'not kept', feedAgeMs: null },
  ])
})
