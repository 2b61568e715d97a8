/** Upper ends of buckets, in milliseconds: each is an eighth over the one before, from 0.1 ms to over 60 s. */
const growth = 1.125
const least = 0.1
const buckets = 115
/** Once so many are counted, all counts are halved: what was long ago counts less and less. */
const memory = 2_000
/** Fewer tell nothing. */
const fewest = 100
/** The quantile is looked up anew after so many. */
const renewal = 128

/** A quantile of the latest latencies, within an eighth. */
export class LatencyQuantile {
  readonly #quantile: number
  readonly #counts = new Float64Array(buckets)
  #total = 0
  #sinceRenewal = 0
  #value: number | null = null

  constructor(quantile: number) {
    this.#quantile = quantile
  }

  /** Milliseconds; null while too little is known. */
  get value(): number | null {
    return this.#value
  }

  note(ms: number): void {
    const bucket = ms <= least ? 0 : Math.ceil(Math.log(ms / least) / Math.log(growth))
    const at = Math.min(bucket, buckets - 1)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#total += 1
    this.#sinceRenewal += 1
    if (this.#total >= memory) this.#fade()
    if (this.#total >= fewest && (this.#sinceRenewal >= renewal || this.#value === null)) this.#renew()
  }

  #fade(): void {
    for (let bucket = 0; bucket < buckets; bucket++) this.#counts[bucket] = (this.#counts[bucket] ?? 0) / 2
    this.#total /= 2
  }

  #renew(): void {
    this.#sinceRenewal = 0
    const wanted = this.#total * this.#quantile
    let counted = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      counted += this.#counts[bucket] ?? 0
      if (counted < wanted) continue
      this.#value = least * growth ** bucket
      return
    }
  }
}
