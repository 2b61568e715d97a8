/** So much is saved at most: a registry that was quick for long is not flooded when it is slow. */
const mostSaved = 10

/**
 * How many requests may be sent a second time.
 * INVARIANT: never more than the share of what was sent a first time.
 */
export class HedgeBudget {
  readonly #share: number
  #saved = 0

  constructor(share: number) {
    this.#share = share
  }

  /** A request was sent that might be sent a second time. */
  earn(): void {
    this.#saved = Math.min(mostSaved, this.#saved + this.#share)
  }

  canSpend(): boolean {
    return this.#saved >= 1
  }

  spend(): void {
    this.#saved -= 1
  }
}
