import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { appendStatement, encodeAppend } from './append-statement.ts'
import type { EncodedAppend } from './append-statement.ts'
import { AuditOverloaded, AuditUnavailable } from './failures.ts'
import { WritingConnection } from './writing-connection.ts'

/** Proof for the gateway that the records of an operation are durable. */
export interface Receipt {
  readonly operation: string
  /** Sequence number of the first of its access records; the others follow it. Null where it has none. */
  readonly firstSequence: number | null
  readonly records: number
}

/** The audit's one writer in a gateway node. */
export interface AuditLog {
  /**
   * Resolves when the operation and all its access records are durable, together.
   * @throws AuditUnavailable where they are not, or where that is not known; then nothing may be released.
   * @throws AuditOverloaded where too much is waiting already.
   * @throws TypeError where the operation is malformed; nothing is written.
   */
  append(operation: OperationRecord, records: readonly AccessRecordInput[]): Promise<Receipt>
  /** Writes what is waiting, and takes no more. */
  close(): Promise<void>
}

export interface AuditLogOptions {
  readonly url: string
  /** Key of the data subjects' hashes. Whoever loses it loses every resident's history. */
  readonly subjectKey: Buffer
  /** An append is settled after this time at the latest. */
  readonly timeoutMs: number
  /** Rows (operations and access records) that may wait; beyond them, appends are refused. */
  readonly maxWaitingRows?: number
  /** Rows after which a commit is full. */
  readonly maxRowsPerCommit?: number
}

interface Waiting {
  readonly append: EncodedAppend
  /** Moment, on the monotonic clock, at which it is given up. */
  readonly deadlineMs: number
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: Error) => void
}

/** @throws where the audit database does not answer. */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const log = new GroupCommitLog(options)
  await log.open()
  return log
}

/**
 * Group commit: one batch is under way at a time, and everything that arrives meanwhile is the next. So a request waits
 * for no timer, and the more there are, the more share one commit.
 */
class GroupCommitLog implements AuditLog {
  readonly #connection: WritingConnection
  readonly #subjectKey: Buffer
  readonly #timeoutMs: number
  readonly #maxWaitingRows: number
  readonly #maxRowsPerCommit: number
  #waiting: Waiting[] = []
  #waitingRows = 0
  #writing: Promise<void> | null = null
  #closed = false

  constructor({
    url,
    subjectKey,
    timeoutMs,
    maxWaitingRows = 20_000,
    maxRowsPerCommit = 4_000,
  }: AuditLogOptions) {
    this.#connection = new WritingConnection(url, timeoutMs)
    this.#subjectKey = subjectKey
    this.#timeoutMs = timeoutMs
    this.#maxWaitingRows = maxWaitingRows
    this.#maxRowsPerCommit = maxRowsPerCommit
  }

  async open(): Promise<void> {
    await this.#connection.open()
  }

  async append(operation: OperationRecord, records: readonly AccessRecordInput[]): Promise<Receipt> {
    if (this.#closed) throw new AuditUnavailable('The audit log is closed')
    if (this.#waitingRows >= this.#maxWaitingRows) throw new AuditOverloaded('Too many records wait')
    const append = encodeAppend(operation, records, this.#subjectKey)
    const deadlineMs = performance.now() + this.#timeoutMs
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, deadlineMs, resolve, reject })
      this.#waitingRows += rowsOf(append)
      this.#writing ??= this.#writeAll()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#writing
    await this.#connection.close()
  }

  async #writeAll(): Promise<void> {
    // Requests that the same turn of the event loop brings share the first commit.
    await nextTurn()
    while (this.#waiting.length > 0) await this.#write(this.#takeBatch())
    this.#writing = null
  }

  #takeBatch(): Waiting[] {
    let rows = 0
    const end = this.#waiting.findIndex(({ append }) => (rows += rowsOf(append)) >= this.#maxRowsPerCommit)
    const batch = this.#waiting.splice(0, end === -1 ? this.#waiting.length : end + 1)
    this.#waitingRows -= rows
    return batch
  }

  /** INVARIANT: an append is resolved only after the database said that its transaction is committed. */
  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      // The first has waited longest, so none of them waits longer than it may.
      const remainingMs = (batch[0]?.deadlineMs ?? 0) - performance.now()
      if (remainingMs <= 0) throw new Error('The time was over before its turn came')
      const query = appendStatement(batch.map(({ append }) => append))
      const [head] = await this.#connection.write<{ before: string }>(query, remainingMs)
      if (head === undefined) throw new Error('The log has no head')
      acknowledge(batch, Number(head.before))
    } catch (cause) {
      for (const { reject } of batch) reject(new AuditUnavailable('The access is not recorded', { cause }))
    }
  }
}

function acknowledge(batch: readonly Waiting[], before: number): void {
  let last = before
  for (const { append, resolve } of batch) {
    const records = append.records.length
    resolve({ operation: append.operation, firstSequence: records === 0 ? null : last + 1, records })
    last += records
  }
}

function rowsOf(append: EncodedAppend): number {
  return 1 + append.records.length
}
