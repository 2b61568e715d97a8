import { MalformedAnswer, readAnswerHead, TooLongAnswer } from './answer-head.ts'
import type { AnswerHead } from './answer-head.ts'

/** Takes the answers of one connection, in their order. */
export type TakeAnswer = (head: AnswerHead, body: string) => void

export interface AnswerReaderLimits {
  readonly maxHeadBytes: number
  readonly maxBodyBytes: number
}

type Stage = 'head' | 'length' | 'untilClose' | 'chunkSize' | 'chunk' | 'chunkEnd' | 'trailer'

const headEnd = Buffer.from('\r\n\r\n', 'latin1')
const lineEnd = Buffer.from('\r\n', 'latin1')
const nothing = Buffer.alloc(0)
/** Provisional answers (1xx) before one that counts. */
const mostProvisional = 8
const longestChunkLine = 256

/**
 * Reads HTTP/1.1 answers from bytes that come cut anywhere. What it is given may be overwritten afterwards: it keeps copies of what
 * it does not pass on at once. After an exception it must not be used any more.
 */
export class AnswerReader {
  readonly #take: TakeAnswer
  readonly #limits: AnswerReaderLimits
  #stage: Stage = 'head'
  #head: AnswerHead | null = null
  /** Of a head or a line that has begun. */
  #begun: Buffer = nothing
  #parts: Buffer[] = []
  #bodyBytes = 0
  /** Of the body, or of the chunk. */
  #missing = 0
  #provisional = 0

  constructor(take: TakeAnswer, limits: AnswerReaderLimits) {
    this.#take = take
    this.#limits = limits
  }

  /** Nothing of an answer has been read that is not complete. */
  get isBetweenAnswers(): boolean {
    return this.#stage === 'head' && this.#begun.length === 0 && this.#provisional === 0
  }

  /** @throws MalformedAnswer */
  read(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      switch (this.#stage) {
        case 'head':
          at = this.#readHead(bytes, at)
          break
        case 'length':
        case 'chunk':
          at = this.#readBody(bytes, at)
          break
        case 'untilClose':
          this.#keep(bytes, at, bytes.length)
          return
        default:
          at = this.#readLine(bytes, at)
      }
    }
  }

  /** The connection has ended in good order. @throws MalformedAnswer where that cuts an answer short. */
  end(): void {
    if (this.#stage === 'untilClose') this.#finish(this.#keptText())
    else if (!this.isBetweenAnswers) throw new MalformedAnswer('other side closed in the middle of an answer')
  }

  #readHead(bytes: Buffer, start: number): number {
    const { text, next } = this.#textUntil(headEnd, bytes, start, this.#limits.maxHeadBytes)
    if (text === null) return next
    const head = readAnswerHead(text)
    if (head.status < 200) {
      this.#provisional += 1
      if (this.#provisional > mostProvisional) throw new MalformedAnswer('answered provisionally without end')
      return next
    }
    this.#provisional = 0
    this.#head = head
    if (head.chunked) {
      this.#stage = 'chunkSize'
      return next
    }
    if (head.length === null) {
      this.#stage = 'untilClose'
      return next
    }
    this.#assertFits(head.length)
    // The common case: the whole answer has come at once, and nothing of it is copied but its text.
    const end = next + head.length
    if (end <= bytes.length) {
      this.#finish(bytes.toString('utf8', next, end))
      return end
    }
    this.#missing = head.length
    this.#stage = 'length'
    return next
  }

  #readBody(bytes: Buffer, start: number): number {
    const end = Math.min(bytes.length, start + this.#missing)
    this.#keep(bytes, start, end)
    this.#missing -= end - start
    if (this.#missing > 0) return end
    if (this.#stage === 'chunk') {
      this.#stage = 'chunkEnd'
      return end
    }
    this.#finish(this.#keptText())
    return end
  }

  #readLine(bytes: Buffer, start: number): number {
    const { text, next } = this.#textUntil(lineEnd, bytes, start, longestChunkLine)
    if (text === null) return next
    switch (this.#stage) {
      case 'chunkEnd':
        if (text !== '') throw new MalformedAnswer('answered with a malformed chunk')
        this.#stage = 'chunkSize'
        return next
      case 'chunkSize': {
        const size = /^([0-9a-f]{1,8})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/i.exec(text)
        if (size === null) throw new MalformedAnswer('answered with a malformed chunk')
        this.#missing = Number.parseInt(size[1] ?? '', 16)
        this.#assertFits(this.#bodyBytes + this.#missing)
        this.#stage = this.#missing === 0 ? 'trailer' : 'chunk'
        return next
      }
      default:
        // Nothing that counts may come in a trailer.
        if (text !== '') throw new MalformedAnswer('answered with a trailer')
        this.#finish(this.#keptText())
        return next
    }
  }

  /** The text before the mark; null where the mark has not come yet. What has come by then is kept. */
  #textUntil(
    mark: Buffer,
    bytes: Buffer,
    start: number,
    mostBytes: number,
  ): { text: string | null; next: number } {
    if (this.#begun.length === 0) {
      const found = bytes.indexOf(mark, start)
      if (found !== -1 && found - start <= mostBytes)
        return { text: bytes.toString('latin1', start, found), next: found + mark.length }
    }
    const before = this.#begun.length
    const taken = Math.min(bytes.length, start + mostBytes + mark.length - before + 1)
    const whole = Buffer.concat([this.#begun, bytes.subarray(start, taken)])
    const found = whole.indexOf(mark, Math.max(0, before - mark.length + 1))
    if (found === -1 || found > mostBytes) {
      if (whole.length > mostBytes + mark.length)
        throw new MalformedAnswer('answered with headers without end')
      this.#begun = whole
      return { text: null, next: taken }
    }
    this.#begun = nothing
    return { text: whole.toString('latin1', 0, found), next: start + found + mark.length - before }
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#bodyBytes += end - start
    this.#assertFits(this.#bodyBytes)
    this.#parts.push(Buffer.from(bytes.subarray(start, end)))
  }

  #keptText(): string {
    const [first = nothing] = this.#parts
    return (this.#parts.length === 1 ? first : Buffer.concat(this.#parts, this.#bodyBytes)).toString('utf8')
  }

  #assertFits(bodyBytes: number): void {
    if (bodyBytes > this.#limits.maxBodyBytes) throw new TooLongAnswer('exceeded max size')
  }

  #finish(body: string): void {
    const head = this.#head
    if (head === null) throw new MalformedAnswer('answered nothing')
    this.#stage = 'head'
    this.#head = null
    if (this.#parts.length > 0) this.#parts = []
    this.#bodyBytes = 0
    this.#take(head, body)
  }
}
