import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { RemovalRefused } from '#audit/keeping/two-officials.ts'
import { AuditMisconfigured } from '#audit/failures.ts'
import { subjectHash } from '#audit/subject.ts'
import { auditKey } from './audit-keys.ts'
import { namedDatabases } from './databases/named-databases.ts'
import { StartError } from './databases/start-error.ts'
import { keeperOfficial } from './keeper-official.ts'

const usage = `Usage: npm run erase -- <personal code | -> --token <file> --reason <reference of the decision>
       npm run erase -- <personal code | -> --token <file> --approve <request>
  -: the personal code is read from the standard input, so that it is in no list of processes`

try {
  console.log(await run(process.argv.slice(2)))
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

/** @returns what was done, without the personal code. */
async function run(words: string[]): Promise<string> {
  const { subject, token, reason, approve } = argumentsOf(words)
  const official = await keeperOfficial(token, process.env)
  const key = await auditKey('AUDIT_SUBJECT_KEY', 'audit-subject', process.env)
  const asked = { subjectHash: subjectHash(key, await subjectOf(subject)), at: new Date() }
  const databases = await namedDatabases(['audit'], process.env, console.error)
  const keeper = openKeeper(databases.urls.audit)
  try {
    if (approve !== undefined) {
      const done = await approveErasure(keeper, { ...asked, request: approve, approver: official })
      return `Erased: ${done.records} records under ${done.keys} keys. Housekeeping record ${done.number} says so.`
    }
    const { request, held } = await requestErasure(keeper, { ...asked, author: official, reason })
    return `Request ${request}: ${held.records} records under ${held.keys} keys would be erased.
Nothing is erased yet. Another official approves it within 30 days, with --approve ${request}.`
  } finally {
    await keeper.close()
    await databases.close()
  }
}

type Arguments = { readonly subject: string; readonly token: string } & (
  | { readonly reason: string; readonly approve?: undefined }
  | { readonly approve: string; readonly reason?: undefined }
)

function argumentsOf(words: string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { token: { type: 'string' }, reason: { type: 'string' }, approve: { type: 'string' } },
      allowPositionals: true,
    })
    const [subject, ...rest] = positionals
    const { token, reason, approve } = values
    if (subject !== undefined && rest.length === 0 && token !== undefined) {
      if (reason !== undefined && approve === undefined) return { subject, token, reason }
      if (approve !== undefined && reason === undefined && isUuid(approve)) return { subject, token, approve }
    }
  } catch {
    // An option that does not exist: the usage says which do.
  }
  throw new StartError(usage)
}

async function subjectOf(argument: string): Promise<string> {
  const subject = argument === '-' ? (await text(process.stdin)).trim() : argument
  if (/^\d{6}-?\d{5}$/.test(subject) || /^unresolved:[a-z]+:\S+$/.test(subject)) return subject
  throw new StartError('The subject must be a personal code, or unresolved:<registry>:<row>.')
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
}
