import type { Append, AppendBatch } from './append-batch.ts'
import type { ContentKey } from './content-layout.ts'
import type { NewKey } from './keys/writing-keyring.ts'
import type { Receipt } from './log.ts'

/** An append that has no receipt yet. */
export interface Waiting {
  readonly append: Append
  /** Moment, on the monotonic clock, at which it is given up. */
  readonly deadlineMs: number
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: Error) => void
}

export function rowsOf({ append }: Waiting): number {
  return 1 + append.records.length
}

/** What will be committed together, encrypted under keys of one era. */
export class PendingBatch {
  readonly era: number
  readonly generation: string
  readonly batch: AppendBatch
  readonly #waiting: Waiting[] = []
  readonly #made = new Map<string, NewKey>()
  #deadlineMs = Infinity

  /** `batch` is empty. */
  constructor(batch: AppendBatch, era: number, generation: string) {
    this.batch = batch
    this.era = era
    this.generation = generation
  }

  get waiting(): readonly Waiting[] {
    return this.#waiting
  }

  /** Keys that are in the database only when the batch is, by their data subjects. */
  get made(): ReadonlyMap<string, NewKey> {
    return this.#made
  }

  get rows(): number {
    return this.batch.operations + this.batch.records
  }

  add(waiting: Waiting, keys: readonly ContentKey[]): void {
    this.batch.add(waiting.append, keys)
    this.#waiting.push(waiting)
    this.#deadlineMs = Math.min(this.#deadlineMs, waiting.deadlineMs)
  }

  addKey(subject: string, key: NewKey): void {
    this.#made.set(subject, key)
  }

  /** @throws where the time of one of them is over: none waits longer than it may. */
  remainingMs(): number {
    return remainingMs(this.#deadlineMs)
  }

  /** @returns how many access records they had. */
  acknowledge(before: number): number {
    let last = before
    for (const { append, resolve } of this.#waiting) {
      const records = append.records.length
      resolve({
        operation: append.operation.id,
        firstSequence: records === 0 ? null : last + 1,
        records,
      })
      last += records
    }
    return last - before
  }
}

/** @throws where that moment is over. */
export function remainingMs(deadlineMs: number): number {
  const remaining = deadlineMs - performance.now()
  if (remaining <= 0) throw new Error('The time was over before its turn came')
  return remaining
}
