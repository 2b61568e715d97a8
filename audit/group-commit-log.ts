import { randomUUID } from 'node:crypto'
import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import type { Append } from './append-batch.ts'
import { appendStatement, isWhole } from './append-statement.ts'
import type { AppendedRow } from './append-statement.ts'
import { AuditOverloaded, AuditUnavailable } from './failures.ts'
import { KeyedBatches } from './keyed-batches.ts'
import { assertMasterKeys } from './keys/assert-master-keys.ts'
import type { MasterKeys } from './keys/master-key.ts'
import { WritingKeyring } from './keys/writing-keyring.ts'
import type { KeyRow } from './keys/writing-keyring.ts'
import type { AuditCounts, AuditLog, AuditLogOptions, Receipt } from './log.ts'
import { assertOwnWritable } from './operation-columns.ts'
import { OperationTemplates } from './operation-templates.ts'
import { remainingMs } from './pending-batch.ts'
import type { PendingBatch, Waiting } from './pending-batch.ts'
import { hashedSubject, normalisedSubject } from './subject.ts'
import { WritingConnection } from './writing-connection.ts'

/** With so many rows, a batch is sent while the one before it is written: a database with so much to do waits for nobody. */
const rowsAhead = 500
/** Batches that are sent and not answered. */
const mostWriting = 2

/**
 * Group commit: what arrives while a batch is under way is the next one. So a request waits for no timer, and the more
 * there are, the more share one commit. Batches, and the reading of keys for those to come, go one after the other over
 * one connection, without waiting for each other's answers.
 */
export class GroupCommitLog implements AuditLog {
  readonly #connection: WritingConnection
  readonly #keyring: WritingKeyring
  readonly #batches: KeyedBatches
  readonly #templates: OperationTemplates
  readonly #masterKeys: MasterKeys
  readonly #subjectKey: Buffer
  readonly #node: string
  readonly #timeoutMs: number
  readonly #maxWaitingRows: number
  #writing = 0
  #isReading = false
  #isWoken = false
  #closed = false
  #onIdle: (() => void) | null = null
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
    this.#batches = new KeyedBatches(this.#keyring, maxRowsPerCommit)
    this.#connection = new WritingConnection(url, timeoutMs, () => this.#keyring.forget())
    this.#templates = new OperationTemplates({ subjectKey, node })
    this.#masterKeys = masterKeys
    this.#subjectKey = subjectKey
    this.#node = node
    this.#timeoutMs = timeoutMs
    this.#maxWaitingRows = maxWaitingRows
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

  append(operation: OperationRecord, records: readonly AccessRecordInput[]): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new AuditUnavailable('The audit log is closed')
      if (this.#batches.rows >= this.#maxWaitingRows) throw new AuditOverloaded('Too many records wait')
      const append = this.#appendOf(operation, records)
      const deadlineMs = performance.now() + this.#timeoutMs
      this.#batches.add({ append, deadlineMs, resolve, reject })
      this.#wake()
    })
  }

  counts(): AuditCounts {
    return { node: this.#node, operations: this.#operations, records: this.#records }
  }

  async close(): Promise<void> {
    this.#closed = true
    if (!this.#isIdle()) await new Promise<void>((resolve) => (this.#onIdle = resolve))
    await this.#connection.close()
  }

  /** @throws TypeError where it could not be written. */
  #appendOf(operation: OperationRecord, records: readonly AccessRecordInput[]): Append {
    assertOwnWritable(operation)
    const codes = records.map(({ subject }) => normalisedSubject(subject))
    const subjects = codes.map((code) => hashedSubject(this.#subjectKey, code))
    return { operation, template: this.#templates.of(operation), records, codes, subjects }
  }

  /** Requests that the same turn of the event loop brings share a commit. */
  #wake(): void {
    if (this.#isWoken) return
    this.#isWoken = true
    setImmediate(() => {
      this.#isWoken = false
      this.#proceed()
    })
  }

  /** Reads keys first where nothing is written meanwhile, so that those who need them come into the same commit. */
  #proceed(): void {
    if (this.#writing === 0) this.#readKeys()
    for (let batch = this.#sendable(); batch !== null; batch = this.#sendable()) {
      this.#batches.take(batch)
      void this.#write(batch)
    }
    this.#readKeys()
    if (this.#isIdle()) this.#onIdle?.()
  }

  #isIdle(): boolean {
    return this.#batches.rows === 0 && this.#writing === 0 && !this.#isReading
  }

  #sendable(): PendingBatch | null {
    if (this.#writing >= mostWriting) return null
    const batch = this.#batches.next()
    const waits = this.#writing > 0 || this.#isReading
    return batch === null || (waits && batch.rows < rowsAhead) ? null : batch
  }

  /** INVARIANT: an append is resolved only after the database said that its transaction is committed. */
  async #write(batch: PendingBatch): Promise<void> {
    this.#writing += 1
    try {
      const made = [...batch.made.values()]
      const statement = appendStatement(batch.batch, made, batch.generation)
      const session = this.#connection.session()
      const [head] = await session.run<AppendedRow>(statement, batch.remainingMs())
      if (head === undefined) throw new Error('Keys were destroyed meanwhile, so nothing was written')
      if (!isWhole(head, batch.batch, made)) throw new Error('The database did not keep all that was written')
      this.#keyring.committed(batch.made, batch.era)
      this.#operations += batch.waiting.length
      this.#records += batch.acknowledge(Number(head.before))
    } catch (cause) {
      this.#keyring.forget()
      rejectAll(batch.waiting, cause)
    }
    this.#writing -= 1
    this.#batches.settle(batch)
    this.#proceed()
  }

  #readKeys(): void {
    if (this.#isReading || !this.#batches.hasUnkeyed) return
    this.#isReading = true
    void this.#read(this.#batches.takeUnkeyed())
  }

  /** Over the connection that the batch will be written over: only there they are known to be durable. */
  async #read(taken: readonly Waiting[]): Promise<void> {
    try {
      const subjects = new Set(taken.flatMap(({ append }) => append.subjects))
      const deadlineMs = Math.min(...taken.map((waiting) => waiting.deadlineMs))
      const session = this.#connection.session()
      const keys = await this.#keyring.read(subjects, (query) =>
        session.run<KeyRow>(query, remainingMs(deadlineMs)),
      )
      this.#batches.addRead(taken, keys)
    } catch (cause) {
      this.#keyring.forget()
      rejectAll(taken, cause)
    }
    this.#isReading = false
    this.#proceed()
  }
}

function rejectAll(waiting: readonly Waiting[], cause: unknown): void {
  for (const each of waiting) each.reject(new AuditUnavailable('The access is not recorded', { cause }))
}
