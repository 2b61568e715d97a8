import { expect, test } from 'vitest'
import type { Mover, RevisionState } from './lifecycle.ts'
import { mayMove, moves, openStates } from './lifecycle.ts'

const states = new Set(moves.flatMap(({ from, to }) => [from, to]))

test.each<RevisionState>(['ended', 'rejected', 'withdrawn'])('nothing leads out of %s', (state) => {
  expect(moves.filter(({ from }) => from === state)).toEqual([])
})

test('without an approver, nothing leads from a request to being approved, and a consumer puts nothing in force', () => {
  for (const mover of ['consumer', 'author', 'store'] satisfies Mover[]) {
    for (const from of states) expect(mayMove(from, 'approved', mover)).toBe(false)
  }
  for (const to of ['active', 'suspended'] satisfies RevisionState[]) {
    for (const from of states) expect(mayMove(from, to, 'consumer')).toBe(false)
  }
  expect(mayMove('in_review', 'approved', 'approver')).toBe(true)
})

test('whatever is open can be withdrawn for a newer revision', () => {
  expect(openStates.filter((state) => !mayMove(state, 'withdrawn', 'store'))).toEqual([])
})
