import { expect, test } from 'vitest'
import { compilePolicySet } from '#policies/compile.ts'
import { leaseMs, policyLease } from './policy-lease.ts'

const epoch = (number: number) => compilePolicySet({ epoch: number, agreements: [], applications: [] })

test('nothing is current before policies are loaded', () => {
  const lease = policyLease()
  expect(lease.current(0)).toBeNull()
  lease.confirmed(1, 0)
  expect(lease.current(0)).toBeNull()
  lease.announced(1)
  expect(lease.isBehind()).toBe(true)
  expect(lease.current(10)).toBeNull()
  expect(lease.heldEpoch()).toBeNull()
  expect(lease.loaded(epoch(1), 20)).toBe(true)
  expect(lease.isBehind()).toBe(false)
  expect(lease.current(30)?.epoch).toBe(1)
  expect(lease.heldEpoch()).toBe(1)
})

test('answers prolong the lease from when they were asked for, and silence ends it', () => {
  const lease = policyLease()
  lease.announced(1)
  lease.loaded(epoch(1), 0)
  expect(lease.current(leaseMs)?.epoch).toBe(1)
  expect(lease.current(leaseMs + 1)).toBeNull()
  lease.confirmed(1, 1_000)
  expect(lease.current(leaseMs + 1_000)?.epoch).toBe(1)
  expect(lease.current(leaseMs + 1_001)).toBeNull()
  expect(lease.heldEpoch()).toBe(1)
  lease.confirmed(1, 60_000)
  expect(lease.current(60_000)?.epoch).toBe(1)
  // One that was asked for earlier says nothing new.
  lease.confirmed(1, 30_000)
  expect(lease.current(60_000 + leaseMs)?.epoch).toBe(1)
})

test('a superseded epoch is used no longer than its lease, whatever is said of it', () => {
  const lease = policyLease()
  lease.announced(1)
  lease.loaded(epoch(1), 0)
  lease.confirmed(1, 500)
  lease.announced(2)
  lease.confirmed(1, 1_000)
  lease.announced(3)
  lease.confirmed(2, 2_400)
  lease.confirmed(3, 2_400)
  expect(lease.current(500 + leaseMs)?.epoch).toBe(1)
  expect(lease.current(501 + leaseMs)).toBeNull()
  expect(lease.loaded(epoch(2), 2_600)).toBe(false)
  expect(lease.current(2_600)).toBeNull()
  expect(lease.loaded(epoch(3), 2_700)).toBe(true)
  expect(lease.current(2_700)?.epoch).toBe(3)
})

test('a policy set that is newer than the announcement is taken, and its own announcement is no news', () => {
  const lease = policyLease()
  lease.announced(1)
  expect(lease.loaded(epoch(2), 0)).toBe(true)
  lease.announced(2)
  expect(lease.isBehind()).toBe(false)
  expect(lease.current(leaseMs)?.epoch).toBe(2)
})

test('the time of a policy set counts from when it was asked for', () => {
  const lease = policyLease()
  lease.announced(1)
  lease.loaded(epoch(1), 0)
  lease.announced(1)
  expect(lease.current(leaseMs + 1)).toBeNull()
})

test('a lower epoch is followed as well: the database was restored from a copy', () => {
  const lease = policyLease()
  lease.announced(6)
  lease.loaded(epoch(6), 0)
  lease.announced(3)
  expect(lease.isBehind()).toBe(true)
  expect(lease.loaded(epoch(3), 100)).toBe(true)
  expect(lease.current(100)?.epoch).toBe(3)
})
