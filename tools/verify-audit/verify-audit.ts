import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { checkLog } from '#audit/verify/check-log.ts'
import type { KnownCheckpoint, LogReport, LogToCheck } from '#audit/verify/check-log.ts'
import { readTreeHead, readTrust, trustedCheckpoint } from '#audit/verify/checkpoint.ts'
import type { Checkpoint, TrustedKeys } from '#audit/verify/checkpoint.ts'
import type { OpenContent } from '#audit/verify/content-check.ts'
import { hashBy } from '#audit/verify/digests.ts'
import { verified } from '#audit/verify/findings.ts'
import type { Finding, FindingCode } from '#audit/verify/findings.ts'
import { readNote, readVerifierKey } from '#audit/verify/note.ts'
import { StartError } from '../databases/start-error.ts'
import { readCounters } from './counters.ts'
import { openDatabaseLog } from './database-log.ts'
import type { VerifyOptions } from './options.ts'
import { printReport } from './print-report.ts'
import { publicLogFiles } from './public-log.ts'
import { readText } from './read-text.ts'
import { sha256ByNode } from './sha256-by-node.ts'
import { verifierByNode } from './verify-ed25519.ts'

export interface VerifyAudit {
  readonly options: VerifyOptions
  /** In a transaction that sees one state of the audit's database; not read where `options` name public files. */
  readonly database: Client | null
  /** Undefined: contents are not decrypted. */
  readonly open?: OpenContent
  readonly print: (line: string) => void
  readonly progress?: (leaves: number, size: number) => void
}

const mapsCompared = 1000
const checkpointAttempts = 4
const cosigningMs = 1_000

/** Checks the log that the options name and prints a report. @returns the exit code. @throws StartError where it cannot be read. */
export async function verifyAudit(request: VerifyAudit): Promise<number> {
  const { options, print } = request
  hashBy(sha256ByNode)
  // What others know is read first: the log may grow meanwhile, and is never behind it for that.
  const counters = readCounters(await Promise.all(options.counters.map(readText)))
  const kept = await Promise.all(
    options.checkpoints.map(async (name) => ({ name, note: await readText(name) })),
  )
  const { log, report, trust, toldKeys } =
    options.log === null
      ? await checkDatabase(request, kept, counters)
      : await checkFiles(request, options.log, kept)
  return printReport(
    report,
    {
      origin: trust?.origin ?? 'of no known name',
      hasRows: log.rows !== null,
      headsEvery: log.headsEvery,
      counters: counters.size,
      witnesses: options.witnesses.length,
      toldKeys: toldKeys.filter((key) => !options.keys.includes(key)),
    },
    print,
  )
}

interface KeptCheckpoint {
  readonly name: string
  readonly note: string
}

async function checkDatabase(
  { options, database, open, progress }: VerifyAudit,
  kept: readonly KeptCheckpoint[],
  counters: ReturnType<typeof readCounters>,
) {
  if (database === null) throw new StartError('There is no database to read: name it by AUDIT_DATABASE_URL.')
  const { files, rows, size, toldKeys, seals } = await openDatabaseLog(database)
  const trust = trustOf(options, toldKeys)
  const headsEvery = options.all ? 1 : Math.max(1, Math.ceil(seals / mapsCompared))
  const checkpoints = knownCheckpoints(kept, trust)
  const log: LogToCheck = {
    files,
    size,
    rows,
    trust,
    known: checkpoints.known,
    headsEvery,
    ...(counters.size > 0 && { counters }),
    ...(open && { open }),
    ...(progress && { progress: (leaves: number) => progress(leaves, size) }),
  }
  return { log, report: withFindings(await checkLog(log), checkpoints.findings), trust, toldKeys }
}

async function checkFiles(
  { options, progress }: VerifyAudit,
  address: string,
  kept: readonly KeptCheckpoint[],
) {
  const toldKeys =
    options.keys.length > 0
      ? []
      : (await readText(`${address}/keys`)).split('\n').filter((line) => line !== '')
  const trust = trustOf(options, toldKeys)
  if (trust === null) throw new StartError('The log tells no keys: give its key by --key.')
  const own = await newestCheckpoint(address, trust)
  const { size } = own
  const checkpoints = knownCheckpoints(kept, trust)
  const log: LogToCheck = {
    files: publicLogFiles(address, size),
    size,
    rows: null,
    trust,
    known: [{ ...own, place: { kind: 'checkpoint' }, own: true }, ...checkpoints.known],
    headsEvery: 1,
    ...(progress && { progress: (leaves: number) => progress(leaves, size) }),
  }
  const findings = [...checkpoints.findings, ...missingWitnesses(own, trust)]
  return { log, report: withFindings(await checkLog(log), findings), trust, toldKeys }
}

/** Cosignatures come after the checkpoint: where some are missing, it is asked for again. */
async function newestCheckpoint(address: string, trust: TrustedKeys): Promise<Checkpoint> {
  for (let attempt = 1; ; attempt++) {
    const note = await readText(`${address}/checkpoint`)
    const own = verified(() => trustedCheckpoint(note, { ...trust, quorum: 0 }))
    if (!own.ok) throw new StartError(`${address}/checkpoint is none of the log's (${own.finding.code})`)
    if (own.value.cosigners >= trust.quorum || attempt === checkpointAttempts) return own.value
    await sleep(cosigningMs)
  }
}

function missingWitnesses({ cosigners }: Checkpoint, { quorum }: TrustedKeys): readonly Finding[] {
  if (cosigners >= quorum) return []
  const place = { kind: 'checkpoint' } as const
  return [{ code: 'WITNESSES_TOO_FEW', place, detail: `${cosigners} of ${quorum}` }]
}

/** Keys that the auditor gives, else those that the log tells; null where there are none. */
function trustOf(
  { keys, witnesses, quorum, origin }: VerifyOptions,
  toldKeys: readonly string[],
): TrustedKeys | null {
  const verifierKeys = keys.length > 0 ? keys : toldKeys
  const trust = verified(() => {
    const [first] = verifierKeys
    if (first === undefined) return null
    const name = origin ?? readVerifierKey(first).name
    return readTrust({ origin: name, verifierKeys, witnesses, quorum, verifyEd25519: verifierByNode() })
  })
  if (trust.ok) return trust.value
  throw new StartError(
    `This is no verifier key as it is asked for here: ${trust.finding.detail ?? ''}
--key takes one of the log, as /log/keys has them; --witness one of a witness, without @ and its address.`,
  )
}

/**
 * Checkpoints that somebody kept. Without a good signature one proves nothing, and is a finding of its own; cosignatures
 * may have come only after it was kept.
 */
function knownCheckpoints(kept: readonly KeptCheckpoint[], trust: TrustedKeys | null) {
  const known: KnownCheckpoint[] = []
  const findings: Finding[] = []
  for (const { name, note } of kept) {
    const place = { kind: 'kept checkpoint', number: name } as const
    const read = verified(() =>
      trust
        ? trustedCheckpoint(note, { ...trust, quorum: 0 }, place)
        : readTreeHead(readNote(note, place), place),
    )
    if (read.ok) known.push({ ...read.value, place })
    else findings.push(read.finding)
  }
  return { known, findings }
}

function withFindings(report: LogReport, findings: readonly Finding[]): LogReport {
  const counts = new Map<FindingCode, number>(report.counts)
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return { ...report, findings: [...findings, ...report.findings], counts }
}
