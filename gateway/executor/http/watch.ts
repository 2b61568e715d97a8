import { GivenUp } from './exchange.ts'
import type { Exchange } from './exchange.ts'

/** How late a deadline or an abort may be noticed, in milliseconds. */
const tickMs = 5
/** A look that comes so late may have answers waiting behind it, in sockets that nobody has read. */
const lateMs = 25

/** Watches deadlines and aborts of all exchanges of a client with one timer, which runs only while there are any. */
export class Watch {
  readonly #watched = new Set<Exchange>()
  readonly #giveUp: (exchange: Exchange, error: Error) => void
  #timer: NodeJS.Timeout | null = null
  #lookedAt = 0
  #wasLate = false

  constructor(giveUp: (exchange: Exchange, error: Error) => void) {
    this.#giveUp = giveUp
  }

  add(exchange: Exchange): void {
    this.#watched.add(exchange)
    if (this.#timer !== null) return
    this.#lookedAt = performance.now()
    this.#timer = setInterval(() => this.#look(), tickMs)
  }

  remove(exchange: Exchange): void {
    this.#watched.delete(exchange)
  }

  close(error: Error): void {
    for (const exchange of this.#watched) this.#giveUp(exchange, error)
    this.#stop()
  }

  #look(): void {
    if (this.#watched.size === 0) return this.#stop()
    const now = performance.now()
    // Timers come before sockets: what has arrived while this process was held up is read before anything is given up.
    this.#wasLate = !this.#wasLate && now - this.#lookedAt > lateMs
    this.#lookedAt = now
    if (this.#wasLate) return
    for (const exchange of this.#watched) {
      if (exchange.cancellation?.aborted === true)
        this.#giveUp(exchange, new GivenUp('abort', 'the caller is gone'))
      else if (now >= exchange.deadlineAt)
        this.#giveUp(exchange, new GivenUp('deadline', `no answer within ${exchange.waitMs} ms`))
    }
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
