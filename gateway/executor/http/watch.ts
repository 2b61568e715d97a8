import type { Exchange } from './exchange.ts'

/** How late a deadline or an abort may be noticed, in milliseconds. */
const tickMs = 5

/** Watches deadlines and aborts of all exchanges of a client with one timer, which runs only while there are any. */
export class Watch {
  readonly #watched = new Set<Exchange>()
  readonly #giveUp: (exchange: Exchange, error: Error) => void
  #timer: NodeJS.Timeout | null = null

  constructor(giveUp: (exchange: Exchange, error: Error) => void) {
    this.#giveUp = giveUp
  }

  add(exchange: Exchange): void {
    this.#watched.add(exchange)
    this.#timer ??= setInterval(() => this.#look(), tickMs)
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
    for (const exchange of this.#watched) {
      if (exchange.cancellation?.aborted === true) this.#giveUp(exchange, new Error('the caller is gone'))
      else if (now >= exchange.deadlineAt)
        this.#giveUp(exchange, new Error(`no answer within ${exchange.waitMs} ms`))
    }
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
