import type { AnswerReaderLimits } from './answer-reader.ts'
import { Connection } from './connection.ts'
import type { ConnectionTarget } from './connection.ts'
import type { Exchange } from './exchange.ts'

/** The connections to one server: as few as do, the last used first, and no more than `most`. What is beyond waits in order. */
export class ConnectionPool {
  readonly #target: ConnectionTarget
  readonly #limits: AnswerReaderLimits
  readonly #most: number
  readonly #open = new Set<Connection>()
  #idle: Connection[] = []
  #waiting: Exchange[] = []

  constructor(target: ConnectionTarget, limits: AnswerReaderLimits, most: number) {
    this.#target = target
    this.#limits = limits
    this.#most = most
  }

  send(exchange: Exchange): void {
    const connection = this.#freshIdle() ?? this.#another()
    if (connection === null) this.#waiting.push(exchange)
    else connection.send(exchange)
  }

  /** Ends the connections; what they carry fails with this error. */
  close(error: Error): void {
    this.#waiting = []
    for (const connection of this.#open) connection.abort(error)
  }

  #freshIdle(): Connection | null {
    const now = performance.now()
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (connection.isFreshAt(now)) return connection
      connection.abort(new Error('idle for too long'))
    }
    return null
  }

  #another(): Connection | null {
    if (this.#open.size >= this.#most) return null
    const connection = new Connection(this.#target, this.#limits, {
      idle: (free) => this.#reuse(free),
      closed: (gone, unanswered) => this.#forget(gone, unanswered),
    })
    this.#open.add(connection)
    return connection
  }

  #reuse(connection: Connection): void {
    const next = this.#nextWaiting()
    if (next === null) this.#idle.push(connection)
    else connection.send(next)
  }

  #forget(
    connection: Connection,
    unanswered: { readonly exchange: Exchange; readonly error: Error } | null,
  ): void {
    this.#open.delete(connection)
    const position = this.#idle.indexOf(connection)
    if (position !== -1) this.#idle.splice(position, 1)
    if (unanswered !== null) this.#again(unanswered.exchange, unanswered.error)
    const next = this.#nextWaiting()
    if (next !== null) this.send(next)
  }

  /** By a connection of its own: where one idle connection was closed, a restarted server has closed them all. */
  #again(exchange: Exchange, error: Error): void {
    if (!exchange.repeatable) return exchange.failed(error)
    exchange.repeatable = false
    const connection = this.#another()
    if (connection === null) this.#waiting.unshift(exchange)
    else connection.send(exchange)
  }

  /** Whoever has given up waiting is passed over. */
  #nextWaiting(): Exchange | null {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      if (!next.settled) return next
    return null
  }
}
