/**
 * A stream of random numbers that is a pure function of (seed, stream, index): every entity of the country draws from one
 * of its own, so that it can be made alone, in any order, and comes out the same. The generator is sfc32.
 */
export class Draw {
  private a: number
  private b: number
  private c: number
  private counter = 1

  constructor(seed: number, stream: number, index: number) {
    this.a = seed | 0
    this.b = stream | 0
    this.c = index | 0
    for (let round = 0; round < 12; round++) this.bits()
  }

  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    return this.bits() / 4_294_967_296
  }

  /** An integer from 0 up to, not including, `size`. */
  below(size: number): number {
    return Math.floor(this.next() * size)
  }

  /** An integer from `low` to `high`, both included; `low` where the range is empty. */
  between(low: number, high: number): number {
    return high <= low ? low : low + this.below(high - low + 1)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)]
    if (item === undefined) throw new RangeError('Nothing to pick from')
    return item
  }
}

/** A list whose items come up as often as their weights say. */
export class Weighted<T> {
  private readonly limits: number[] = []
  private readonly items: readonly T[]

  constructor(items: readonly T[], weightOf: (item: T, rank: number) => number) {
    this.items = items
    let total = 0
    items.forEach((item, rank) => this.limits.push((total += weightOf(item, rank))))
  }

  pick(draw: Draw): T {
    const point = draw.next() * (this.limits.at(-1) ?? 0)
    let low = 0
    let high = this.limits.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.limits[middle] ?? 0) <= point) low = middle + 1
      else high = middle
    }
    const item = this.items[low]
    if (item === undefined) throw new RangeError('Nothing to pick from')
    return item
  }
}

/** A list in the order of frequency, weighted by Zipf's law (flattened at its head, as names are). */
export function zipf<T>(items: readonly T[]): Weighted<T> {
  return new Weighted(items, (_item, rank) => 1 / (rank + 8))
}
