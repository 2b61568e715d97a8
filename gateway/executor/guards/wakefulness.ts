/** A look that comes so late tells that this process was held up: by a garbage collection, or by others on its processor. */
const lateMs = 25
const tickMs = 10

/**
 * Time as far as this process was awake in it. What a registry is judged by is measured in it, so that a pause of the gateway
 * does not count as one of every registry.
 */
export class Wakefulness {
  #tickedAt: number
  #heldUpAt = -Infinity
  #awakeMs = 0

  constructor(now: number) {
    this.#tickedAt = now
  }

  /** Milliseconds, to be compared with each other only. */
  get awakeMs(): number {
    return this.#awakeMs
  }

  /** Nothing was to be looked after until now. */
  begin(now: number): void {
    this.#tickedAt = now
  }

  /** Called every few milliseconds while there is anything to look after. */
  tick(now: number): void {
    const passed = now - this.#tickedAt
    this.#tickedAt = now
    this.#awakeMs += Math.min(passed, tickMs)
    if (passed > lateMs) this.#heldUpAt = now
  }

  /** Whether the process was held up at any time since then. */
  wasHeldUpSince(then: number): boolean {
    return then < this.#heldUpAt
  }
}
