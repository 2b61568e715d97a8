import { expect, test } from 'vitest'
import { compilePolicySet } from '#policies/compile.ts'
import { leaseMs, policyLease } from './policy-lease.ts'

const epoch = (number: number) => compilePolicySet({ epoch: number, agreements: [], applications: [] })

test('nothing is current before policies are loaded', () => {
  const lease = policyLease()
  expect(lease.current(0)).toBeNull()
  lease.confirmed(0)
  expect(lease.current(0)).toBeNull()
  lease.announced(1, 10)
  expect(lease.isBehind()).toBe(true)
  expect(lease.current(10)).toBeNull()
  expect(lease.loaded(epoch(1), 20)).toBe(true)
  expect(lease.isBehind()).toBe(false)
  expect(lease.current(30)?.epoch).toBe(1)
})

test('heartbeats prolong the lease, and silence ends it', () => {
  const lease = policyLease()
  lease.announced(1, 0)
  lease.loaded(epoch(1), 0)
  expect(lease.current(leaseMs)?.epoch).toBe(1)
  expect(lease.current(leaseMs + 1)).toBeNull()
  lease.confirmed(1_000)
  expect(lease.current(leaseMs + 1_000)?.epoch).toBe(1)
  expect(lease.current(leaseMs + 1_001)).toBeNull()
  lease.confirmed(60_000)
  expect(lease.current(60_000)?.epoch).toBe(1)
})

test('a superseded epoch is used no longer than its lease, however alive the feed is', () => {
  const lease = policyLease()
  lease.announced(1, 0)
  lease.loaded(epoch(1), 0)
  lease.confirmed(500)
  lease.announced(2, 900)
  lease.confirmed(1_000)
  lease.announced(3, 2_000)
  lease.confirmed(2_400)
  expect(lease.current(500 + leaseMs)?.epoch).toBe(1)
  expect(lease.current(501 + leaseMs)).toBeNull()
  expect(lease.loaded(epoch(2), 2_600)).toBe(false)
  expect(lease.current(2_600)).toBeNull()
  expect(lease.loaded(epoch(3), 2_700)).toBe(true)
  expect(lease.current(2_700)?.epoch).toBe(3)
})

test('a node that was cut off does not use the old epoch when it hears of a new one', () => {
  const lease = policyLease()
  lease.announced(1, 0)
  lease.loaded(epoch(1), 0)
  lease.announced(2, 60_000)
  lease.confirmed(60_001)
  expect(lease.current(60_001)).toBeNull()
})

test('a policy set that is newer than the announcement is taken, and its own announcement is no news', () => {
  const lease = policyLease()
  lease.announced(1, 0)
  expect(lease.loaded(epoch(2), 0)).toBe(true)
  lease.announced(2, 100)
  expect(lease.isBehind()).toBe(false)
  expect(lease.current(100 + leaseMs)?.epoch).toBe(2)
})

test('the time of a policy set counts from when it was asked for', () => {
  const lease = policyLease()
  lease.announced(1, 0)
  lease.loaded(epoch(1), 0)
  expect(lease.current(leaseMs + 1)).toBeNull()
})

test('a lower epoch is followed as well: the database was restored from a copy', () => {
  const lease = policyLease()
  lease.announced(6, 0)
  lease.loaded(epoch(6), 0)
  lease.announced(3, 100)
  expect(lease.isBehind()).toBe(true)
  expect(lease.loaded(epoch(3), 100)).toBe(true)
  expect(lease.current(100)?.epoch).toBe(3)
})
