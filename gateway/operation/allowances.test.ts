import { expect, test } from 'vitest'
import { createAllowances } from './allowances.ts'

const start = Date.parse('2026-03-02T08:00:00Z')
const after = (ms: number) => new Date(start + ms)

test('so much at once, and so much a second again, each by themselves', () => {
  const allowances = createAllowances({ atOnce: 2, perSecond: 1 })
  allowances.spend('a', after(0))
  allowances.spend('a', after(0))
  expect(allowances.left('a', after(0))).toBe(0)
  expect(allowances.left('b', after(0))).toBe(2)
  expect(allowances.left('a', after(1500))).toBe(1.5)
  expect(allowances.left('a', after(60_000))).toBe(2)
})

test('what was spent beyond it has to come back first', () => {
  const allowances = createAllowances({ atOnce: 2, perSecond: 1 })
  allowances.spend('a', after(0), 12)
  expect(allowances.left('a', after(0))).toBe(-10)
  expect(allowances.wait('a', after(0))).toBe(11)
  expect(allowances.left('a', after(10_000))).toBe(0)
})

test('a request that is looked at late neither takes nor gives what a later one has already had', () => {
  const allowances = createAllowances({ atOnce: 2, perSecond: 1 })
  allowances.spend('a', after(1000), 2)
  allowances.spend('a', after(0), 0)
  expect(allowances.left('a', after(0))).toBe(0)
  expect(allowances.left('a', after(1000))).toBe(0)
})
