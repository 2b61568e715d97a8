/** One thing that is measured, compared with its bar. */
export interface Measurement {
  readonly what: string
  /** Of each round, in the order in which they ran. */
  readonly rounds: readonly number[]
  readonly unit: 'ms' | 'µs' | 's'
  /** At most so much, by what DAGR promises; null where nothing is promised. */
  readonly bar: number | null
}

/** What is measured under one name: `npm run bench -- <name>`. */
export interface Scenario {
  readonly name: string
  /** One line for the list of scenarios. */
  readonly about: string
  /** Whole sizes are those that the bars are about; tiny ones only show that it runs. */
  run(size: 'whole' | 'tiny', say: (line: string) => void): Promise<readonly Measurement[]>
}

export function medianOf(rounds: readonly number[]): number {
  const ordered = rounds.toSorted((one, other) => one - other)
  const middle = Math.floor(ordered.length / 2)
  const upper = ordered[middle] ?? Number.NaN
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? Number.NaN) + upper) / 2
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
