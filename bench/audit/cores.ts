import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { readFileSync } from 'node:fs'
import { Client } from 'pg'

/**
 * The audit is measured with the gateway on one core, and PostgreSQL and everything else on the other. Where there is no
 * second core or no `taskset`, everything runs wherever the system puts it.
 */
export const cores = { database: 0, gateway: 1 } as const

let isPinning = false

/** Before anything is measured in earnest. Tests share their machine with others, and their process with what comes after. */
export function beginPinning(): void {
  isPinning = availableParallelism() > 1 && works(() => taskset('-p', String(process.pid)))
}

/** Moves a process with all its threads; what it starts from now on stays there as well. */
export function pin(pid: number, core: number): void {
  // A process may have ended meanwhile.
  if (isPinning) works(() => taskset('-a', '-c', '-p', String(core), String(pid)))
}

/** Moves a PostgreSQL with all its sessions, present and future. */
export async function pinDatabase(url: string, postmaster: number): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  pin(postmaster, cores.database)
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity')
  for (const { pid } of rows) pin(pid, cores.database)
  await client.end()
}

/** How the measured processes were laid out, for whoever reads the numbers. */
export function layoutOfCores(): string {
  return isPinning
    ? `gateway or appending process on core ${cores.gateway}, PostgreSQL and all else on core ${cores.database}`
    : 'not pinned: no second core, or no taskset'
}

/**
 * Seconds of processor that a process has used, with its children where `withChildren`; null where the system does not
 * tell (it is Linux that does).
 */
export function processorSeconds(pid: number, withChildren = false): number | null {
  const own = statOf(pid)
  if (own === null) return null
  const children = withChildren ? childrenOf(pid).map((child) => statOf(child)?.own ?? 0) : []
  const ended = withChildren ? own.ended : 0
  return [own.own, ended, ...children].reduce((sum, seconds) => sum + seconds, 0)
}

/** `man proc_pid_stat`: 100 ticks a second on every Linux that Node runs on. */
function statOf(pid: number): { own: number; ended: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number)
    return { own: (user + system) / 100, ended: (endedUser + endedSystem) / 100 }
  } catch {
    return null
  }
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

function taskset(...words: string[]): void {
  execFileSync('taskset', words, { stdio: 'ignore' })
}

function works(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
