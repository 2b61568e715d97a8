import { AppendBatch } from './append-batch.ts'
import type { ContentKey } from './content-layout.ts'
import { AuditUnavailable } from './failures.ts'
import type { ReadKeys, WritingKeyring } from './keys/writing-keyring.ts'
import { PendingBatch, rowsOf } from './pending-batch.ts'
import type { Waiting } from './pending-batch.ts'

/** Memory of so many batches is kept for those to come: one that fills, and those that are under way. */
const mostSpare = 3
/** What waits for keys is encrypted all at once when they are read, while nothing else is done: so many rows at most. */
const mostRowsRead = 1_000

/**
 * What waits to be sent. An append whose keys are at hand is encrypted as it comes, into the batch that is being filled;
 * others wait for their keys to be read, or for a batch to be committed that holds a key they need.
 *
 * INVARIANT: what is in a batch is encrypted under keys at hand, or made in that batch; never under a key that another
 * batch is still to bring, which could fail alone.
 */
export class KeyedBatches {
  readonly #keyring: WritingKeyring
  readonly #maxRows: number
  #open: PendingBatch | null = null
  /** Full, in the order in which they were filled. */
  #full: PendingBatch[] = []
  /** Some of whose keys must be read. */
  #unkeyed: Waiting[] = []
  /** Some of whose keys a batch is to bring that was filled or sent already. */
  #held: Waiting[] = []
  /** Whose keys are made, and in which batch, until that is settled. */
  readonly #makers = new Map<string, PendingBatch>()
  readonly #spare: AppendBatch[] = []
  #rows = 0

  /** `maxRows`: with so many, a batch is full. */
  constructor(keyring: WritingKeyring, maxRows: number) {
    this.#keyring = keyring
    this.#maxRows = maxRows
  }

  /** Operations and access records that are in no batch that was taken. */
  get rows(): number {
    return this.#rows
  }

  get hasUnkeyed(): boolean {
    return this.#unkeyed.length > 0
  }

  add(waiting: Waiting): void {
    this.#rows += rowsOf(waiting)
    this.#place(waiting, null)
  }

  /** The first of those whose keys must be read. They come back by `addRead`, or are settled by whoever took them. */
  takeUnkeyed(): readonly Waiting[] {
    let rows = 0
    const last = this.#unkeyed.findIndex((waiting) => (rows += rowsOf(waiting)) >= mostRowsRead)
    const taken = this.#unkeyed.splice(0, last === -1 ? this.#unkeyed.length : last + 1)
    this.#rows -= rows
    return taken
  }

  addRead(taken: readonly Waiting[], keys: ReadKeys): void {
    for (const waiting of taken) {
      this.#rows += rowsOf(waiting)
      this.#place(waiting, keys)
    }
  }

  /** What is to be sent next, with everything in it encrypted under keys of the era in force; null where there is nothing. */
  next(): PendingBatch | null {
    this.#renew()
    return this.#full[0] ?? this.#open
  }

  /** It is being written; `settle` follows. */
  take(batch: PendingBatch): void {
    if (batch === this.#open) this.#open = null
    else this.#full = this.#full.filter((each) => each !== batch)
    this.#rows -= batch.rows
  }

  /** It is committed, and its keys are at hand, or it has failed. */
  settle(batch: PendingBatch): void {
    this.#release(batch)
    const held = this.#held
    this.#held = []
    for (const waiting of held) this.#place(waiting, null)
  }

  #place(waiting: Waiting, read: ReadKeys | null): void {
    const { subjects } = waiting.append
    const open = this.#openBatch()
    if (open === null) {
      this.#unkeyed.push(waiting)
      return
    }
    const keys: ContentKey[] = []
    const keyless: string[] = []
    let isHeld = false
    for (const subject of subjects) {
      const key = read?.found.get(subject) ?? this.#keyring.atHand(subject) ?? open.made.get(subject)
      if (key !== undefined) keys.push(key)
      else if (read?.unusable.has(subject) === true) return this.#refuse(waiting)
      else if (this.#makers.has(subject)) isHeld = true
      else if (read?.asked.has(subject) === true) keyless.push(subject)
      else {
        this.#unkeyed.push(waiting)
        return
      }
    }
    if (isHeld) this.#held.push(waiting)
    else if (keyless.length === 0) this.#fill(open, waiting, keys)
    else {
      for (const subject of new Set(keyless)) this.#makeKey(open, subject)
      this.#place(waiting, read)
    }
  }

  #makeKey(open: PendingBatch, subject: string): void {
    open.addKey(subject, this.#keyring.make(subject))
    this.#makers.set(subject, open)
  }

  #fill(open: PendingBatch, waiting: Waiting, keys: readonly ContentKey[]): void {
    open.add(waiting, keys)
    if (open.rows < this.#maxRows) return
    this.#full.push(open)
    this.#open = null
  }

  #refuse(waiting: Waiting): void {
    this.#rows -= rowsOf(waiting)
    waiting.reject(new AuditUnavailable('The key of a data subject cannot be used'))
  }

  /** The batch that is being filled, of the era in force; null before the database has said which generation that is of. */
  #openBatch(): PendingBatch | null {
    this.#renew()
    if (this.#open !== null) return this.#open
    const { era, generation } = this.#keyring
    if (generation === null) return null
    this.#open = new PendingBatch(this.#spare.pop() ?? new AppendBatch(), era, generation)
    return this.#open
  }

  /** What was encrypted in an era that is over is encrypted anew. */
  #renew(): void {
    const { era } = this.#keyring
    if (this.#open?.era === era || (this.#open === null && this.#full.length === 0)) return
    const former = [...this.#full, ...(this.#open === null ? [] : [this.#open])].filter(
      (batch) => batch.era !== era,
    )
    if (former.length === 0) return
    this.#full = this.#full.filter((batch) => batch.era === era)
    this.#open = null
    for (const batch of former) {
      const again = batch.waiting
      this.#release(batch)
      for (const waiting of again) this.#place(waiting, null)
    }
  }

  #release(batch: PendingBatch): void {
    for (const subject of batch.made.keys()) this.#makers.delete(subject)
    if (this.#spare.length >= mostSpare) return
    batch.batch.clear()
    this.#spare.push(batch.batch)
  }
}
