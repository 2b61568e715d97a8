import { parseArgs } from 'node:util'
import { Pool } from 'pg'
import { dpvProcess } from '#audit/exports/dpv.ts'
import { exportPseudonyms } from '#audit/exports/export-pseudonym.ts'
import { openExportReader } from '#audit/exports/export-reader.ts'
import type { ExportedRecord } from '#audit/exports/export-reader.ts'
import { otlpTraces } from '#audit/exports/otlp.ts'
import { ExportFailed, sendTraces } from '#audit/exports/otlp-sender.ts'
import { AuditMisconfigured } from '#audit/failures.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { readPolicyContent } from '#policies/store.ts'
import { auditKey, auditKeys } from './audit-keys.ts'
import { namedDatabases } from './databases/named-databases.ts'
import { StartError } from './databases/start-error.ts'
import { openExportCursor } from './export-cursor.ts'
import { otlpEndpoint } from './otlp-endpoint.ts'

const usage = `Usage: npm run --silent export -- otlp --recipient <name> --cursor <file> [--activities <URI>]
       npm run --silent export -- dpv --recipient <name> --cursor <file>
  otlp: to the receiver of OTEL_EXPORTER_OTLP_ENDPOINT, as spans of Logboek Dataverwerkingen
  dpv: to the standard output, as JSON-LD of the Data Privacy Vocabulary, one record to a line`

const recordsAtOnce = 1_000
const interrupted = new AbortController()
onStopSignal(() => {
  interrupted.abort()
})

try {
  await run(argumentsOf(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof StartError || error instanceof ExportFailed || error instanceof AuditMisconfigured))
    throw error
  console.error(error.message)
  process.exitCode = 1
}

interface Arguments {
  readonly format: 'otlp' | 'dpv'
  readonly recipient: string
  readonly cursor: string
  readonly activities: string
}

type Deliver = (records: readonly ExportedRecord[]) => Promise<void>

/** INVARIANT: the cursor moves only when the receiver has confirmed everything before it. */
async function run(asked: Arguments): Promise<void> {
  const cursor = await openExportCursor(asked.cursor, `${asked.format} to ${asked.recipient}`)
  const keys = masterKeys(await auditKeys('AUDIT_MASTER_KEY', 'audit-master', process.env))
  const databases = await namedDatabases(['audit', 'policy'], process.env, console.error)
  const reader = openExportReader(databases.urls.audit, keys)
  try {
    const deliver = await deliveryOf(asked, databases.urls.policy)
    let exported = 0
    while (!isInterrupted()) {
      const batch = await reader.next(cursor.seal(), recordsAtOnce)
      if (batch === null) break
      for (let start = 0; start < batch.records.length; start += recordsAtOnce)
        await deliver(batch.records.slice(start, start + recordsAtOnce))
      await cursor.advance(batch.seal)
      exported += batch.records.length
    }
    console.error(`${exported} records exported, up to seal ${cursor.seal()}`)
  } finally {
    await reader.close()
    await databases.close()
  }
}

async function deliveryOf({ format, recipient, activities }: Arguments, policyUrl: string): Promise<Deliver> {
  const key = await auditKey('PSEUDONYM_KEY', 'pseudonym', process.env)
  const pseudonymOf = exportPseudonyms(key, recipient)
  if (format === 'otlp') {
    const endpoint = otlpEndpoint(process.env)
    return (records) => sendTraces(endpoint, otlpTraces(records, { pseudonymOf, activities }))
  }
  const options = { pseudonymOf, purposeTerms: await purposeTermsIn(policyUrl) }
  return (records) =>
    printed(records.map((record) => `${JSON.stringify(dpvProcess(record, options))}\n`).join(''))
}

function printed(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

async function purposeTermsIn(url: string): Promise<ReadonlyMap<string, string>> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { agreements } = await readPolicyContent(pool)
    return new Map(
      agreements.flatMap(({ permission, purposeTerm }) =>
        purposeTerm === null ? [] : [[permission, purposeTerm] as const],
      ),
    )
  } finally {
    await pool.end()
  }
}

function isInterrupted(): boolean {
  return interrupted.signal.aborted
}

function argumentsOf(words: string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: {
        recipient: { type: 'string' },
        cursor: { type: 'string' },
        activities: { type: 'string', default: 'urn:dagr:permission:' },
      },
      allowPositionals: true,
    })
    const [format, ...rest] = positionals
    const { recipient, cursor, activities } = values
    const isFormat = format === 'otlp' || format === 'dpv'
    if (isFormat && rest.length === 0 && recipient !== undefined && cursor !== undefined)
      return { format, recipient, cursor, activities }
  } catch {
    // An option that does not exist: the usage says which do.
  }
  throw new StartError(usage)
}
