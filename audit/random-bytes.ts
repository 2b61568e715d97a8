import { randomFillSync } from 'node:crypto'

const poolBytes = 65_536
let pool = Buffer.alloc(0)
let taken = 0

/** Random bytes that nobody else was given. A pool is filled at once, since each call of the generator costs more than its bytes. */
export function takeRandomBytes(count: number): Buffer {
  if (taken + count > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(poolBytes, count)))
    taken = 0
  }
  taken += count
  return pool.subarray(taken - count, taken)
}
