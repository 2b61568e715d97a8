import { Histogram } from 'prom-client'
import type { HistogramConfiguration } from 'prom-client'

/** Observations with one set of labels. */
export interface LatencyCounts {
  observe(seconds: number): void
}

/** A histogram that is told of much and asked seldom: what is observed is counted by itself, and put into words when metrics are asked for. */
export class LatencyHistogram extends Histogram {
  readonly #config: HistogramConfiguration<string> & { readonly buckets: number[] }
  readonly #children: Counts[] = []

  constructor(config: HistogramConfiguration<string> & { readonly buckets: number[] }) {
    super(config)
    this.#config = config
  }

  /** To be kept by the caller: each call begins anew. */
  counting(labels: Readonly<Record<string, string>>): LatencyCounts {
    const child = new Counts(this.#config.buckets, labels)
    this.#children.push(child)
    return child
  }

  /** What the library makes its text of, and what its `get` takes the values from. */
  async getForPromString() {
    const { name, help } = this.#config
    const values = this.#children.flatMap((child) => child.valuesOf(name))
    return { name, help, type: 'histogram', values, aggregator: 'sum' }
  }
}

interface CountedValue {
  readonly labels: Readonly<Record<string, string | number>>
  readonly sharedLabels: Readonly<Record<string, string>>
  readonly value: number
  readonly metricName: string
}

class Counts implements LatencyCounts {
  readonly #labels: Readonly<Record<string, string>>
  readonly #bounds: readonly number[]
  /** By bucket, each without those below it; the last is beyond all bounds. */
  readonly #counts: Float64Array
  #sum = 0

  constructor(bounds: readonly number[], labels: Readonly<Record<string, string>>) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  observe(seconds: number): void {
    const bounds = this.#bounds
    let bucket = 0
    while (bucket < bounds.length && seconds > (bounds[bucket] as number)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sum += seconds
  }

  valuesOf(name: string): readonly CountedValue[] {
    const sharedLabels = this.#labels
    let count = 0
    const upTo = [...this.#bounds, '+Inf'].map((le, bucket) => {
      count += this.#counts[bucket] ?? 0
      return { labels: { le }, sharedLabels, value: count, metricName: `${name}_bucket` }
    })
    return [
      ...upTo,
      { labels: {}, sharedLabels, value: this.#sum, metricName: `${name}_sum` },
      { labels: {}, sharedLabels, value: count, metricName: `${name}_count` },
    ]
  }
}
