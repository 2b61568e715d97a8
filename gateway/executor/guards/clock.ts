/** The steady clock that guards go by; tests have one of their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Calls again and again until it is ended. */
  every(ms: number, call: () => void): { end(): void }
}

export const steadyClock: Clock = {
  now: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms)
    // What guards wait for is either under way, which keeps the process alive by itself, or not worth waiting for.
    timer.unref()
    return { end: () => clearInterval(timer) }
  },
}
