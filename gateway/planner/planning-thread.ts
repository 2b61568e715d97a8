import { Worker } from 'node:worker_threads'
import type { QueryPlan } from '@apollo/query-planner'
import { buildSchema } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { CompositionError } from './composition-error.ts'
import { supergraphOf } from './supergraph.ts'
import type { Planner, SubgraphEndpoint, SubgraphSchema, Supergraph } from './supergraph.ts'

/** A supergraph SDL, or the schemas to compose it from. */
export type ToThread = string | readonly SubgraphSchema[]

export interface ToPlan {
  readonly id: number
  readonly text: string
  readonly operationName: string | undefined
}

export type FromThread =
  | { readonly kind: 'failed'; readonly isComposition: boolean; readonly message: string }
  | {
      readonly kind: 'loaded'
      readonly sdl: string
      readonly full: string
      readonly api: string
      readonly endpoints: readonly SubgraphEndpoint[]
    }
  /** `plan` is JSON. */
  | { readonly kind: 'planned'; readonly id: number; readonly plan: string }
  | { readonly kind: 'unplanned'; readonly id: number; readonly message: string }

type Loaded = Extract<FromThread, { kind: 'loaded' }>

/** An operation that takes longer is not planned, and not tried again for a while. */
const longestPlanningMs = 10_000
const notTriedAgainMs = 60_000

/**
 * Composes or loads a supergraph, and plans its operations, in a thread of its own: composing takes half a second and a
 * plan tens of milliseconds, in which this thread would answer nobody.
 * @throws CompositionError where schemas do not compose, another error where an SDL is no supergraph
 */
export async function supergraphInThread(source: ToThread): Promise<Supergraph> {
  const { thread, loaded } = await startThread(source)
  const full = readSchema(loaded.full)
  // Each of them takes some ten milliseconds: requests come between.
  await nextTurn()
  const api = readSchema(loaded.api)
  await nextTurn()
  const { sdl, endpoints } = loaded
  return supergraphOf({ sdl, full, api, endpoints, planner: threadPlanner(sdl, thread) })
}

function readSchema(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true, assumeValidSDL: true, noLocation: true })
}

interface Waiting {
  readonly resolve: (plan: QueryPlan) => void
  readonly reject: (error: Error) => void
  readonly text: string
  readonly timer: NodeJS.Timeout
}

function threadPlanner(sdl: string, first: Worker): Planner {
  const waiting = new Map<number, Waiting>()
  const tooLong = new LRUCache<string, true>({ max: 1_000, ttl: notTriedAgainMs })
  let nextId = 0
  let isClosed = false
  let thread: Promise<Worker> = Promise.resolve(attended(first))

  function attended(worker: Worker): Worker {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'planned') settle(message.id)?.resolve(JSON.parse(message.plan))
      if (message.kind === 'unplanned') settle(message.id)?.reject(new Error(message.message))
    })
    // Out of memory, most likely: what was being planned has no plan, and the next operation gets a new thread.
    worker.on('error', () => replace('the thread that plans has ended'))
    // It works for this thread alone, and does not keep the process alive; after its listeners, which would.
    worker.unref()
    return worker
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    clearTimeout(found?.timer)
    return found
  }

  function replace(reason: string): void {
    void thread.then(
      (ended) => ended.terminate(),
      () => undefined,
    )
    for (const id of waiting.keys()) settle(id)?.reject(new Error(reason))
    thread = isClosed
      ? Promise.reject(new Error(reason))
      : startThread(sdl).then((started) => attended(started.thread))
    thread.catch(() => undefined)
  }

  function giveUp(id: number): void {
    const late = settle(id)
    if (late === undefined) return
    tooLong.set(late.text, true)
    late.reject(new Error(`an operation was not planned within ${longestPlanningMs} ms`))
    replace('the thread that plans was busy with another operation for too long')
  }

  return {
    plan(text, operationName) {
      const { promise, resolve, reject } = Promise.withResolvers<QueryPlan>()
      if (tooLong.has(text)) {
        reject(new Error('an operation that could not be planned in time is not tried again yet'))
        return promise
      }
      const id = nextId++
      const timer = setTimeout(() => giveUp(id), longestPlanningMs)
      timer.unref()
      waiting.set(id, { resolve, reject, text, timer })
      const question: ToPlan = { id, text, operationName }
      thread.then(
        (worker) => worker.postMessage(question),
        (error: Error) => settle(id)?.reject(error),
      )
      return promise
    },
    close() {
      isClosed = true
      replace('the supergraph is no longer in use')
    },
  }
}

/** A small young generation costs it no time, and takes some 100 MB less once it has planned much. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 8 }

async function startThread(source: ToThread): Promise<{ readonly thread: Worker; readonly loaded: Loaded }> {
  const thread = new Worker(new URL('planning-worker.ts', import.meta.url), {
    workerData: source,
    resourceLimits,
  })
  const answer = Promise.withResolvers<FromThread>()
  thread.once('message', answer.resolve)
  thread.once('error', answer.reject)
  thread.once('exit', () => answer.reject(new Error('the thread that plans did not start')))
  try {
    const message = await answer.promise
    if (message.kind === 'loaded') return { thread, loaded: message }
    if (message.kind !== 'failed') throw new Error('the thread that plans was not understood')
    throw message.isComposition ? new CompositionError(message.message) : new Error(message.message)
  } catch (error) {
    void thread.terminate()
    throw error
  }
}

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
