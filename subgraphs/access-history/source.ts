import DataLoader from 'dataloader'
import { openAuditReader } from '#audit/read.ts'
import type { AuditReaderOptions, HistoryPage, HistoryRequest } from '#audit/read.ts'

/** One request's way to the audit log. */
export interface AccessHistoryReader {
  /** One statement for all people, pages and aliases that are asked for at once. */
  readonly histories: DataLoader<HistoryRequest, HistoryPage>
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
  return {
    reader: () => ({
      histories: new DataLoader((requests) => audit.histories(requests), { cache: false }),
    }),
    health: () => audit.health(),
    close: () => audit.close(),
  }
}
