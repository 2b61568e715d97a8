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
    reader() {
      const proving = provingReader(prover, options.subjectKey)
      return {
        histories: new DataLoader(
          async (asked) => {
            await proving.historyProven()
            return readHistories(audit, asked)
          },
          { cache: false },
        ),
        statistics: (request) => audit.statistics(request),
        proofs: proving.proofs,
        historyProof: proving.historyProof,
      }
    },
    health: () => audit.health(),
    async close() {
      await Promise.all([audit.close(), prover.close()])
    },
  }
}

interface ProvingReader extends Pick<AccessHistoryReader, 'proofs' | 'historyProof'> {
  /** Resolves when the proofs of histories that have been asked for by now are there, or have failed. */
  historyProven(): Promise<void>
}

/**
 * INVARIANT: What the proof of a history holds, a page that is asked for with it shows, with a proof. So the proof is
 * made first, then pages are read, and the checkpoint of the records' proofs, one for the request, is looked up last.
 */
function provingReader(prover: ProofReader, subjectKey: Buffer): ProvingReader {
  const proven: Promise<unknown>[] = []
  let asked: ReturnType<ProofReader['latest']> | undefined
  const seal = (): ReturnType<ProofReader['latest']> => (asked ??= prover.latest())

  async function proofOf(codes: readonly string[]): Promise<string | null> {
    const latest = await prover.latest()
    return latest === null ? null : prover.historyProof(subjectHashes(subjectKey, codes), latest)
  }

  return {
    proofs: new DataLoader(async (records) => {
      const latest = await seal()
      return latest === null ? records.map(() => null) : prover.recordProofs(records, latest)
    }),
    historyProof(codes) {
      const proof = proofOf(codes)
      proven.push(proof)
      return proof
    },
    async historyProven() {
      await Promise.allSettled(proven)
    },
  }
}
