import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readOrCreateSecret } from '../secrets.ts'
import { holdsCluster, prepareCluster } from './embedded-cluster.ts'
import { findPostmaster } from './embedded-postmaster.ts'
import type { PostgresPrograms } from './postgres-program.ts'
import { postgresPrograms } from './postgres-program.ts'
import { holdServer } from './server-hold.ts'
import { StartError } from './start-error.ts'

export interface EmbeddedServer {
  /** Of the server's `postgres` database, as superuser. */
  url: string
  /** Gives the server up; whoever gives it up last stops it. */
  close: () => Promise<void>
}

export interface EmbeddedServerOptions {
  /** Holds `postgres/`, `postgres-password` and `postgres.log`. */
  dataFolder: string
  log: (line: string) => void
  /** Server settings over the usual ones. */
  settings?: Readonly<Record<string, string>>
}

/** Long enough to recover from a crash in the middle of a large load. */
const startTimeoutMs = 120_000

const usualSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  // One of each per registry whose changes are followed, and some to spare.
  max_replication_slots: '30',
  max_wal_senders: '30',
  max_slot_wal_keep_size: '4GB',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  timezone: 'UTC',
  // Parallel workers share memory through /dev/shm, which containers keep too small for them.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  // The log carries no personal data: neither the text of failed statements nor the keys in their details.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/**
 * Joins the PostgreSQL that runs on `dataFolder`, or starts it there, making its data the first time. Processes that
 * call this together end up on one server. A server whose process was killed is taken over.
 */
export async function openEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataFolder = resolve(options.dataFolder)
  try {
    return await joinOrStart({ ...options, dataFolder })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'path' in error)) throw error
    throw new StartError(`The data folder ${dataFolder} cannot be used: ${error.message}.`)
  }
}

async function joinOrStart(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { dataFolder } = options
  const folder = join(dataFolder, 'postgres')
  const password = (await readOrCreateSecret(dataFolder, 'postgres-password', 24)).toString('hex')
  const owner = await ownerOf(folder)
  const programs = await postgresPrograms(dataFolder, owner)
  // Root has brought it back from a copy. Nothing else is given away.
  if (owner?.uid === 0 && (await holdsCluster(folder, programs))) await programs.own(folder)
  const deadline = Date.now() + startTimeoutMs
  let startedHere = false
  for (;;) {
    const postmaster = await findPostmaster(folder)
    if (postmaster !== undefined) {
      const url = `postgres://postgres:${password}@127.0.0.1:${postmaster.port}/postgres`
      const hold = await holdServer(url, folder).catch(async (error: unknown) => {
        if (startedHere) await stop(programs, folder)
        throw error
      })
      if (hold !== undefined) return { url, close: () => hold.release(() => stop(programs, folder)) }
    } else {
      await prepareCluster({ folder, password, programs, log: options.log })
      startedHere = await start({ folder, programs, options, logFile: join(dataFolder, 'postgres.log') })
    }
    if (Date.now() > deadline) throw new StartError(neverAnswered(folder, postmaster?.pid))
    await sleep(100)
  }
}

async function ownerOf(folder: string): Promise<{ uid: number; gid: number } | undefined> {
  return stat(folder).catch(() => undefined)
}

interface Start {
  folder: string
  logFile: string
  programs: PostgresPrograms
  options: EmbeddedServerOptions
}

/** @returns false where another process was quicker, or is ending: the caller looks for a running server again. */
async function start({ folder, logFile, programs, options }: Start): Promise<boolean> {
  const settings = { ...usualSettings, ...options.settings, port: String(await freePort()) }
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  await writeFile(logFile, '', { flag: 'a', mode: 0o600 })
  await programs.own(logFile)
  const logStart = (await stat(logFile)).size
  options.log(`Starting PostgreSQL in ${folder}`)
  const started = await programs.run('pg_ctl', [
    'start',
    `--pgdata=${folder}`,
    '--wait',
    `--timeout=${startTimeoutMs / 1000}`,
    `--log=${logFile}`,
    `--options=${flags.join(' ')}`,
  ])
  if (started.code === 0) return true
  if ((await findPostmaster(folder)) !== undefined) return false
  const written = (await readFile(logFile)).subarray(logStart).toString()
  if (passing.test(written)) return false
  const reason = /(?:FATAL|PANIC|ERROR): +(.*)/.exec(written)?.[1] ?? lastLine(started.output)
  throw new StartError(
    `PostgreSQL does not start in ${folder}: ${reason}. More is in ${logFile}. Restore the folder from a copy, or move it away to begin with empty databases.`,
  )
}

/** Another process took the port, or the folder, after we looked; or parts of a killed server are about to end. */
const passing = /Address already in use|lock file ".*" already exists|pre-existing shared memory block/

/** Where the server obeys: at once, however many are connected. */
const stopTimeoutMs = 60_000

async function stop(programs: PostgresPrograms, folder: string): Promise<void> {
  const postmaster = await findPostmaster(folder)
  if (postmaster === undefined) return
  // pg_ctl's own waiting would take for this server the one that somebody else starts here right after it, and in the
  // end stop that one.
  await programs.run('pg_ctl', ['stop', `--pgdata=${folder}`, '--no-wait', '--mode=fast'])
  if (await ends(folder, postmaster.pid)) return
  await programs.run('pg_ctl', ['kill', 'QUIT', String(postmaster.pid)])
  await ends(folder, postmaster.pid)
}

/** By the file that the server removes last: who does not reap its children would see its process for ever. */
async function ends(folder: string, pid: number): Promise<boolean> {
  const deadline = Date.now() + stopTimeoutMs
  while ((await findPostmaster(folder))?.pid === pid) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function neverAnswered(folder: string, pid: number | undefined): string {
  const remedy = pid === undefined ? 'Start again.' : `End the process ${pid} and start again.`
  return `The PostgreSQL in ${folder} did not answer within ${startTimeoutMs / 1000} s. ${remedy}`
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
