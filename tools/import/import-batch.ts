import type { Client } from 'pg'
import { DatabaseError, escapeIdentifier } from 'pg'
import type { FileKind, Target } from './file-kind.ts'
import { FileRefused } from './file-refused.ts'
import type { FileTally } from './file-tally.ts'
import { countBadRows, countRow, newTally, refuseBadFiles } from './file-tally.ts'
import { inTransaction } from './in-transaction.ts'
import type { TableReport } from './merge.ts'
import { endRows, markBadRows, numberRows, upsertRows } from './merge.ts'
import type { FilePart } from './file-parts.ts'
import { filePart, refuseMissingParts } from './file-parts.ts'
import type { Progress } from './progress.ts'
import type { FileRows } from './read-rows.ts'
import type { SourceFile } from './recognise-file.ts'
import type { Staging } from './staging.ts'
import { openStaging } from './staging.ts'

/** Files that are imported together or not at all: one, or all of a kind that form a snapshot. */
export interface Batch {
  kind: FileKind
  /** The table columns that every one of the files fills. */
  columns: FileRows['columns']
  files: readonly { file: SourceFile; rows: FileRows }[]
}

export interface BatchOptions {
  url: string
  /** `whole`: the files are all that there is of their kind. `scoped`: all of the kind's scope. */
  snapshot: 'none' | 'scoped' | 'whole'
  progress: Progress
  signal?: AbortSignal | undefined
  /** How long to wait for others who write the same tables. */
  lockTimeoutMs?: number | undefined
}

export interface BatchReport {
  files: readonly FileTally[]
  /** Empty where the batch was refused. */
  tables: readonly TableReport[]
  /** Why nothing was kept. */
  refused?: string
}

/** Imports a batch in one transaction. What is wrong with the files is in the report; other failures are thrown. */
export async function importBatch(batch: Batch, options: BatchOptions): Promise<BatchReport> {
  const files = batch.files.map(({ file, rows }) => newTally(file.label, rows.ignored))
  try {
    const tables = await inTransaction(options.url, options.signal, (client) =>
      run(client, batch, files, options),
    )
    return { files, tables }
  } catch (error) {
    const refused = reasonOf(error)
    if (refused === undefined) throw error
    return { files, tables: [], refused }
  } finally {
    options.progress.end()
  }
}

/** The database's own words may quote a value, so only its code is shown. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof FileRefused) return error.message
  if (!(error instanceof DatabaseError)) return undefined
  const { code = 'without a code' } = error
  return databaseReasons[code.slice(0, 2)] ?? databaseReasons[code] ?? `the database fails (${code})`
}

/** By error code of PostgreSQL, or by its class: the first two characters. */
const databaseReasons: Readonly<Record<string, string>> = {
  '22': 'the database does not take a value',
  '23': 'the database does not take a value',
  '53100': 'the disk of the database is full',
  '55P03': 'another import, or the synthetic country, is writing this registry',
  '57P01': 'the database went away',
}

async function run(
  client: Client,
  { kind, columns, files }: Batch,
  tallies: readonly FileTally[],
  options: BatchOptions,
): Promise<TableReport[]> {
  await prepare(client, kind.targets, options.lockTimeoutMs ?? 10_000)
  const stagings = new Map<Target, Staging>()
  for (const target of kind.targets) {
    stagings.set(target, await openStaging(client, target, columns.get(target) ?? []))
  }
  await readFiles(files, stagings, tallies, options)
  const all = [...stagings.values()]
  const repeated = new Map<Staging, number>()
  for (const staging of all) {
    await staging.finish()
    await numberRows(client, staging)
    const marked = await markBadRows(client, staging)
    repeated.set(staging, marked.repeated)
    for (const bad of marked.bad) {
      const tally = tallies[bad.file]
      if (tally) countBadRows(tally, bad, `key of ${staging.target.table}`)
    }
  }
  refuseBadFiles(tallies)
  const reports: TableReport[] = []
  for (const staging of all) {
    const written = await upsertRows(client, staging)
    const ended = await end(client, kind, staging, all, tallies, options.snapshot)
    const { table } = staging.target
    reports.push({ table, ...written, repeated: repeated.get(staging) ?? 0, ended })
  }
  if (kind.settle !== undefined) await client.query(kind.settle)
  for (const { target } of all) await client.query(`ANALYZE ${escapeIdentifier(target.table)}`)
  return reports
}

/** Others may read the tables meanwhile; whoever writes waits. */
async function prepare(client: Client, targets: readonly Target[], lockTimeoutMs: number): Promise<void> {
  await client.query(`SET LOCAL work_mem = '64MB'`)
  await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`)
  const tables = targets.map(({ table }) => escapeIdentifier(table)).join(', ')
  await client.query(`LOCK TABLE ${tables} IN SHARE ROW EXCLUSIVE MODE`)
}

async function readFiles(
  files: Batch['files'],
  stagings: ReadonlyMap<Target, Staging>,
  tallies: readonly FileTally[],
  { snapshot, progress, signal }: BatchOptions,
): Promise<void> {
  const parts: FilePart[] = []
  for (const [index, { file, rows }] of files.entries()) {
    const tally = tallies[index]
    if (!tally) continue
    progress.start(file)
    const reading = rows.read({ signal, onBytes: progress.advance }, (envelope) =>
      parts.push(filePart(file, envelope)),
    )
    try {
      for await (const row of reading) {
        countRow(tally, row)
        const flushed = stagings.get(row.target)?.add(row, index)
        if (flushed) await flushed
      }
    } catch (error) {
      throw error instanceof FileRefused ? new FileRefused(`${file.label}: ${error.message}`) : error
    }
  }
  progress.write()
  if (snapshot !== 'none') refuseMissingParts(parts)
}

async function end(
  client: Client,
  kind: FileKind,
  staging: Staging,
  [main]: readonly Staging[],
  tallies: readonly FileTally[],
  snapshot: BatchOptions['snapshot'],
): Promise<number> {
  if (snapshot === 'none') return 0
  if (tallies.every(({ rows }) => rows === 0)) {
    throw new FileRefused('a snapshot without any row would end every row of earlier imports')
  }
  const column = snapshot === 'scoped' ? kind.snapshotScope : undefined
  return endRows(client, staging, column !== undefined && main ? { column, main } : undefined)
}
