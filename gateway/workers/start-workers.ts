import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { answerMetrics } from './metrics-of-all.ts'

export interface WorkersOptions {
  readonly count: number
  /** Their environment, beside what this process has: `gateway/main.ts` reads all it needs from there. */
  readonly env?: Readonly<Record<string, string>>
  /** Where each remembers what was hot, under its own number; undefined: nowhere. */
  readonly hotSetFile: string | undefined
  /** How long one that is stopped may take. */
  readonly stopMs: number
  readonly log: Pick<FastifyBaseLogger, 'warn'>
}

export interface RunningWorkers {
  /** Where all of them answer. */
  readonly url: string
  stop(): Promise<void>
}

/** What a worker says once it answers queries; until then no connection is handed to it. */
export interface WorkerReady {
  readonly kind: 'ready'
  readonly url: string
}

/** One that could not start; what for, it has said itself. */
export class WorkerFailed extends Error {}

const firstPauseMs = 500
const longestPauseMs = 30_000

/**
 * Runs the gateway in so many processes that listen on one address: each with its own memory, feeds and connections; they
 * share nothing but the feeds' sources and the databases. Resolves when all of them answer queries. A worker that ends is
 * replaced. One set of workers in a process.
 * @throws WorkerFailed where one of them cannot start: none is left running
 */
export async function startWorkers({
  count,
  env,
  hotSetFile,
  stopMs,
  log,
}: WorkersOptions): Promise<RunningWorkers> {
  // The code is TypeScript, with the same flags as this process has.
  cluster.setupPrimary({ exec: new URL('../main.ts', import.meta.url).pathname, args: [] })
  const metrics = answerMetrics()
  const running = new Map<number, Worker>()
  let isStopping = false

  const fork = (place: number): Worker => {
    // A worker asks for no workers of its own.
    const worker = cluster.fork({
      ...env,
      WORKERS: '1',
      ...(hotSetFile !== undefined && { HOT_SET_FILE: `${hotSetFile}.${place}` }),
    })
    running.set(place, worker)
    return worker
  }

  const keep = (place: number, worker: Worker, pauseMs: number): void => {
    const startedAt = performance.now()
    const replace = (code: number, signal: string): void => {
      if (isStopping) return
      log.warn({ worker: place, code, signal }, 'a worker ended and is replaced')
      const hadTrouble = performance.now() - startedAt < longestPauseMs
      const pause = hadTrouble ? Math.min(pauseMs * 2, longestPauseMs) : firstPauseMs
      setTimeout(() => {
        if (!isStopping) keep(place, fork(place), pause)
      }, pause)
    }
    if (worker.isDead()) replace(worker.process.exitCode ?? 1, worker.process.signalCode ?? '')
    else worker.once('exit', replace)
  }

  const stop = async (): Promise<void> => {
    isStopping = true
    metrics.close()
    await Promise.all([...running.values()].map((worker) => end(worker, stopMs)))
  }

  try {
    const places = Array.from({ length: count }, (_, index) => index + 1)
    const [url = ''] = await Promise.all(places.map((place) => ready(fork(place))))
    for (const [place, worker] of running) keep(place, worker, firstPauseMs)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(worker: Worker): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  worker.on('message', (word: WorkerReady) => {
    if (word.kind === 'ready') resolve(word.url)
  })
  worker.once('exit', () => reject(new WorkerFailed('A worker of the gateway could not start.')))
  return promise
}

async function end(worker: Worker, stopMs: number): Promise<void> {
  if (worker.isDead()) return
  const ended = once(worker, 'exit')
  worker.process.kill('SIGTERM')
  const late = new AbortController()
  const killing = sleep(stopMs, undefined, { signal: late.signal }).then(
    () => worker.process.kill('SIGKILL'),
    () => undefined,
  )
  await ended
  late.abort()
  await killing
}
