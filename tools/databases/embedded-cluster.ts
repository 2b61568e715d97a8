import { randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PostgresPrograms } from './postgres-program.ts'
import { processRuns } from './process-runs.ts'
import { StartError } from './start-error.ts'

export interface Cluster {
  folder: string
  /** Of the superuser `postgres`. */
  password: string
  programs: PostgresPrograms
  log: (line: string) => void
}

/**
 * Makes sure that `folder` holds PostgreSQL's data of the version that we run, making it where nothing is there.
 * Made aside and moved into place whole, so that an interrupted first start leaves nothing half-made.
 */
export async function prepareCluster(cluster: Cluster): Promise<void> {
  if (!(await holdsCluster(cluster.folder, cluster.programs))) await make(cluster)
}

/**
 * @returns false where there is no data, not even a part of it.
 * @throws StartError where there is something that the programs cannot run.
 */
export async function holdsCluster(folder: string, programs: PostgresPrograms): Promise<boolean> {
  const version = await dataVersion(folder)
  if (version !== undefined && version !== programs.majorVersion) {
    throw new StartError(
      `${folder} holds data of PostgreSQL ${version}, and this DAGR brings PostgreSQL ${programs.majorVersion}. Upgrade it with pg_upgrade, or move it away to begin with empty databases.`,
    )
  }
  return version !== undefined
}

/** @returns undefined where there is no data, not even a part of it. */
async function dataVersion(folder: string): Promise<string | undefined> {
  try {
    const entries = await readdir(folder)
    if (entries.length === 0) return undefined
    const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim()
    if (!/^[\d.]+$/.test(version)) throw new Error('PG_VERSION holds no version')
    return version
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const missingFolder = code === 'ENOENT' && error instanceof Error && !error.message.includes('PG_VERSION')
    if (missingFolder) return undefined
    const what = code === 'EACCES' ? 'belongs to another user' : 'is not a data folder of PostgreSQL'
    throw new StartError(
      `${folder} ${what}. Restore it from a copy, or move it away to begin with empty databases.`,
    )
  }
}

/** PostgreSQL's own locale: the same order and letter cases on every machine. */
const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']

async function make({ folder, password, programs, log }: Cluster): Promise<void> {
  log(`Making the data folder ${folder}`)
  await removeAbandoned(folder)
  const draft = `${folder}.new-${process.pid}-${randomUUID()}`
  const passwordFile = `${draft}.password`
  try {
    await mkdir(draft, { mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    await programs.own(draft, passwordFile)
    const made = await programs.run('initdb', [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      ...locale,
    ])
    if (made.code !== 0) {
      const reason = /(?:FATAL|error): +(.*)/.exec(made.output)?.[1] ?? made.output.trim()
      throw new StartError(`PostgreSQL cannot make its data folder ${folder}: ${reason}`)
    }
    await moveIntoPlace(draft, folder)
  } finally {
    await Promise.all([draft, passwordFile].map((path) => rm(path, { recursive: true, force: true })))
  }
}

/** Where another process made the folder meanwhile, theirs stays. */
async function moveIntoPlace(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder)
  } catch (error) {
    if ((await dataVersion(folder)) === undefined) throw error
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder)
  const prefix = `${basename(folder)}.new-`
  const abandoned = (await readdir(parent)).filter(
    (name) => name.startsWith(prefix) && !processRuns(Number.parseInt(name.slice(prefix.length), 10)),
  )
  await Promise.all(abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true })))
}
