import type { SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import type { AskingClient, SendOptions } from '../subgraph-client.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'
import { CallQueue } from './call-queue.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { Clock } from './clock.ts'
import { GradientLimit } from './gradient-limit.ts'
import { HedgeBudget } from './hedge-budget.ts'
import { LatencyQuantile } from './latency-quantile.ts'
import { outcomeOf, tellsOutage, verdictOf } from './outcome.ts'
import type { RequestOutcome } from './outcome.ts'
import { RegistryBusy } from './registry-busy.ts'
import type { RefusalReason } from './registry-busy.ts'
import { RegistryCall } from './registry-call.ts'
import { RegistryTrials } from './registry-trials.ts'
import type { Wakefulness } from './wakefulness.ts'

export type RegistryState = 'live' | 'limited' | 'open'

export interface RegistryGuardOptions {
  readonly client: AskingClient
  readonly clock: Clock
  readonly wakefulness: Wakefulness
  readonly mostInFlight: number
  /** For so long with nothing answered a registry is slow; beyond, it stands still. */
  readonly leastStallMs: number
  /** Called once for each request of a caller; `ms`: from its arrival. */
  readonly observe: (registry: string, outcome: RequestOutcome, ms: number) => void
}

const fewestInFlight = 16
const firstInFlight = 32
const limitedForMs = 1_000
const hedgeShare = 0.02
const hedgeAfter = 0.95
const leastHedgeMs = 2

/** All that goes to one registry passes here: how much at once, whether at all, and what is sent twice. */
export class RegistryGuard {
  readonly registry: string
  readonly #options: RegistryGuardOptions
  readonly #breaker = new CircuitBreaker()
  readonly #trials: RegistryTrials
  readonly #limit: GradientLimit
  readonly #byKeyLatency = new LatencyQuantile(hedgeAfter)
  readonly #budget = new HedgeBudget(hedgeShare)
  /** In the order of sending, as are those of them that may still be sent a second time. */
  readonly #underWay = new Set<RegistryCall>()
  readonly #hedgeable = new Set<RegistryCall>()
  readonly #queue = new CallQueue()
  #endpoint: SubgraphEndpoint
  #inFlight = 0
  #fullAt = -Infinity
  #hedges = 0
  #refused: Record<RefusalReason, number> = { open: 0, full: 0, 'queued too long': 0 }

  constructor(endpoint: SubgraphEndpoint, options: RegistryGuardOptions) {
    this.registry = endpoint.name
    this.#endpoint = endpoint
    this.#options = options
    const { client, clock, mostInFlight: most } = options
    this.#trials = new RegistryTrials({
      client,
      clock,
      breaker: this.#breaker,
      onReturn: () => this.#limit.restart(),
    })
    this.#limit = new GradientLimit({
      first: Math.min(firstInFlight, most),
      least: Math.min(fewestInFlight, most),
      most,
    })
  }

  get state(): RegistryState {
    if (this.#breaker.state !== 'closed') return 'open'
    return this.#options.clock.now() - this.#fullAt < limitedForMs ? 'limited' : 'live'
  }

  /** Whether there is anything to look after. */
  get isActive(): boolean {
    const isBusy = this.#inFlight > 0 || this.#queue.length > 0
    return isBusy || this.#breaker.state !== 'closed' || this.#trials.isActive
  }

  get #awakeMs(): number {
    return this.#options.wakefulness.awakeMs
  }

  get #stallMs(): number {
    return Math.max(this.#options.leastStallMs, 4 * (this.#byKeyLatency.value ?? 0))
  }

  counts() {
    return {
      registry: this.registry,
      state: this.state,
      inFlight: this.#inFlight,
      queued: this.#queue.length,
      limit: this.#limit.current,
      hedges: this.#hedges,
      refused: { ...this.#refused },
    }
  }

  send(endpoint: SubgraphEndpoint, body: string, options: SendOptions): Promise<SubgraphReply> {
    this.#endpoint = endpoint
    return new Promise((resolve, reject) => {
      const now = this.#options.clock.now()
      const call = new RegistryCall({ endpoint, body, options }, now, this.#awakeMs, resolve, reject)
      if (this.#breaker.state !== 'closed') {
        this.#refuse(call, 'open', now)
        if (options.repeatable && this.#breaker.wantsTrial()) this.#trials.try(endpoint, body)
      } else if (this.#inFlight < this.#limit.current) this.#send(call, now)
      else if (!this.#queue.push(call)) this.#refuse(call, 'full', now)
    })
  }

  /** Somebody wants to know how the registry is, of which nothing may have been heard for long. */
  look(endpoint: SubgraphEndpoint): void {
    this.#endpoint = endpoint
    if (this.#inFlight === 0) this.#trials.look(endpoint, this.#options.clock.now())
  }

  /** Called every few milliseconds while there is anything to look after. */
  tick(now: number): void {
    const before = this.#breaker.state
    this.#breaker.watch(now, this.#awakeMs, this.#inFlight, this.#stallMs)
    if (before === 'closed' && this.#breaker.state === 'open') this.#refuseQueued(now)
    this.#trials.tick(this.#endpoint, now)
    this.#queue.age(now, this.#awakeMs, (call, error) => {
      if (error instanceof RegistryBusy) this.#refuse(call, error.reason, now)
      else this.#giveUp(call, error, now)
    })
    if (this.#breaker.state === 'closed') this.#hedgeLate(now)
    else this.#cutStalled(now)
  }

  #send(call: RegistryCall, now: number): void {
    call.sentAt = now
    call.sentAtAwakeMs = this.#awakeMs
    this.#underWay.add(call)
    if (call.mayBeHedged) {
      this.#budget.earn()
      this.#hedgeable.add(call)
    }
    this.#attempt(call, now)
  }

  #attempt(call: RegistryCall, now: number): void {
    const { endpoint, body, options } = call
    this.#inFlight += 1
    call.attempts += 1
    const { repeatable, traceparent } = options
    const sending = { repeatable, traceparent, signal: call, deadlineMs: call.msLeft(now) }
    this.#options.client.ask(endpoint, body, sending, {
      answered: (reply) => this.#answered(call, now, reply),
      failed: (error) => this.#failed(call, now, error),
    })
  }

  #answered(call: RegistryCall, sentAt: number, reply: SubgraphReply): void {
    const now = this.#options.clock.now()
    const isOutage = tellsOutage(reply)
    this.#trials.heard(now)
    if (!isOutage) this.#breaker.succeeded(now)
    // How soon a registry says that it has nothing tells nothing of how much it bears.
    const isMeasured = !isOutage && !this.#options.wakefulness.wasHeldUpSince(call.sentAt)
    if (isMeasured) this.#limit.note(now - sentAt, this.#inFlight)
    this.#inFlight -= 1
    call.attempts -= 1
    if (!call.isDone) {
      this.#end(call)
      // From the first attempt on: a hedge must not make what is usual look quicker than it is.
      if (call.mayBeHedged && isMeasured) this.#byKeyLatency.note(now - call.sentAt)
      this.#observe(call, isOutage ? 'failed' : 'answered', now)
      call.succeed(reply)
      if (isOutage) this.#fault(now)
    }
    this.#drain(now)
  }

  #failed(call: RegistryCall, sentAt: number, error: unknown): void {
    const now = this.#options.clock.now()
    const verdict = call.isDone ? 'nothing' : verdictOf(error, this.#awakeMs - call.sentAtAwakeMs)
    if (verdict !== 'nothing') this.#trials.heard(now)
    if (verdict === 'late') this.#limit.note(now - sentAt, this.#inFlight)
    this.#inFlight -= 1
    call.attempts -= 1
    // How long a search takes may be its caller's doing.
    if (verdict === 'bad' || (verdict === 'late' && call.mayBeHedged)) this.#fault(now)
    if (!call.isDone && call.attempts === 0) {
      this.#end(call)
      this.#giveUp(call, error, now)
    }
    this.#drain(now)
  }

  #giveUp(call: RegistryCall, error: unknown, now: number): void {
    this.#observe(call, outcomeOf(error), now)
    call.fail(error)
  }

  #fault(now: number): void {
    this.#breaker.failed(now)
    if (this.#breaker.state !== 'closed') this.#refuseQueued(now)
  }

  #drain(now: number): void {
    while (this.#queue.length > 0 && this.#inFlight < this.#limit.current) {
      const call = this.#queue.shift()
      if (call !== undefined) this.#send(call, now)
    }
  }

  /** While a registry is not asked, nobody waits on for what it was asked before; changes excepted, which may have been made. */
  #cutStalled(now: number): void {
    const longest = this.#stallMs
    for (const call of this.#underWay) {
      if (this.#awakeMs - call.sentAtAwakeMs <= longest) return
      if (!call.options.repeatable) continue
      this.#end(call)
      this.#refuse(call, 'open', now)
    }
  }

  #end(call: RegistryCall): void {
    this.#underWay.delete(call)
    this.#hedgeable.delete(call)
  }

  #hedgeLate(now: number): void {
    const usual = this.#byKeyLatency.value
    if (usual === null || this.#hedgeable.size === 0) return
    const after = Math.max(leastHedgeMs, usual)
    for (const call of this.#hedgeable) {
      // Those that come after were sent later still.
      if (now - call.sentAt < after) return
      // INVARIANT: a hedge takes a place like every request, and only one that nobody waits for.
      if (!this.#budget.canSpend() || this.#queue.length > 0 || this.#inFlight >= this.#limit.current) return
      this.#hedgeable.delete(call)
      if (call.aborted) continue
      this.#budget.spend()
      this.#hedges += 1
      this.#attempt(call, now)
    }
  }

  #refuse(call: RegistryCall, reason: RefusalReason, now: number): void {
    this.#refused[reason] += 1
    if (reason !== 'open') this.#fullAt = now
    this.#observe(call, 'refused', now)
    call.fail(new RegistryBusy(reason))
  }

  #refuseQueued(now: number): void {
    for (const call of this.#queue.takeAll()) this.#refuse(call, 'open', now)
  }

  #observe(call: RegistryCall, outcome: RequestOutcome, now: number): void {
    this.#options.observe(this.registry, outcome, now - call.arrivedAt)
  }
}
