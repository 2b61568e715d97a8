import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { EventLoopUtilization } from 'node:perf_hooks'

export interface FullnessOptions {
  /** Requests in flight, however well it goes. */
  readonly mostInFlight: number
  /** Half of the turns of the event loop may be late by so much. */
  readonly mostDelayMs: number
  /** So long a request may take where the processor is what it waits for. */
  readonly mostWaitMs: number
}

/** What was measured in one window of time. */
export interface Look {
  readonly passedMs: number
  /** Median lateness of the event loop: one long pause does not move it. */
  readonly delayMs: number
  /** Share of the window that the event loop was busy. */
  readonly busy: number
  /** Requests whose answers were sent. */
  readonly answered: number
  /** At the end of the window. */
  readonly inFlight: number
}

/** So many are let in at the least: the gateway is never shut altogether. */
const fewestInFlight = 16
/** So many windows in a row tell more than a pause. */
const fewestInRow = 2
const fall = 0.5
const rise = 1.5
const busyShare = 0.95
const smoothing = 0.3

/** How many requests the gateway can answer in time, by how late its event loop is and how many it gets done. */
export class Fullness {
  readonly #options: FullnessOptions
  /** Windows in a row in which the event loop was late, and in which more was in flight than gets done in time. */
  #late = 0
  #crowded = 0
  #byDelay: number
  /** Answers in a millisecond. */
  #rate: number | null = null
  #byRate: number

  constructor(options: FullnessOptions) {
    this.#options = options
    this.#byDelay = options.mostInFlight
    this.#byRate = options.mostInFlight
  }

  /** Requests that may be in flight. */
  get limit(): number {
    return Math.min(this.#byDelay, this.#byRate)
  }

  look({ passedMs, delayMs, busy, answered, inFlight }: Look): void {
    const { mostDelayMs, mostWaitMs } = this.#options
    this.#late = delayMs > mostDelayMs ? this.#late + 1 : 0
    if (this.#late >= fewestInRow) this.#byDelay = this.#within(this.#byDelay * fall)
    else if (this.#late === 0) this.#byDelay = this.#within(this.#byDelay * rise)
    const rate = answered / Math.max(passedMs, 1)
    this.#rate = this.#rate === null ? rate : this.#rate + (rate - this.#rate) * smoothing
    // Where there is time left, requests wait for something else than the processor; and few are answered where few are asked.
    const doable = this.#within(this.#rate * mostWaitMs)
    this.#crowded = busy > busyShare && inFlight >= doable ? this.#crowded + 1 : 0
    if (this.#crowded >= fewestInRow) this.#byRate = doable
    else if (this.#crowded === 0) this.#byRate = this.#within(this.#byRate * rise)
  }

  #within(limit: number): number {
    const { mostInFlight } = this.#options
    return Math.min(mostInFlight, Math.max(Math.min(fewestInFlight, mostInFlight), Math.floor(limit)))
  }
}

export interface MeasuredFullness {
  /** Requests that may be in flight at this moment. */
  readonly limit: () => number
  readonly entered: () => void
  /** To be called when an answer has left. */
  readonly answered: () => void
  /** How late the event loop was in the last window, in milliseconds; the median. */
  readonly delayMs: () => number
  readonly close: () => void
}

const windowMs = 500
const resolutionMs = 20

/** Measures this process from now on. */
export function measureFullness(options: FullnessOptions): MeasuredFullness {
  const fullness = new Fullness(options)
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  let inFlight = 0
  let answered = 0
  let delayMs = 0
  let lookedAt = performance.now()
  let utilization: EventLoopUtilization = performance.eventLoopUtilization()

  const timer = setInterval(() => {
    const now = performance.now()
    const current = performance.eventLoopUtilization()
    // The histogram has the whole time between two of its turns, which are `resolutionMs` apart when nothing is late.
    delayMs = histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(50) / 1e6 - resolutionMs)
    const { utilization: busy } = performance.eventLoopUtilization(current, utilization)
    fullness.look({ passedMs: now - lookedAt, delayMs, busy, answered, inFlight })
    histogram.reset()
    answered = 0
    lookedAt = now
    utilization = current
  }, windowMs)
  timer.unref()

  return {
    limit: () => fullness.limit,
    entered() {
      inFlight += 1
    },
    answered() {
      inFlight -= 1
      answered += 1
    },
    delayMs: () => delayMs,
    close() {
      clearInterval(timer)
      histogram.disable()
    },
  }
}
