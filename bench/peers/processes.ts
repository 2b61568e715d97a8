import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pin, processorSeconds } from '../audit/cores.ts'

/** A contender's process with all that it starts. */
export interface Running {
  readonly pid: number
  readonly url: string
  /** Seconds of processor that it has used, with its children. */
  processorSeconds(): number
  /** Of physical memory, with its children. */
  memoryBytes(): number
  close(): Promise<void>
}

export interface Starting {
  readonly command: string
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  readonly port: number
  readonly core: number
}

/** Nothing stays behind where the benchmark itself is ended. */
const endings = new Set<() => void>()
process.once('exit', () => {
  for (const end of endings) end()
})

const endsWithParent = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0

/** Longer than any of them takes. */
const patienceMs = 60_000

/** Starts a server on that core, and waits until it takes connections. @throws with what it printed, where it ends before. */
export async function startServerProcess(starting: Starting): Promise<Running> {
  const { command, words, env, folder, port, core } = starting
  const child = spawn(...endingWithParent(command, words), {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const note = (piece: Buffer): void => void (printed = `${printed}${piece.toString()}`.slice(-2_000))
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  const pid = child.pid ?? 0
  pin(pid, core)
  const killAll = (): void => {
    for (const each of familyOf(pid).toReversed()) endProcess(each)
  }
  endings.add(killAll)
  const close = async (): Promise<void> => {
    endings.delete(killAll)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    killAll()
    await ended
  }
  const url = `http://127.0.0.1:${port}/graphql`
  const until = performance.now() + patienceMs
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`It ended: ${printed}`)
    if (performance.now() > until) {
      await close()
      throw new Error(`It does not answer: ${printed}`)
    }
    await sleep(100)
  }
  return {
    pid,
    url,
    processorSeconds: () => familyOf(pid).reduce((sum, each) => sum + (processorSeconds(each) ?? 0), 0),
    memoryBytes: () => memoryOf(pid),
    close,
  }
}

/** A killed benchmark ends nothing by itself: where there is `setpriv`, the system does. */
function endingWithParent(command: string, words: readonly string[]): [string, string[]] {
  return endsWithParent ? ['setpriv', ['--pdeathsig', 'KILL', command, ...words]] : [command, [...words]]
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Physical memory of a process and all that it has started, in bytes. */
export function memoryOf(pid: number): number {
  return familyOf(pid).reduce((sum, each) => {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readOrEmpty(`/proc/${each}/status`))?.[1]
    return sum + Number(kilobytes ?? 0) * 1024
  }, 0)
}

/** The process, and what it and its threads have started, itself first. */
function familyOf(pid: number): readonly number[] {
  let threads: readonly string[] = []
  try {
    threads = readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
  const children = threads.flatMap((thread) =>
    readOrEmpty(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }","variables":{}}',
      signal: AbortSignal.timeout(2_000),
    })
    await answer.arrayBuffer()
    return true
  } catch {
    return false
  }
}
