import type { RegistryChange, SourcePosition } from '#gateway/entities/registry-change.ts'
import type { FeedConnection } from '#gateway/entities/registry-trust.ts'
import type { Chance } from './seeded-random.ts'
import type { SimulatedSource } from './simulated-source.ts'

type Message =
  | { readonly kind: 'begin'; readonly cursor: string; readonly position: SourcePosition | null }
  | { readonly kind: 'change'; readonly cursor: string; readonly change: RegistryChange }
  | { readonly kind: 'heartbeat'; readonly cursor: string; readonly askedAt: number }

interface Sent {
  readonly message: Message
  readonly at: number
}

/** One connection, with what is on its way. */
export interface Line {
  readonly feed: FeedConnection
  readonly connectingAt: number
  /** The source's clock when the request came; null before it came. */
  sourceClock: number | null
  readonly cursor: string | null
  readonly sent: Sent[]
  /** Where false, the source's end is gone; what was sent may still come. */
  isOpen: boolean
  stalledUntil: number
}

export const heartbeatMs = 250
/** Announcements that are kept for followers that come back. */
const mostReplayed = 200

/** A subgraph's `/changes`: tells in order, repeats itself, and forgets everything when it is started anew. */
export class SimulatedFeed {
  lines: Line[] = []
  unreachableUntil = 0
  readonly #chance: Chance
  readonly #now: () => number
  readonly #source: SimulatedSource
  #identity = 0
  /** The clock of this process minus that of the gateway. */
  #skew = 0
  #told: RegistryChange[] = []
  #toldCommit = 0
  #waiting: { readonly commit: number; readonly change: RegistryChange }[] = []
  #heartbeatAt = 0

  constructor(options: { chance: Chance; now: () => number; source: SimulatedSource }) {
    this.#chance = options.chance
    this.#now = options.now
    this.#source = options.source
    this.restart()
  }

  restart(): void {
    for (const line of this.lines) line.isOpen = false
    this.#identity += 1
    this.#skew = this.#chance.whole(1_000_000) - 500_000
    this.#told = []
    this.#waiting = []
    this.#toldCommit = this.#source.commit
  }

  committed(change: RegistryChange): void {
    this.#waiting.push({ commit: this.#source.commit, change })
  }

  /** Passes on what was committed, or some of it. */
  tell(most = Infinity): void {
    if (this.#now() < this.unreachableUntil) return
    for (const { commit, change } of this.#waiting.splice(0, most)) {
      this.#told.push(change)
      this.#toldCommit = commit
      const cursor = this.#cursorAt(this.#told.length)
      for (const line of this.lines)
        if (line.sourceClock !== null) this.#send(line, { kind: 'change', cursor, change })
    }
  }

  /** Everything that was committed is passed on, and then it is said so. */
  beat(): void {
    const now = this.#now()
    if (now < this.#heartbeatAt || now < this.unreachableUntil) return
    this.#heartbeatAt = now + heartbeatMs * (0.5 + this.#chance.next() / 2)
    this.tell()
    const cursor = this.#cursorAt(this.#told.length)
    for (const line of this.lines)
      if (line.sourceClock !== null)
        this.#send(line, { kind: 'heartbeat', cursor, askedAt: now + this.#skew })
  }

  /** The request of a new connection comes to the source. */
  accept(line: Line): void {
    line.sourceClock = this.#now() + this.#skew
    const [identity, place] = (line.cursor ?? '').split(':').map(Number)
    const isKnown =
      identity === this.#identity && place !== undefined && place >= this.#told.length - mostReplayed
    if (!isKnown) {
      const position = this.#source.positionOf(this.#toldCommit)
      this.#send(line, { kind: 'begin', cursor: this.#cursorAt(this.#told.length), position })
      return
    }
    // Some are told twice.
    const first = Math.max(0, place - this.#chance.whole(3))
    for (const [offset, change] of this.#told.slice(first).entries())
      this.#send(line, { kind: 'change', cursor: this.#cursorAt(first + offset + 1), change })
  }

  #cursorAt(place: number): string {
    return `${this.#identity}:${place}`
  }

  #send(line: Line, message: Message): void {
    if (line.isOpen) line.sent.push({ message, at: this.#now() })
  }
}
