import type { CommittedRow } from '../commitments.ts'

/** A checkpoint that was signed, and what it covers. */
export interface SealedState {
  readonly number: number
  readonly sealedAt: Date
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
  readonly treeSize: number
  readonly root: Buffer
  readonly headsRoot: Buffer
  readonly subjects: number
  /** The signed note, with the cosignatures that have come so far. */
  readonly checkpoint: string
}

/** What a proof says of a record beside its digests; `HistoryRecord` is one. */
export interface ProvableRecord {
  readonly sequence: number
  readonly row: CommittedRow
  /** Null for records of the time before contents were encrypted. */
  readonly shown: string | null
  readonly shownSalt: Buffer | null
  readonly keptDigest: Buffer | null
}

/** Proofs from what is sealed, for whoever asks; it writes nothing. Rejects while the database cannot answer. */
export interface ProofReader {
  /** The newest seal; null before the first. */
  latest(): Promise<SealedState | null>
  /** A `tlog-proof` for each record against the checkpoint of `seal`; null for those that it does not hold yet. */
  recordProofs(records: readonly ProvableRecord[], seal: SealedState): Promise<(string | null)[]>
  /**
   * JSON that shows all records of these data subjects up to a checkpoint: that of `seal`, or of the newest one where
   * there is a newer, since the map of heads is kept for the newest only.
   */
  historyProof(subjectHashes: readonly Buffer[], seal: SealedState): Promise<string>
  /** Hashes that lead from the tree of `oldSize` to that of `seal` (RFC 6962, section 2.1.2). */
  consistency(oldSize: number, seal: SealedState): Promise<Buffer[]>
  close(): Promise<void>
}

export interface ProofReaderOptions {
  readonly url: string
  readonly timeoutMs: number
}
