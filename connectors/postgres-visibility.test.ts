import { expect, test } from 'vitest'
import { readSnapshot } from './postgres-visibility.ts'

test.each<[string, number, boolean]>([
  ['100:100:', 99, true],
  ['100:100:', 100, false],
  ['100:110:100,105', 99, true],
  ['100:110:100,105', 100, false],
  ['100:110:100,105', 101, true],
  ['100:110:100,105', 105, false],
  ['100:110:100,105', 109, true],
  ['100:110:100,105', 110, false],
  ['100:110:100,105', 4_000_000_000, true],
])('in the snapshot %s, transaction %i is over: %s', (snapshot, xid, isOver) => {
  expect(readSnapshot(snapshot)(xid)).toBe(isOver)
})

const epoch = 4_294_967_296
test.each<[string, number, boolean]>([
  // The snapshot's end is just behind the turn of the 32 bits that replication tells.
  [`${epoch - 5}:${epoch + 3}:${epoch - 5},${epoch + 1}`, epoch - 6, true],
  [`${epoch - 5}:${epoch + 3}:${epoch - 5},${epoch + 1}`, epoch - 5, false],
  [`${epoch - 5}:${epoch + 3}:${epoch - 5},${epoch + 1}`, epoch - 4, true],
  [`${epoch - 5}:${epoch + 3}:${epoch - 5},${epoch + 1}`, 0, true],
  [`${epoch - 5}:${epoch + 3}:${epoch - 5},${epoch + 1}`, 1, false],
  [`${epoch - 5}:${epoch + 3}:${epoch - 5},${epoch + 1}`, 3, false],
  // Just before it, and what was sent already is behind it.
  [`${epoch - 5}:${epoch - 2}:`, epoch - 6, true],
  [`${epoch - 5}:${epoch - 2}:`, 3, false],
  [`${5 * epoch + 10}:${5 * epoch + 12}:`, 9, true],
  [`${5 * epoch + 10}:${5 * epoch + 12}:`, 12, false],
])('across the turn of the 32 bits: in %s, transaction %i is over: %s', (snapshot, xid, isOver) => {
  expect(readSnapshot(snapshot)(xid)).toBe(isOver)
})
