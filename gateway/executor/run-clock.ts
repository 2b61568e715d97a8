/** How long in all a request waits to have values checked that memory could serve without. */
const patienceMs = 15

/** How long the fetches of one run may take; milliseconds of the steady clock (`performance.now()`). */
export class RunClock {
  readonly #deadlineAt: number
  /** What is kept for each level that comes later. */
  readonly #share: number
  #patienceMs = patienceMs

  constructor(now: number, deadlineAt: number, levels: number) {
    this.#deadlineAt = deadlineAt
    // Half of the time is for whichever level needs it: with equal shares one would be cut that could have been waited for.
    this.#share = deadlineAt === Infinity ? 0 : Math.max(0, deadlineAt - now) / (2 * Math.max(1, levels))
  }

  /** How long a level may be waited for that has so many after it; not more than 0: no longer. */
  msLeft(now: number, levelsAfter: number): number {
    return this.#deadlineAt - levelsAfter * this.#share - now
  }

  get patienceMs(): number {
    return this.#patienceMs
  }

  /** Something was served that had been waited for in vain: the same request waits for no other such thing. */
  losePatience(): void {
    this.#patienceMs = 0
  }
}
