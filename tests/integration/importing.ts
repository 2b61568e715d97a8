import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { DatabaseName } from '#tools/databases/names.ts'
import { fileFamilies } from '#tools/import/file-families.ts'
import type { BatchReport } from '#tools/import/import-batch.ts'
import type { ImportOptions } from '#tools/import/import-path.ts'
import { importPath } from '#tools/import/import-path.ts'
import { printReport } from '#tools/import/print-report.ts'
import { lineProgress } from '#tools/import/progress.ts'
import type { TestDatabase } from '../postgres.ts'
import { createTestDatabase } from '../postgres.ts'

export interface Imported {
  ok: boolean
  /** Counts of all tables together. */
  counts: Record<string, number>
  /** All that was printed, errors after `! `. */
  printed: string[]
}

export interface Importing {
  /** Imports a file or folder of the test's folder, or one by its path. */
  run: (path: string, options?: Partial<ImportOptions>) => Promise<Imported>
  query: (sql: string) => Promise<Record<string, unknown>[]>
  connect: () => Promise<Client>
  /** Writes a file into the test's folder. @returns its path */
  file: (name: string, lines: readonly string[]) => Promise<string>
  /** The path of a folder in the test's folder. */
  folder: (name?: string) => string
}

/** Gives every test of the file an empty database of the registry, and an empty folder. */
export function importing(what: DatabaseName): Importing {
  let database: TestDatabase
  let root = ''
  beforeAll(async () => {
    database = await createTestDatabase(what)
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'dagr-import-'))
  })
  afterEach(async () => {
    await rm(root, { recursive: true })
    await query(emptyTables)
  })
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    return client
  }
  const query: Importing['query'] = async (sql) => {
    const client = await connect()
    const { rows } = await client.query<Record<string, unknown>>(sql)
    await client.end()
    return rows
  }
  return {
    connect,
    run: (path, options) => importInto(what, database.url, path, options),
    query,
    async file(name, lines) {
      const path = join(root, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, `${lines.join('\n')}\n`)
      return path
    },
    folder: (name = '.') => join(root, name),
  }
}

/** Every table that an import may write. */
const emptyTables = `DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(quote_ident(table_name), ', ') FROM information_schema.columns
  WHERE table_schema = 'public' AND column_name = 'origin'); END $$`

async function importInto(
  what: DatabaseName,
  url: string,
  path: string,
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  const family = fileFamilies[what]
  if (!family) throw new Error(`Nothing is imported into ${what}`)
  const reports: BatchReport[] = []
  const progress = lineProgress(() => undefined)
  const onReport = (report: BatchReport): void => void reports.push(report)
  const ok = await importPath({ family, path, url, snapshot: false, progress, onReport, ...options })
  const counts: Record<string, number> = {}
  const add = (word: string, count: number): void => void (counts[word] = (counts[word] ?? 0) + count)
  const printed: string[] = []
  for (const report of reports) {
    for (const { bad } of report.files) add('bad', bad)
    for (const { table: _, ...words } of report.tables)
      Object.entries(words).forEach((entry) => add(...entry))
    printReport(report, {
      out: (line) => printed.push(line),
      error: (line) => printed.push(`! ${line}`),
    })
  }
  return { ok, counts, printed }
}
