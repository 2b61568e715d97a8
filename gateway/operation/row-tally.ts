import type { Guard, Way } from './guards.ts'

/** For how many rows of one list each way has held so far. */
export class RowTally {
  readonly #held = new Map<Way, number>()

  /**
   * Counts one more row, for which the ways hold; returns those of each guard that let it through, or null where one has
   * none. INVARIANT: a way lets the first `maxRows` rows through for which it holds, whatever other ways there are: another
   * one never takes rows away.
   */
  admitted(open: readonly Guard[]): readonly Guard[] | null {
    const admitted = open.map((guard) => guard.filter((way) => this.#admits(way)))
    return admitted.every((guard) => guard.length > 0) ? admitted : null
  }

  #admits(way: Way): boolean {
    if (way.maxRows === null) return true
    const held = (this.#held.get(way) ?? 0) + 1
    this.#held.set(way, held)
    return held <= way.maxRows
  }
}
