/** A one-to-one mapping of 0 … size−1 onto itself, in both directions. */
export interface Permutation {
  to: (index: number) => number
  from: (image: number) => number
}

const rounds = 4

/**
 * A seeded permutation without memory: a balanced Feistel network over the next power of four, walked along its cycle
 * until it falls inside the range. Gives numbers that are unique without a set of those already given.
 */
export function permutation(size: number, key: number): Permutation {
  const halfBits = Math.max(1, Math.ceil(Math.log2(Math.max(size, 2)) / 2))
  const half = 2 ** halfBits
  const mask = half - 1

  const step = (value: number, order: (round: number) => number, forward: boolean): number => {
    let left = Math.floor(value / half)
    let right = value % half
    for (let round = 0; round < rounds; round++) {
      if (forward) [left, right] = [right, left ^ (mixed(right, key, order(round)) & mask)]
      else [left, right] = [right ^ (mixed(left, key, order(round)) & mask), left]
    }
    return left * half + right
  }
  const walk = (start: number, order: (round: number) => number, forward: boolean): number => {
    let value = step(start, order, forward)
    while (value >= size) value = step(value, order, forward)
    return value
  }
  return {
    to: (index) => walk(index, (round) => round, true),
    from: (image) => walk(image, (round) => rounds - 1 - round, false),
  }
}

function mixed(value: number, key: number, round: number): number {
  let hash = Math.imul(value ^ Math.imul(key, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(round + 1, 0x27d4eb2f)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f)
  return (hash ^ (hash >>> 16)) >>> 0
}
