import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { composeOwnSubgraphs } from './compose-subgraphs.ts'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'
import type { FileFamily } from './import/file-kind.ts'
import { fileFamilies } from './import/file-families.ts'
import { importPath } from './import/import-path.ts'
import { importPermissions } from './import/import-permissions.ts'
import { printReport } from './import/print-report.ts'
import { barProgress, lineProgress } from './import/progress.ts'

const usage = `Usage: npm run import -- <${Object.keys(fileFamilies).join('|')}> <file or folder> [--snapshot]
       npm run import -- permissions <file> --consumer <id> [--lenient]`

const interrupted = new AbortController()
onStopSignal(() => {
  interrupted.abort()
})

try {
  process.exitCode = (await run(process.argv.slice(2), interrupted.signal)) ? 0 : 1
} catch (error) {
  if (interrupted.signal.aborted) {
    console.error('Interrupted. The file that was being imported was rolled back.')
    process.exitCode = 130
  } else if (error instanceof StartError) {
    console.error(error.message)
    process.exitCode = 1
  } else throw error
}

function log(line: string): void {
  console.log(line)
}

async function run(words: string[], signal: AbortSignal): Promise<boolean> {
  return words[0] === 'permissions' ? runPermissions(words.slice(1)) : runFamily(words, signal)
}

/** Agreements from a file in the national platform's shape, over the schema of our own subgraphs. */
async function runPermissions(words: string[]): Promise<boolean> {
  const { path, consumer, isLenient } = permissionsArgumentsOf(words)
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StartError(`${path} cannot be read.`)
  })
  const { api, facts } = await composeOwnSubgraphs()
  const databases = await openDatabases({ env: process.env, dataFolder: dataFolderOf(process.env), log })
  try {
    return await importPermissions(
      { text, consumer, isLenient, url: databases.urls.policy, schema: { api, owners: facts.owners } },
      { out: log, error: (line) => console.error(line) },
    )
  } finally {
    await databases.close()
  }
}

function permissionsArgumentsOf(words: string[]): { path: string; consumer: string; isLenient: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { consumer: { type: 'string' }, lenient: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const [path, ...rest] = positionals
    const { consumer, lenient: isLenient } = values
    if (path !== undefined && consumer !== undefined && rest.length === 0)
      return { path, consumer, isLenient }
  } catch {
    // An option that does not exist: the usage says which do.
  }
  throw new StartError(usage)
}

async function runFamily(words: string[], signal: AbortSignal): Promise<boolean> {
  const { family, path, snapshot } = argumentsOf(words)
  const databases = await openDatabases({ env: process.env, dataFolder: dataFolderOf(process.env), log })
  try {
    return await importPath({
      family,
      path,
      url: databases.urls[family.registry],
      snapshot,
      progress: process.stderr.isTTY ? barProgress(process.stderr) : lineProgress(log),
      onReport: (report) => printReport(report, { out: log, error: (line) => console.error(line) }),
      signal,
    })
  } finally {
    await databases.close()
  }
}

function argumentsOf(words: string[]): { family: FileFamily; path: string; snapshot: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { snapshot: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const [what = '', path, ...rest] = positionals
    const family = Object.hasOwn(fileFamilies, what) ? fileFamilies[what] : undefined
    if (family && path !== undefined && rest.length === 0) return { family, path, snapshot: values.snapshot }
  } catch {
    // An option that does not exist: the usage says which do.
  }
  throw new StartError(usage)
}
