import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { openAuditLog } from '#audit/log.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import type { VerifyOptions } from '#tools/verify-audit/options.ts'
import { connectToLog } from '#tools/verify-audit/database-log.ts'
import { contentOpener } from '#tools/verify-audit/open-content.ts'
import { verifyAudit } from '#tools/verify-audit/verify-audit.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from './audit-records.ts'
import { onServer } from './postgres.ts'

const subjectKey = randomBytes(32)
const { privateKey } = generateKeyPairSync('ed25519')
export const signer = openLogSigner({ origin: 'dagr.test/log', keys: [privateKey] })

/** Somebody with many records, and others with a few. */
export const people = Array.from({ length: 40 }, (_, number) => `3901011${String(1000 + number)}`)

/** What the verifier said of a log, line by line, and its exit code. */
export interface Verdict {
  readonly code: number
  readonly lines: readonly string[]
}

export async function emptyLog(): Promise<string> {
  return onServer(inject('postgresUrl'), `audit_${randomUUID()}`, 'create', 'template_audit')
}

/** A copy that a test may do to what it likes. Nobody may be connected to the one that is copied. */
export async function copyOf(url: string): Promise<string> {
  return onServer(inject('postgresUrl'), `audit_${randomUUID()}`, 'create', new URL(url).pathname.slice(1))
}

export async function drop(url: string): Promise<void> {
  await onServer(inject('postgresUrl'), new URL(url).pathname.slice(1), 'drop')
}

/** What one run of a gateway writes: batches of requests, each about two people, with a seal after each batch. */
export async function write(
  url: string,
  batches: number,
  requests: number,
  at: () => Date = () => new Date(),
): Promise<{ readonly node: string; readonly operations: number; readonly records: number }> {
  const problems: string[] = []
  const log = await openAuditLog({ url, subjectKey, masterKeys, timeoutMs: 5000 })
  const sealer = await startSealer({
    url,
    signer,
    everyMs: Infinity,
    onProblem: (problem) => problems.push(problem),
  })
  for (let batch = 0; batch < batches; batch++) {
    const written = Array.from({ length: requests }, async (_, request) =>
      log.append(operationRecord({ subjects: 2, at: at() }), [
        accessRecordInput(people[0] ?? ''),
        accessRecordInput(people[1 + ((batch * requests + request) % (people.length - 1))] ?? ''),
      ]),
    )
    await Promise.all(written)
    await sealer.sealNow()
  }
  const counts = log.counts()
  await log.close()
  await sealer.close()
  if (problems.length > 0) throw new Error(problems.join('; '))
  return counts
}

/** Does to a log what only the owner of its tables can, and verifies it; all of it is undone afterwards. */
export async function verifyTampered(
  url: string,
  change: string | ((owner: Client) => Promise<void>),
  options: Partial<VerifyOptions> = {},
): Promise<Verdict> {
  const owner = new Client({ connectionString: url })
  await owner.connect()
  try {
    await owner.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    for (const table of guarded) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
    if (typeof change === 'string') await owner.query(change)
    else await change(owner)
    return await verifyIn(owner, options)
  } finally {
    await owner.end()
  }
}

const guarded = [
  'access_record',
  'operation_record',
  'seal',
  'cosignature',
  'housekeeping',
  'log_head',
  'subject_key',
]

export async function verify(url: string, options: Partial<VerifyOptions> = {}): Promise<Verdict> {
  const database = await connectToLog(url)
  try {
    return await verifyIn(database, options)
  } finally {
    await database.end()
  }
}

async function verifyIn(database: Client, options: Partial<VerifyOptions> = {}): Promise<Verdict> {
  const lines: string[] = []
  const code = await verifyAudit({
    options: {
      log: null,
      checkpoints: [],
      counters: [],
      keys: signer.verifierKeys(),
      witnesses: [],
      quorum: 0,
      origin: null,
      all: true,
      ...options,
    },
    database,
    open: contentOpener([Buffer.alloc(32, 9)]),
    print: (line) => lines.push(line),
  })
  return { code, lines }
}

/** What was found, each as its code and what it was found on. */
export function found({ lines }: Verdict): readonly string[] {
  return lines.flatMap((line) => /^([A-Z_]+: [^:(]*)/.exec(line)?.[1] ?? []).toSorted()
}

export async function lastCheckpoint(url: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ checkpoint: string }>(
    'SELECT checkpoint FROM seal ORDER BY number DESC LIMIT 1',
  )
  await client.end()
  return rows[0]?.checkpoint ?? ''
}
