import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { GroupCommitLog } from './group-commit-log.ts'
import type { MasterKeys } from './keys/master-key.ts'

/** Proof for the gateway that the records of an operation are durable. */
export interface Receipt {
  readonly operation: string
  /** Sequence number of the first of its access records; the others follow it. Null where it has none. */
  readonly firstSequence: number | null
  readonly records: number
}

/** What a log has acknowledged by receipts since it was opened. The log may hold more of its node, never less. */
export interface AuditCounts {
  /** The run of the node that its operation records name. */
  readonly node: string
  readonly operations: number
  /** Access records. */
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
  counts(): AuditCounts
  /** Writes what is waiting, and takes no more. */
  close(): Promise<void>
}

export interface AuditLogOptions {
  readonly url: string
  /** Key of the data subjects' hashes. Whoever loses it loses every resident's history. */
  readonly subjectKey: Buffer
  /** Under which the keys of the contents are kept. Whoever loses them loses what every record says. */
  readonly masterKeys: MasterKeys
  /** UUID of this run of the node; a new one unless said otherwise. */
  readonly node?: string
  /** An append is settled after this time at the latest. */
  readonly timeoutMs: number
  /** Rows (operations and access records) that may wait; beyond them, appends are refused. */
  readonly maxWaitingRows?: number
  /** Rows after which a commit is full. */
  readonly maxRowsPerCommit?: number
  /** Keys of data subjects that are kept at hand. */
  readonly maxKeysAtHand?: number
}

/**
 * @throws where the audit database does not answer.
 * @throws AuditMisconfigured where the login is not the writer's, or the master keys are not those of the log.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const log = new GroupCommitLog(options)
  await log.open()
  return log
}
