import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPostmaster } from '#tools/databases/embedded-postmaster.ts'
import { processRuns } from '#tools/databases/process-runs.ts'

const prefix = 'dagr-bench-'
const mostTries = 50

/** A new temporary folder, which says by its name which process it is for. Whoever asks for it removes it. */
export function makeBenchFolder(parent: string = tmpdir()): Promise<string> {
  return mkdtemp(join(parent, `${prefix}${process.pid}-`))
}

/**
 * Removes what benchmarks have left behind that were killed: their folders, and the PostgreSQL servers that still run on
 * them. @returns how many folders
 */
export async function removeLeftFolders(parent: string = tmpdir()): Promise<number> {
  const left: string[] = []
  for (const name of await readdir(parent)) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(pid) || processRuns(pid)) continue
    const folder = join(parent, name)
    // Somebody else's is not ours to remove.
    if ((await stat(folder)).uid !== process.getuid?.()) continue
    await endPostgres(join(folder, 'postgres'))
    await rm(folder, { recursive: true, force: true })
    left.push(folder)
  }
  return left.length
}

async function endPostgres(folder: string): Promise<void> {
  const postmaster = await findPostmaster(folder)
  if (postmaster === undefined) return
  process.kill(postmaster.pid, 'SIGQUIT')
  for (let tries = 0; tries < mostTries && processRuns(postmaster.pid); tries++) await sleep(100)
}
