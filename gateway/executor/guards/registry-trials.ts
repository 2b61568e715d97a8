import type { SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import type { SubgraphClient } from '../subgraph-client.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { Clock } from './clock.ts'
import { tellsOutage, verdictOf } from './outcome.ts'

export interface RegistryTrialsOptions {
  readonly client: Pick<SubgraphClient, 'send'>
  readonly clock: Clock
  readonly breaker: CircuitBreaker
  /** The registry is asked again. */
  readonly onReturn: () => void
}

const probeDeadlineMs = 1_000
const probeBody = '{"query":"{__typename}"}'
/** A registry that nothing was heard of for so long may have gone away since. */
const silentForMs = 1_000
/** A registry that did not answer a look is looked at so soon again, until it is known whether it is away. */
const lookAgainMs = 250

/** What the gateway asks a registry on its own account, so that nobody who asks it has to try out whether it answers. */
export class RegistryTrials {
  readonly #options: RegistryTrialsOptions
  #heardAt = -Infinity
  #isLooking = false
  /** When it is to be looked at again; null: when somebody wants to know. */
  #lookAt: number | null = null

  constructor(options: RegistryTrialsOptions) {
    this.#options = options
  }

  /** Whether there is anything to look after. */
  get isActive(): boolean {
    return this.#isLooking || this.#lookAt !== null
  }

  /** A caller's request has told how it is, well or not. */
  heard(now: number): void {
    this.#heardAt = now
    this.#lookAt = null
  }

  /** Called every few milliseconds while there is anything to look after. */
  tick(endpoint: SubgraphEndpoint, now: number): void {
    const { breaker } = this.#options
    if (breaker.state !== 'closed') this.#lookAt = null
    if (breaker.wantsProbe(now)) {
      this.#send(endpoint, probeBody, true, (then, isGood) => breaker.probed(then, isGood))
    }
    if (this.#lookAt !== null && now >= this.#lookAt) this.#look(endpoint)
  }

  /** Somebody wants to know whether the registry answers, and waits for nothing. */
  look(endpoint: SubgraphEndpoint, now: number): void {
    const isKnown = this.#options.breaker.state !== 'closed' || now - this.#heardAt < silentForMs
    if (!isKnown && this.#lookAt === null) this.#look(endpoint)
  }

  /** Sends a copy of what a refused caller has asked. */
  try(endpoint: SubgraphEndpoint, body: string): void {
    const { breaker } = this.#options
    this.#send(endpoint, body, false, (now, isGood) => breaker.tried(now, isGood))
  }

  #look(endpoint: SubgraphEndpoint): void {
    if (this.#isLooking) return
    this.#isLooking = true
    const isAgain = this.#lookAt !== null
    this.#send(endpoint, probeBody, true, (now, isGood) => {
      this.#isLooking = false
      const { breaker } = this.#options
      if (!isGood) {
        breaker.failed(now)
        this.#lookAt = now + lookAgainMs
        return
      }
      // INVARIANT: it takes back looks in vain, and nothing that callers' requests have told: those are more than a probe.
      if (isAgain) breaker.succeeded(now)
      this.heard(now)
    })
  }

  /** For the breaker, and for no caller: the data is not looked at. */
  #send(
    endpoint: SubgraphEndpoint,
    body: string,
    isProbe: boolean,
    told: (now: number, isGood: boolean) => void,
  ): void {
    const { client, clock, breaker, onReturn } = this.#options
    const tell = (isGood: boolean): void => {
      const before = breaker.state
      told(clock.now(), isGood)
      if (before !== 'closed' && breaker.state === 'closed') onReturn()
    }
    client.send(endpoint, body, { repeatable: true, deadlineMs: probeDeadlineMs, isProbe }).then(
      (reply) => tell(!tellsOutage(reply)),
      // A refusal is an answer as well: a subgraph may have its reasons not to take this very request.
      (error: unknown) => tell(verdictOf(error, probeDeadlineMs) === 'nothing'),
    )
  }
}
