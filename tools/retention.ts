import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Pool } from 'pg'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { dueContents, removeDueContents } from '#audit/keeping/retention.ts'
import type { DueContents } from '#audit/keeping/retention.ts'
import { readRetentionPurposes, RetentionRulesError, rulesDigest } from '#audit/keeping/retention-rules.ts'
import { RemovalRefused } from '#audit/keeping/two-officials.ts'
import type { TwoOfficials } from '#audit/keeping/two-officials.ts'
import { AuditMisconfigured } from '#audit/failures.ts'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { readPolicyContent } from '#policies/store.ts'
import { namedDatabases } from './databases/named-databases.ts'
import { StartError } from './databases/start-error.ts'
import { keeperOfficial } from './keeper-official.ts'

const usage = `Usage: npm run retention
       npm run retention -- --apply --rules <digest> --token <file> --approver <file>
  --rules: what the first form prints, which both officials have seen; --token, --approver: files of their tokens
  AUDIT_RETENTION names a file: { "purposes": { "<purpose>": <days> } }`

const interrupted = new AbortController()
onStopSignal(() => {
  interrupted.abort()
})

try {
  await run(process.argv.slice(2))
} catch (error) {
  if (!(
    error instanceof StartError ||
    error instanceof RemovalRefused ||
    error instanceof AuditMisconfigured
  ))
    throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(words: string[]): Promise<void> {
  const approval = await approvalOf(words)
  const purposes = await purposesOf(process.env['AUDIT_RETENTION'] ?? '')
  const databases = await namedDatabases(['audit', 'policy'], process.env, console.error)
  const keeper = openKeeper(databases.urls.audit)
  try {
    const rules = { agreements: await agreementDays(databases.urls.policy), purposes }
    const options = { rules, now: new Date() }
    const digest = rulesDigest(rules)
    if (approval === null) {
      print(await dueContents(keeper, options))
      return console.log(
        `By ${rules.agreements.size} agreements that say how long, and ${purposes.size} purposes of AUDIT_RETENTION; nothing else goes.\nRules: ${digest}`,
      )
    }
    if (approval.rules !== digest)
      throw new StartError('The rules are no longer those: list anew what would go.')
    const { records, bytes } = await removeDueContents(keeper, {
      ...options,
      officials: approval.officials,
      signal: interrupted.signal,
      onRemoved: (removed) =>
        console.log(`housekeeping record ${removed.number}: ${removed.records} contents removed`),
    })
    const whole = interrupted.signal.aborted ? 'Interrupted: the rest is due the next time. ' : ''
    console.log(`${whole}${records} contents of ${bytes} bytes are removed; their digests stay.`)
    if (whole !== '') process.exitCode = 130
  } finally {
    await keeper.close()
    await databases.close()
  }
}

interface Approval {
  /** Digest of the rules that both have seen. */
  readonly rules: string
  readonly officials: TwoOfficials
}

/** @returns null where nothing is to be removed. */
async function approvalOf(words: string[]): Promise<Approval | null> {
  const { apply, rules, token, approver } = argumentsOf(words)
  if (!apply && rules === undefined && token === undefined && approver === undefined) return null
  if (!apply || rules === undefined || token === undefined || approver === undefined)
    throw new StartError(usage)
  const officials = {
    author: await keeperOfficial(token, process.env),
    approver: await keeperOfficial(approver, process.env),
  }
  return { rules, officials }
}

function argumentsOf(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        apply: { type: 'boolean', default: false },
        rules: { type: 'string' },
        token: { type: 'string' },
        approver: { type: 'string' },
      },
    }).values
  } catch {
    throw new StartError(usage)
  }
}

async function purposesOf(file: string): Promise<ReadonlyMap<string, number>> {
  if (file === '') return new Map()
  const text = await readFile(file, 'utf8').catch(() => {
    throw new StartError(`${file} of AUDIT_RETENTION cannot be read.`)
  })
  try {
    return readRetentionPurposes(text)
  } catch (error) {
    if (!(error instanceof RetentionRulesError)) throw error
    throw new StartError(`${file} of AUDIT_RETENTION: ${error.message}.`)
  }
}

/** Of the agreements in force or over that say how long. */
async function agreementDays(url: string): Promise<ReadonlyMap<string, number>> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { agreements } = await readPolicyContent(pool)
    return new Map(
      agreements.flatMap(({ permission, retentionDays }) =>
        retentionDays === null ? [] : [[permission, retentionDays] as const],
      ),
    )
  } finally {
    await pool.end()
  }
}

function print(due: readonly DueContents[]): void {
  for (const { purpose, month, records, oldest, newest, bytes } of due)
    console.log(
      [month, records, bytes, day(oldest), day(newest), purpose ?? '(without a purpose)'].join('\t'),
    )
  const records = due.reduce((total, line) => total + line.records, 0)
  console.log(
    `${records} contents would be removed (month, records, bytes, oldest, newest, purpose); nothing is changed without --apply.`,
  )
}

function day(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
