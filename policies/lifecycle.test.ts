import { expect, test } from 'vitest'
import type { Mover, RevisionState } from './lifecycle.ts'
import { mayMove, moves, openStates } from './lifecycle.ts'
import { checkMove } from './acting.ts'
import { hintOf } from './move-hints.ts'

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

const asked: readonly (readonly [from: readonly RevisionState[], to: readonly RevisionState[]])[] = [
  [
    ['draft', 'submitted', 'in_review', 'rejected', 'withdrawn', 'active', 'suspended', 'ended'],
    ['submitted', 'approved', 'rejected', 'withdrawn'],
  ],
  [
    ['active', 'suspended', 'ended'],
    ['active', 'suspended', 'ended'],
  ],
]

test('whatever can be asked for and refused says what to do, or who does it', () => {
  const silent = asked.flatMap(([froms, tos]) =>
    froms.flatMap((from) => tos.filter((to) => hintOf(from, to) === '').map((to) => `${from} to ${to}`)),
  )
  expect(silent).toEqual([])
})

test.each<[RevisionState, RevisionState, RegExp]>([
  ['submitted', 'approved', /each registry named in it, reviews it first: reviewRevision/],
  ['rejected', 'submitted', /Amend it, then submit the new revision/],
  ['withdrawn', 'submitted', /Amend it, then submit the new revision/],
  ['active', 'rejected', /Suspend or end the agreement, or forbid attributes/],
  ['ended', 'active', /ended for good: draft a new one/],
  ['draft', 'submitted', /for the consumer or a steward who writes/],
])('what to do where %s does not become %s', (from, to, hint) => {
  expect(() => checkMove(from, to, 'approver')).toThrow(hint)
})
