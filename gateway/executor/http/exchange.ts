import type { AnswerHead } from './answer-head.ts'

/** Such as an `AbortSignal`. It is looked at every few milliseconds: nobody is called when it changes. */
export interface Cancellation {
  readonly aborted: boolean
}

export type GivenUpReason = 'deadline' | 'abort' | 'closed'

/** Nobody waits for the answer any more; what the server would have said is not known. */
export class GivenUp extends Error {
  readonly reason: GivenUpReason

  constructor(reason: GivenUpReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** One request, and who waits for its answer. */
export interface Exchange {
  /** Head and body, as they are sent. */
  readonly text: string
  /** Whether the text is ASCII. */
  readonly ascii: boolean
  /** What a server that repeats `DAGR-Request` repeats. */
  readonly id: string
  /** May be sent again where a connection was closed before any byte of an answer came. Once. */
  repeatable: boolean
  /** By `performance.now()`. */
  readonly deadlineAt: number
  readonly waitMs: number
  readonly cancellation: Cancellation | undefined
  /** Ends what is under way for it: set while a connection carries it. */
  carrier: { abort(error: Error): void } | null
  /** Whether `answered` or `failed` has been called: one of them is, once. */
  settled: boolean
  answered(head: AnswerHead, body: string): void
  failed(error: Error): void
}
