/** Chance that comes out the same for the same seed (mulberry32). */
export interface Chance {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `below`. */
  whole(below: number): number
  happens(probability: number): boolean
}

export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    whole: (below) => Math.floor(next() * below),
    happens: (probability) => next() < probability,
  }
}
