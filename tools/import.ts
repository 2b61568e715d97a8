import { parseArgs } from 'node:util'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'
import type { FileFamily } from './import/file-kind.ts'
import { fileFamilies } from './import/file-families.ts'
import { importPath } from './import/import-path.ts'
import { printReport } from './import/print-report.ts'
import { barProgress, lineProgress } from './import/progress.ts'

const usage = `Usage: npm run import -- <${Object.keys(fileFamilies).join('|')}> <file or folder> [--snapshot]`

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
