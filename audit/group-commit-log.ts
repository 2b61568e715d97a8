import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { appendStatement, isWhole } from './append-statement.ts'
import type { AppendedRow, WritableAppend } from './append-statement.ts'
import { encodeAppend, encryptContents } from './encoded-append.ts'
import type { EncodedAppend, EncryptedContents } from './encoded-append.ts'
import type { EncodingOptions } from './operation-columns.ts'
import { AuditOverloaded, AuditUnavailable } from './failures.ts'
import { assertMasterKeys } from './keys/assert-master-keys.ts'
import type { MasterKeys } from './keys/master-key.ts'
import { WritingKeyring } from './keys/writing-keyring.ts'
import type { KeyRow, WritingKeys } from './keys/writing-keyring.ts'
import { WritingConnection } from './writing-connection.ts'
import type { WritingSession } from './writing-connection.ts'
import type { AuditCounts, AuditLog, AuditLogOptions, Receipt } from './log.ts'

interface Waiting {
  readonly append: EncodedAppend
  /** Null where a key was not at hand when it came. */
  readonly encrypted: EncryptedContents | null
  /** Moment, on the monotonic clock, at which it is given up. */
  readonly deadlineMs: number
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: Error) => void
}

/**
 * Group commit: one batch is under way at a time, and everything that arrives meanwhile is the next. So a request waits
 * for no timer, and the more there are, the more share one commit.
 */
export class GroupCommitLog implements AuditLog {
  readonly #connection: WritingConnection
  readonly #keyring: WritingKeyring
  readonly #masterKeys: MasterKeys
  readonly #encoding: EncodingOptions
  readonly #timeoutMs: number
  readonly #maxWaitingRows: number
  readonly #maxRowsPerCommit: number
  #waiting: Waiting[] = []
  #waitingRows = 0
  #writing: Promise<void> | null = null
  #closed = false
  #operations = 0
  #records = 0

  constructor({
    url,
    subjectKey,
    masterKeys,
    node = randomUUID(),
    timeoutMs,
    maxWaitingRows = 20_000,
    maxRowsPerCommit = 4_000,
    maxKeysAtHand = 100_000,
  }: AuditLogOptions) {
    this.#keyring = new WritingKeyring(masterKeys, maxKeysAtHand)
    this.#connection = new WritingConnection(url, timeoutMs, () => this.#keyring.forget())
    this.#masterKeys = masterKeys
    this.#encoding = { subjectKey, node }
    this.#timeoutMs = timeoutMs
    this.#maxWaitingRows = maxWaitingRows
    this.#maxRowsPerCommit = maxRowsPerCommit
  }

  async open(): Promise<void> {
    try {
      await assertMasterKeys(this.#masterKeys, (query) =>
        this.#connection.session().run(query, this.#timeoutMs),
      )
    } catch (error) {
      await this.#connection.close()
      throw error
    }
  }

  async append(operation: OperationRecord, records: readonly AccessRecordInput[]): Promise<Receipt> {
    if (this.#closed) throw new AuditUnavailable('The audit log is closed')
    if (this.#waitingRows >= this.#maxWaitingRows) throw new AuditOverloaded('Too many records wait')
    const append = encodeAppend(operation, records, this.#encoding)
    // What can be encrypted now is not left for when the batch's turn comes: the database works meanwhile.
    const keys = this.#keyring.atHand(append.records.map(({ subject }) => subject))
    const encrypted = keys && encryptContents(append, keys)
    const deadlineMs = performance.now() + this.#timeoutMs
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, encrypted, deadlineMs, resolve, reject })
      this.#waitingRows += rowsOf(append)
      this.#writing ??= this.#writeAll()
    })
  }

  counts(): AuditCounts {
    return { node: this.#encoding.node, operations: this.#operations, records: this.#records }
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
      const session = this.#connection.session()
      const keys = await this.#keysOf(batch, session)
      const writable = batch.flatMap((waiting) => writableOf(waiting, keys) ?? [])
      if (writable.length === 0) return
      const [head] = await session.run<AppendedRow>(appendStatement(writable, keys), remainingMs(batch))
      if (head === undefined) throw new Error('Keys were destroyed meanwhile, so nothing was written')
      if (!isWhole(head, writable, keys)) throw new Error('The database did not keep all that was written')
      this.#keyring.committed(keys)
      this.#acknowledge(writable, Number(head.before))
    } catch (cause) {
      this.#keyring.forget()
      for (const { reject } of batch) reject(new AuditUnavailable('The access is not recorded', { cause }))
    }
  }

  /** Over the session that the batch will be written over: only there they are known to be durable. */
  #keysOf(batch: readonly Waiting[], session: WritingSession): Promise<WritingKeys> {
    const subjects = new Map<string, Buffer>()
    for (const { append } of batch) {
      for (const { subject, binding } of append.records) subjects.set(subject, binding.subjectHash)
    }
    return this.#keyring.keysFor(subjects, (query) => session.run<KeyRow>(query, remainingMs(batch)))
  }

  #acknowledge(written: readonly Waiting[], before: number): void {
    let last = before
    for (const { append, resolve } of written) {
      const records = append.records.length
      this.#operations += 1
      this.#records += records
      resolve({ operation: append.operation, firstSequence: records === 0 ? null : last + 1, records })
      last += records
    }
  }
}

/** @throws where the time of the batch is over: the first has waited longest, so that none waits longer than it may. */
function remainingMs(batch: readonly Waiting[]): number {
  const remaining = (batch[0]?.deadlineMs ?? 0) - performance.now()
  if (remaining <= 0) throw new Error('The time was over before its turn came')
  return remaining
}

/** Rejects an append that nothing can be recorded for, alone. */
function writableOf(waiting: Waiting, keys: WritingKeys): (Waiting & WritableAppend) | null {
  const { append, encrypted, reject } = waiting
  const current = encrypted?.era === keys.era ? encrypted : encryptContents(append, keys)
  if (current !== null) return { ...waiting, contents: current.contents }
  reject(new AuditUnavailable('The key of a data subject cannot be used'))
  return null
}

function rowsOf(append: EncodedAppend): number {
  return 1 + append.records.length
}
