import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import type { OperationRecord } from '#audit/access-record.ts'
import { openAuditLog } from '#audit/log.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import type { Seal, Sealer, SealerOptions } from '#audit/sealing/sealer.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from './audit-records.ts'
import { createTestDatabase } from './postgres.ts'

/** An audit without a sealer, and sealers of it that seal when they are told to. */
export interface UnsealedLog {
  readonly url: string
  /** As the owner of the database. */
  readonly admin: Client
  /** What the sealers have told of. */
  readonly problems: string[]
  append(codes: readonly string[], operation?: Partial<OperationRecord>): Promise<void>
  /** Writes down that something was done to the log. */
  housekeep(): Promise<void>
  /** Writes records as they were before contents were encrypted: one for each of so many people. */
  writeManyOfTheTimeBefore(records: number, operations: number): Promise<void>
  /** Closed at the end, if not before. */
  sealer(options?: Partial<SealerOptions>): Promise<Sealer>
  /** Another one in its place. */
  restarted(sealer: Sealer): Promise<Sealer>
  /** Has a sealer of its own seal something. */
  sealOnce(options?: Partial<SealerOptions>): Promise<Seal | null>
  /** The sealers' clock, in milliseconds since 1970. */
  time(): number
  setTime(time: number): void
  /** Ends the connections of that name at the server. */
  endSessions(application: string): Promise<void>
  close(): Promise<void>
}

export async function openUnsealedLog(): Promise<UnsealedLog> {
  const database = await createTestDatabase('audit')
  const { url } = database
  const admin = new Client({ connectionString: url })
  await admin.connect()
  const signer = openLogSigner({
    origin: 'dagr.test/log',
    keys: [generateKeyPairSync('ed25519').privateKey],
  })
  const log = await openAuditLog({ url, subjectKey: randomBytes(32), masterKeys, timeoutMs: 5000 })
  const sealers = new Set<Sealer>()
  const problems: string[] = []
  let time = Date.parse('2026-03-02T12:00:00Z')

  async function sealer(options: Partial<SealerOptions> = {}): Promise<Sealer> {
    const started = await startSealer({
      url,
      signer,
      everyMs: Infinity,
      clock: () => new Date(time),
      onProblem: (problem) => problems.push(problem),
      ...options,
    })
    sealers.add(started)
    return started
  }

  async function append(codes: readonly string[], operation: Partial<OperationRecord> = {}): Promise<void> {
    await log.append(
      operationRecord({ subjects: codes.length, ...operation }),
      codes.map((code) => accessRecordInput(code)),
    )
  }

  return {
    url,
    admin,
    problems,
    append,
    async housekeep() {
      await admin.query(
        `WITH head AS (UPDATE log_head SET last_housekeeping = last_housekeeping + 1 RETURNING last_housekeeping)
          INSERT INTO housekeeping (number, id, at, kind, author, approver, detail)
          SELECT last_housekeeping, $1, now(), 'RETENTION', 'one', 'two', '{"b": [1, {"d": null, "c": "x"}], "a": 0}' FROM head`,
        [randomUUID()],
      )
    },
    async writeManyOfTheTimeBefore(records, operations) {
      await admin.query(`
        INSERT INTO operation_record (number, id, at, coordinates, subgraphs, subjects, outcome)
        SELECT index, gen_random_uuid(), '2026-01-02T03:04:05.678Z', '["Query.person"]', '{"population": 1}', 1, 'RELEASED'
        FROM generate_series(1, ${operations}) AS index;
        INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, content)
        SELECT index, gen_random_uuid(), gen_random_uuid(), '2026-01-02T03:04:05.678Z', sha256(index::text::bytea),
          '\\x01'::bytea || convert_to('{"outcome":"RELEASED"}', 'UTF8')
        FROM generate_series(1, ${records}) AS index;
        UPDATE log_head SET last_operation = ${operations}, last_sequence = ${records}`)
    },
    sealer,
    async restarted(old) {
      await old.close()
      return sealer()
    },
    async sealOnce(options) {
      await append(['39010111119'])
      const own = await sealer(options)
      try {
        return await own.sealNow()
      } finally {
        await own.close()
      }
    },
    time: () => time,
    setTime(next) {
      time = next
    },
    async endSessions(application) {
      await admin.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
        [application],
      )
    },
    async close() {
      for (const each of sealers) await each.close()
      await log.close()
      await admin.end()
      await database.drop()
    },
  }
}
