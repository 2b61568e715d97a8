import { silenceMs } from '#gateway/entities/registry-trust.ts'
import type { FollowedTrust } from '#gateway/entities/registry-trust.ts'
import type { Chance } from './seeded-random.ts'
import type { Line, SimulatedFeed } from './simulated-feed.ts'

interface FollowerOptions {
  readonly chance: Chance
  readonly now: () => number
  readonly feed: SimulatedFeed
  readonly trust: FollowedTrust
  /** Whether heartbeats tell when the source was asked. */
  readonly hasClock: boolean
}

/** Follows as gateway/change-feed.ts does, over connections on which anything may be late. */
export class SimulatedFollower {
  readonly trust: FollowedTrust
  readonly #options: FollowerOptions
  #current: Line | null = null
  #cursor: string | null = null
  #connectAt = 0
  #heardAt = 0

  constructor(options: FollowerOptions) {
    this.#options = options
    this.trust = options.trust
  }

  /** Connects where it is time to, and gives up what is silent: sometimes late, so that what is late comes before. */
  keep(): void {
    const { now, chance, feed } = this.#options
    if (this.#current !== null && now() - this.#heardAt > silenceMs * (1 + chance.next())) this.lose()
    if (this.#current !== null || now() < this.#connectAt) return
    this.#connect()
    feed.lines = feed.lines.filter(({ isOpen, sent }) => isOpen || sent.length > 0)
  }

  /** A new connection takes the place of one that is well. */
  renew(): void {
    if (this.#current !== null) this.#connect()
  }

  lose(): void {
    const { now, chance } = this.#options
    this.#current?.feed.lost()
    this.#hangUp()
    this.#connectAt = now() + 50 + chance.whole(400)
  }

  get current(): Line | null {
    return this.#current
  }

  /** The next of what is on its way on a line arrives. */
  receive(line: Line): void {
    const { now, hasClock } = this.#options
    const { message } = line.sent.shift() ?? {}
    if (message === undefined) return
    let counts: boolean
    if (message.kind === 'begin') counts = line.feed.begin(now(), message.position)
    else if (message.kind === 'change') counts = line.feed.change(now(), message.change)
    else {
      const told = line.connectingAt + (message.askedAt - (line.sourceClock ?? 0))
      counts = line.feed.heartbeat(now(), hasClock ? told : null)
    }
    if (line !== this.#current) return
    if (!counts) {
      this.lose()
      return
    }
    this.#heardAt = now()
    this.#cursor = message.cursor
  }

  /** What the source has sent before may still come. */
  #hangUp(): void {
    if (this.#current !== null) this.#current.isOpen = false
    this.#current = null
  }

  #connect(): void {
    const { now, feed, trust } = this.#options
    this.#hangUp()
    const line: Line = {
      feed: trust.connect(now(), this.#cursor !== null),
      connectingAt: now(),
      sourceClock: null,
      cursor: this.#cursor,
      sent: [],
      isOpen: true,
      stalledUntil: 0,
    }
    this.#heardAt = now()
    this.#current = line
    feed.lines.push(line)
  }
}
