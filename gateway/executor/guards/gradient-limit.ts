export interface GradientLimitOptions {
  readonly first: number
  readonly least: number
  readonly most: number
}

/** Answers over which the usual latency is averaged. */
const usualOver = 600
/** The usual latency begins as the plain average of so many. */
const warmUp = 10
/** How much slower than usual is still no sign of waiting. */
const tolerance = 1.5
const steepestFall = 0.5
const smoothing = 0.2

/**
 * How many requests a registry bears at once, by how its latency stands to its own usual one: the algorithm `Gradient2` of
 * Netflix' concurrency-limits (Apache-2.0). Where requests begin to wait inside the registry, latency grows over the usual
 * and the limit falls; where they do not, it grows by the square root of itself.
 */
export class GradientLimit {
  readonly #least: number
  readonly #most: number
  #limit: number
  #usual = 0
  #samples = 0

  constructor({ first, least, most }: GradientLimitOptions) {
    this.#least = least
    this.#most = most
    this.#limit = first
  }

  get current(): number {
    return Math.floor(this.#limit)
  }

  /** An answer, or none for so long. `inFlight`: how many were under way, itself included. */
  note(latencyMs: number, inFlight: number): void {
    const latency = Math.max(latencyMs, 0.01)
    const weight = this.#samples < warmUp ? 1 / (this.#samples + 1) : 2 / (usualOver + 1)
    this.#samples += 1
    this.#usual += (latency - this.#usual) * weight
    // After a slow time what is usual comes down quickly, or the limit would grow without reason.
    if (this.#usual / latency > 2) this.#usual *= 0.95
    // Where less is asked than allowed, latency tells nothing of the limit.
    if (inFlight < this.#limit / 2) return
    const gradient = Math.max(steepestFall, Math.min(1, (tolerance * this.#usual) / latency))
    const next = this.#limit * gradient + Math.sqrt(this.#limit)
    this.#set(this.#limit * (1 - smoothing) + next * smoothing)
  }

  /** The registry comes back after it did not answer: little is asked at first. */
  restart(): void {
    this.#set(this.#least)
  }

  #set(limit: number): void {
    this.#limit = Math.min(this.#most, Math.max(this.#least, limit))
  }
}
