import DataLoader from 'dataloader'
import { openProofReader } from '#audit/proofs/proof-reader.ts'
import type { ProofReader } from '#audit/proofs/proof-reader.ts'
import { openAuditReader } from '#audit/read.ts'
import type { AuditReader, AuditReaderOptions, HistoryRecord } from '#audit/read.ts'
import { subjectHashes } from '#audit/subject.ts'
import type { AskedHistory } from './history-request.ts'
import { readHistories } from './read-histories.ts'
import type { FoundHistory } from './read-histories.ts'

export type ShownRecord = HistoryRecord

/** One request's way to the audit log. */
export interface AccessHistoryReader {
  /** For all people, pages and aliases that are asked for at once. */
  readonly histories: DataLoader<AskedHistory, FoundHistory>
  /** Null for what is not sealed yet. All of one request are of one checkpoint. */
  readonly proofs: DataLoader<ShownRecord, string | null>
  /** Of the records under all these codes; null before the first checkpoint. */
  readonly historyProof: (codes: readonly string[]) => Promise<string | null>
  readonly removed: AuditReader['removed']
  readonly statistics: AuditReader['statistics']
}

export interface AccessHistorySource {
  reader(): AccessHistoryReader
  /** Rejects while the audit database cannot answer. */
  health(): Promise<void>
  close(): Promise<void>
}

export interface AccessHistoryOptions extends Omit<AuditReaderOptions, 'timeoutMs'> {
  /** Below the gateway's own deadline unless said otherwise, so that the source is heard first. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 2_500

/** Opens the audit database for residents' reading. It need not answer yet. */
export function openAccessHistorySource({
  timeoutMs = defaultTimeoutMs,
  ...options
}: AccessHistoryOptions): AccessHistorySource {
  const audit = openAuditReader({ ...options, timeoutMs })
  const prover = openProofReader({ url: options.url, timeoutMs })
  return {
    reader: () => ({
      histories: new DataLoader((asked) => readHistories(audit, asked), { cache: false }),
      removed: (request) => audit.removed(request),
      statistics: (request) => audit.statistics(request),
      ...proving(prover, options.subjectKey),
    }),
    health: () => audit.health(),
    async close() {
      await Promise.all([audit.close(), prover.close()])
    },
  }
}

/** The checkpoint that a request's proofs are of is looked up once, by the first of them. */
function proving(
  prover: ProofReader,
  subjectKey: Buffer,
): Pick<AccessHistoryReader, 'proofs' | 'historyProof'> {
  let asked: ReturnType<ProofReader['latest']> | undefined
  const seal = (): ReturnType<ProofReader['latest']> => (asked ??= prover.latest())
  return {
    proofs: new DataLoader(async (records) => {
      const latest = await seal()
      return latest === null ? records.map(() => null) : prover.recordProofs(records, latest)
    }),
    async historyProof(codes) {
      const latest = await seal()
      return latest === null ? null : prover.historyProof(subjectHashes(subjectKey, codes), latest)
    },
  }
}
