/** One thing that is measured, compared with its bar. */
export interface Measurement {
  readonly what: string
  /** Of each round, in the order in which they ran. */
  readonly rounds: readonly number[]
  readonly unit: 'ms' | 'µs' | 's' | '/s' | 'B' | 'x'
  /** At most so much, by what DAGR promises, or at least so much of a rate; null where nothing is promised. */
  readonly bar: number | null
}

/** What is measured under one name: `npm run bench -- <name>`. */
export interface Scenario {
  readonly name: string
  /** One line for the list of scenarios. */
  readonly about: string
  /**
   * Whole sizes are those that the bars are about; tiny ones only show that it runs. `words` are what follows the name on
   * the command line, for a scenario that takes options.
   */
  run(
    size: 'whole' | 'tiny',
    say: (line: string) => void,
    words?: readonly string[],
  ): Promise<readonly Measurement[]>
}

export function medianOf(rounds: readonly number[]): number {
  const ordered = rounds.toSorted((one, other) => one - other)
  const middle = Math.floor(ordered.length / 2)
  const upper = ordered[middle] ?? Number.NaN
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The smallest of `values` that at least `share` of them (0.99: 99 in 100) do not exceed. */
export function percentileOf(values: readonly number[], share: number): number {
  const ordered = values.toSorted((one, other) => one - other)
  return ordered[Math.max(0, Math.ceil(ordered.length * share) - 1)] ?? Number.NaN
}

/** The middle and the 99th of 100 of each round; the bar is for the latter. */
export function percentiles(
  what: string,
  rounds: readonly (readonly number[])[],
  bar: number | null,
): readonly Measurement[] {
  return [
    {
      what: `${what}, p50`,
      rounds: rounds.map((values) => percentileOf(values, 0.5)),
      unit: 'ms',
      bar: null,
    },
    { what: `${what}, p99`, rounds: rounds.map((values) => percentileOf(values, 0.99)), unit: 'ms', bar },
  ]
}

/** Whether the median keeps to the bar; null where there is none. */
export function isMet({ rounds, unit, bar }: Measurement): boolean | null {
  if (bar === null) return null
  const median = medianOf(rounds)
  return unit === '/s' ? median >= bar : median <= bar
}

/** How long `work` takes in each of `rounds` rounds, in milliseconds. */
export async function timeRounds(
  rounds: number,
  work: (round: number) => unknown,
): Promise<readonly number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await work(round)
    times.push(performance.now() - start)
  }
  return times
}
