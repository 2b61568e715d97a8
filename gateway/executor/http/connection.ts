import { connect as connectPlainly, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectByTls } from 'node:tls'
import { inSameTurn } from '../same-turn.ts'
import { MalformedAnswer } from './answer-head.ts'
import type { AnswerHead } from './answer-head.ts'
import { AnswerReader } from './answer-reader.ts'
import type { AnswerReaderLimits } from './answer-reader.ts'
import type { Exchange } from './exchange.ts'

export interface ConnectionTarget {
  readonly secure: boolean
  readonly host: string
  readonly port: number
}

interface Answer {
  readonly exchange: Exchange
  readonly head: AnswerHead
  readonly body: string
}

export interface ConnectionOwner {
  /** The answer has come, and another request may be sent. */
  idle(connection: Connection): void
  /** Called once. `unanswered` was being carried, and not a byte of an answer had come when the other side closed. */
  closed(
    connection: Connection,
    unanswered: { readonly exchange: Exchange; readonly error: Error } | null,
  ): void
}

/** For so long a server is believed to keep an idle connection, where it does not say. */
const usualIdleMs = 4_000
/** So long before the server's own time is up an idle connection is used no more. */
const idleMarginMs = 1_000
const readBufferBytes = 32 * 1024

/**
 * A keep-alive connection, plain or TLS, that carries one request at a time.
 * INVARIANT: after a failure, an abort, bytes that nobody waits for, or an answer to another request it carries nothing any
 * more, so that no answer is ever taken for that of another person's request.
 */
export class Connection {
  readonly #socket: Socket
  readonly #reader: AnswerReader
  readonly #owner: ConnectionOwner
  #exchange: Exchange | null = null
  /** Has come, and has not been passed on. */
  #answer: Answer | null = null
  #established = false
  #usable = true
  #answerBegun = false
  #persistent = true
  /** Whether the server repeats the names of requests: always or never. */
  #repeatsNames: boolean | null = null
  #idleMs = usualIdleMs
  #idleSince = 0

  constructor(target: ConnectionTarget, limits: AnswerReaderLimits, owner: ConnectionOwner) {
    this.#owner = owner
    this.#reader = new AnswerReader((head, body) => this.#take(head, body), limits)
    this.#socket = this.#open(target)
    this.#socket.setNoDelay(true)
    this.#socket.once(target.secure ? 'secureConnect' : 'connect', () => {
      this.#established = true
    })
    this.#socket.on('error', (error) => this.#lose(error))
    this.#socket.on('end', () => this.#lose(new Error('other side closed')))
    this.#socket.on('close', () => this.#lose(new Error('other side closed')))
  }

  /** Whether the server still keeps this idle connection, as far as it has said. */
  isFreshAt(now: number): boolean {
    return now - this.#idleSince < this.#idleMs
  }

  /** On a new or an idle connection only. */
  send(exchange: Exchange): void {
    this.#exchange = exchange
    this.#answerBegun = false
    exchange.carrier = this
    this.#socket.write(exchange.text, exchange.ascii ? 'latin1' : 'utf8')
  }

  /** Ends the connection. What it carries is failed with this error. */
  abort(error: Error): void {
    this.#close(error, false)
  }

  #open({ secure, host, port }: ConnectionTarget): Socket {
    if (secure) {
      const servername = isIP(host) === 0 ? host : ''
      const socket = connectByTls({ host, port, servername, ALPNProtocols: ['http/1.1'] })
      return socket.on('data', (bytes: Buffer) => this.#read(bytes))
    }
    const buffer = Buffer.allocUnsafeSlow(readBufferBytes)
    const callback = (length: number): boolean => {
      this.#read(buffer.subarray(0, length))
      return true
    }
    return connectPlainly({ host, port, onread: { buffer, callback } })
  }

  /** Whoever waits for an answer is told once this connection can carry another request, or is over: they may ask at once. */
  #read(bytes: Buffer): void {
    if (!this.#usable) return
    this.#readAll(bytes)
    this.#passOn()
  }

  #readAll(bytes: Buffer): void {
    try {
      if (this.#exchange === null) throw new MalformedAnswer('answered without being asked')
      this.#answerBegun = true
      this.#reader.read(bytes)
    } catch (error) {
      return this.#close(asError(error), false)
    }
    if (this.#exchange !== null) return
    if (!this.#persistent || !this.#reader.isBetweenAnswers)
      return this.#close(new Error('other side closed'), false)
    this.#idleSince = performance.now()
    this.#owner.idle(this)
  }

  #take(head: AnswerHead, body: string): void {
    const exchange = this.#exchange
    if (exchange === null) throw new MalformedAnswer('answered without being asked')
    const repeats = head.request !== null
    this.#repeatsNames ??= repeats
    if (this.#repeatsNames !== repeats || (repeats && head.request !== exchange.id))
      throw new MalformedAnswer('answered another request')
    // An answer may come before all of its request has left; what would follow it on this connection is not known.
    this.#persistent = head.persistent && this.#socket.writableLength === 0
    if (head.idleSeconds !== null) this.#idleMs = head.idleSeconds * 1000 - idleMarginMs
    this.#exchange = null
    exchange.carrier = null
    this.#answer = { exchange, head, body }
  }

  #passOn(): void {
    const answer = this.#answer
    if (answer === null) return
    this.#answer = null
    const { exchange, head, body } = answer
    inSameTurn(() => {
      // The client may have been closed meanwhile.
      if (!exchange.settled) exchange.answered(head, body)
    })
  }

  #lose(error: Error): void {
    if (!this.#usable) return
    try {
      if (error.message === 'other side closed') this.#reader.end()
    } catch (cause) {
      return this.#close(asError(cause), false)
    }
    this.#close(error, this.#established && !this.#answerBegun)
    this.#passOn()
  }

  #close(error: Error, isRepeatable: boolean): void {
    if (!this.#usable) return
    this.#usable = false
    this.#socket.destroy()
    const exchange = this.#exchange
    this.#exchange = null
    if (exchange !== null) exchange.carrier = null
    this.#owner.closed(this, exchange !== null && isRepeatable ? { exchange, error } : null)
    if (exchange !== null && !isRepeatable) exchange.failed(error)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the connection failed')
}
