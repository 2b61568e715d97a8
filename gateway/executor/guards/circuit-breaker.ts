/** So many failures in a row open the breaker, as do half of all in the time of the window. */
const mostInRow = 5
const windowMs = 2_000
const fewestInWindow = 20
/** So many requests under way and not one answered, for long enough, are as good as failures. */
const fewestStalled = 5
/** Between probes, longer after each time that the breaker was closed in vain. */
const shortestPauseMs = 250
const longestPauseMs = 4_000
/** So many good probes in a row close a breaker that nobody has asked anything of. */
const probesToSettle = 4

export type BreakerState = 'closed' | 'half-open' | 'open'

/**
 * Whether a registry is asked at all. No caller ever waits for a registry to be tried out: an open breaker is probed with a
 * request of the gateway's own; once that is answered (half-open), with copies of what callers ask while they
 * themselves are refused at once; the first one answered closes it.
 */
export class CircuitBreaker {
  #state: BreakerState = 'closed'
  #inRow = 0
  #windowStart = 0
  #good = 0
  #bad = 0
  /** Since then, by the time that this process was awake, requests have been under way and none was answered. */
  #quietSince = 0
  #isQuiet = false
  #pauseMs = shortestPauseMs
  #probeAt = 0
  #isTrying = false
  #goodProbes = 0
  /** Closed, but nothing has been answered since: the next failure opens it again. */
  #isOnProbation = false

  get state(): BreakerState {
    return this.#state
  }

  succeeded(now: number): void {
    this.#isQuiet = false
    // What was sent before it opened and is answered late proves little.
    if (this.#state !== 'closed') return
    this.#roll(now)
    this.#good += 1
    this.#inRow = 0
    if (!this.#isOnProbation) return
    this.#isOnProbation = false
    this.#pauseMs = shortestPauseMs
  }

  failed(now: number): void {
    if (this.#state !== 'closed') return
    this.#roll(now)
    this.#bad += 1
    this.#inRow += 1
    const all = this.#good + this.#bad
    const isMostlyBad = all >= fewestInWindow && this.#bad * 2 >= all
    if (this.#inRow >= mostInRow || isMostlyBad || this.#isOnProbation) this.#open(now)
  }

  /**
   * Called every few milliseconds: looks whether what is under way is answered at all; after `stallMs` without any answer
   * it is not. `awakeMs`: the time by `Wakefulness`.
   */
  watch(now: number, awakeMs: number, inFlight: number, stallMs: number): void {
    if (!this.#isQuiet || inFlight === 0) this.#quietSince = awakeMs
    this.#isQuiet = inFlight > 0
    if (this.#state !== 'closed' || inFlight < fewestStalled) return
    if (awakeMs - this.#quietSince > stallMs) this.#open(now)
  }

  /** Whether the gateway is to send a request of its own now; then it must tell what became of it. */
  wantsProbe(now: number): boolean {
    if (this.#state === 'closed' || this.#isTrying || now < this.#probeAt) return false
    this.#isTrying = true
    return true
  }

  probed(now: number, isGood: boolean): void {
    this.#isTrying = false
    if (this.#state === 'closed') return
    if (!isGood) return this.#open(now)
    this.#state = 'half-open'
    this.#goodProbes += 1
    if (this.#goodProbes >= probesToSettle) this.#close(true)
    else this.#probeAt = now + shortestPauseMs
  }

  /** Whether a copy of what a refused caller has asked is to be sent; then it must be told what became of it. */
  wantsTrial(): boolean {
    if (this.#state !== 'half-open' || this.#isTrying) return false
    this.#isTrying = true
    return true
  }

  tried(now: number, isGood: boolean): void {
    this.#isTrying = false
    if (this.#state === 'closed') return
    if (isGood) this.#close(false)
    else this.#open(now)
  }

  #open(now: number): void {
    // A registry that looked well and was not is left alone for longer each time.
    if (this.#state === 'half-open' || this.#isOnProbation)
      this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
    this.#state = 'open'
    this.#isQuiet = false
    this.#isOnProbation = false
    this.#goodProbes = 0
    this.#probeAt = now + this.#pauseMs
  }

  #close(isOnProbation: boolean): void {
    this.#state = 'closed'
    this.#isOnProbation = isOnProbation
    this.#goodProbes = 0
    this.#inRow = 0
    this.#good = 0
    this.#bad = 0
    if (!isOnProbation) this.#pauseMs = shortestPauseMs
  }

  #roll(now: number): void {
    if (now - this.#windowStart < windowMs) return
    this.#windowStart = now
    this.#good = 0
    this.#bad = 0
  }
}
