import type { SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import type { Cancellation } from '../http/exchange.ts'
import type { SendOptions } from '../subgraph-client.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'

/** One request of a caller, which may be sent twice. To both attempts it is the cancellation: once it is done, neither goes on. */
export class RegistryCall implements Cancellation {
  readonly endpoint: SubgraphEndpoint
  readonly body: string
  readonly options: SendOptions
  readonly arrivedAt: number
  readonly arrivedAtAwakeMs: number
  readonly #resolve: (reply: SubgraphReply) => void
  readonly #reject: (error: unknown) => void
  sentAt = 0
  sentAtAwakeMs = 0
  /** Attempts under way. */
  attempts = 0
  isHedged = false
  isDone = false

  constructor(
    request: { readonly endpoint: SubgraphEndpoint; readonly body: string; readonly options: SendOptions },
    arrivedAt: number,
    arrivedAtAwakeMs: number,
    resolve: (reply: SubgraphReply) => void,
    reject: (error: unknown) => void,
  ) {
    this.endpoint = request.endpoint
    this.body = request.body
    this.options = request.options
    this.arrivedAt = arrivedAt
    this.arrivedAtAwakeMs = arrivedAtAwakeMs
    this.#resolve = resolve
    this.#reject = reject
  }

  get aborted(): boolean {
    return this.isDone || this.options.signal?.aborted === true
  }

  get mayBeHedged(): boolean {
    return this.options.byKey === true && this.options.repeatable
  }

  /** What is left of its time; undefined where it has no deadline of its own. */
  msLeft(now: number): number | undefined {
    const { deadlineMs } = this.options
    return deadlineMs === undefined ? undefined : deadlineMs - (now - this.arrivedAt)
  }

  succeed(reply: SubgraphReply): void {
    this.isDone = true
    this.#resolve(reply)
  }

  fail(error: unknown): void {
    this.isDone = true
    this.#reject(error)
  }
}
