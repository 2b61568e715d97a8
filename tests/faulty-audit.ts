import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { expect } from 'vitest'
import { decodeContent } from '#audit/content.ts'
import { readSubjectKeys } from '#audit/keys/subject-keys.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog, Receipt } from '#audit/log.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from './audit-records.ts'
import { openFaultProxy } from './fault-proxy.ts'
import type { FaultProxy } from './fault-proxy.ts'
import { createTestDatabase } from './postgres.ts'

/** An audit whose writers go through a proxy that breaks when told to, and which a test looks at past it. */
export interface FaultyAudit {
  readonly url: string
  readonly proxy: FaultProxy
  /** As the database's owner. */
  readonly direct: Client
  open(timeoutMs: number): Promise<AuditLog>
  /** Ids of the operations that the log holds, by the sequence numbers of their records. */
  recorded(): Promise<Map<number, string>>
  operationIds(): Promise<Set<string>>
  /** Sequence numbers of the records whose content nobody can read. */
  unreadable(): Promise<readonly number[]>
  /** Waits for what the server still does after its client is gone. */
  settled(): Promise<void>
  close(): Promise<void>
}

export async function openFaultyAudit(): Promise<FaultyAudit> {
  const database = await createTestDatabase('audit')
  const proxy = await openFaultProxy(database.url)
  const direct = new Client({ connectionString: database.url })
  await direct.connect()
  const subjectKey = randomBytes(32)
  const logs: AuditLog[] = []
  return {
    url: database.url,
    proxy,
    direct,
    async open(timeoutMs) {
      const log = await openAuditLog({ url: proxy.url, subjectKey, masterKeys, timeoutMs })
      logs.push(log)
      return log
    },
    async recorded() {
      const { rows } = await direct.query<{ sequence: string; operation_id: string }>(
        `SELECT sequence, operation_id FROM access_record
         JOIN operation_record ON operation_record.id = operation_id ORDER BY sequence`,
      )
      return new Map(rows.map((row) => [Number(row.sequence), row.operation_id]))
    },
    async operationIds() {
      const { rows } = await direct.query<{ id: string }>('SELECT id FROM operation_record')
      return new Set(rows.map(({ id }) => id))
    },
    async unreadable() {
      const { rows } = await direct.query<RecordRow>(
        'SELECT sequence, id, operation_id, subject_hash, content FROM access_record ORDER BY sequence',
      )
      const hashes = rows.map((row) => row.subject_hash)
      const keys = await readSubjectKeys(direct, masterKeys, hashes)
      return rows.flatMap(({ sequence, id, operation_id: operation, subject_hash: subjectHash, content }) => {
        const decoded = decodeContent(content, { id, operation, subjectHash }, (keyId) => keys.get(keyId))
        return decoded === null ? [Number(sequence)] : []
      })
    },
    async settled() {
      const busy = `SELECT FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'dagr-audit' AND state = 'active'`
      await expect.poll(async () => (await direct.query(busy)).rowCount).toBe(0)
    },
    async close() {
      await Promise.all(logs.map((log) => log.close()))
      await proxy.close()
      await direct.end()
      await database.drop()
    },
  }
}

interface RecordRow {
  readonly sequence: string
  readonly id: string
  readonly operation_id: string
  readonly subject_hash: Buffer
  readonly content: Buffer
}

/** One operation with a record of each of these people. */
export function appendAbout(log: AuditLog, ...codes: readonly string[]): Promise<Receipt> {
  return log.append(
    operationRecord(),
    codes.map((code) => accessRecordInput(code)),
  )
}
