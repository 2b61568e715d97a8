import { createRegistryTrust } from '#gateway/entities/registry-trust.ts'
import type { FillMark, SourcePosition } from '#gateway/entities/registry-change.ts'
import type { FollowedTrust, InvalidatedMemory } from '#gateway/entities/registry-trust.ts'
import { Violation, checkServed } from './check-served.ts'
import type { SimulationCounts } from './check-served.ts'
import { seededChance } from './seeded-random.ts'
import type { Chance } from './seeded-random.ts'
import { SimulatedFeed } from './simulated-feed.ts'
import type { Line } from './simulated-feed.ts'
import { SimulatedFollower } from './simulated-follower.ts'
import { maxStaleMs } from './simulated-memory.ts'
import type { MemoryMaker, SimulatedMemory } from './simulated-memory.ts'
import { SimulatedSource, codeOfAddress, keysPerKind, kinds, someCode } from './simulated-source.ts'

export interface SimulationOptions {
  readonly seed: number
  readonly steps: number
  readonly hasPositions: boolean
  /** Whether heartbeats tell when the source was asked: then what is on its way may take any time. */
  readonly hasClock: boolean
  readonly makeMemory: MemoryMaker
  /** Faults among all steps. */
  readonly faults?: number
  /** Rules that are broken, to see that a run would notice. */
  readonly makeTrust?: TrustMaker
}

export type TrustMaker = (registry: string, memory: InvalidatedMemory) => FollowedTrust

interface Fetch {
  readonly kind: string
  readonly key: string | null
  readonly code: string | null
  readonly mark: FillMark
  readonly sentAt: number
  readonly replica: number
  answer: {
    readonly key: string | null
    readonly value: string | null
    readonly position: SourcePosition | null
  } | null
}

const mostFetches = 30
const stepsBetweenQuiets = 4_000

/**
 * One gateway, one registry: reads, fetches, changes and every kind of fault, in an order that the seed decides.
 * @throws Violation
 */
export function simulateHotEntities(options: SimulationOptions): SimulationCounts {
  const simulation = new Simulation(options)
  for (let step = 1; step <= options.steps; step += 1) {
    simulation.step()
    if (step % stepsBetweenQuiets === 0) simulation.compareInQuiet()
  }
  return simulation.counts
}

class Simulation {
  readonly counts: SimulationCounts = {
    fresh: 0,
    unverified: 0,
    stale: 0,
    missed: 0,
    fills: 0,
    begins: 0,
    compared: 0,
  }
  readonly #options: SimulationOptions
  readonly #chance: Chance
  readonly #source: SimulatedSource
  readonly #feed: SimulatedFeed
  #now = 1_000
  #memory!: SimulatedMemory
  #follower!: SimulatedFollower
  #fetches: Fetch[] = []

  constructor(options: SimulationOptions) {
    this.#options = options
    this.#chance = seededChance(options.seed)
    const now = (): number => this.#now
    this.#source = new SimulatedSource({ chance: this.#chance, now, hasPositions: options.hasPositions })
    this.#feed = new SimulatedFeed({ chance: this.#chance, now, source: this.#source })
    this.#startGateway()
  }

  step(): void {
    const chance = this.#chance
    this.#pass(chance.next() * 10)
    const dice = chance.next()
    if (dice < 0.3) this.#read()
    else if (dice < 0.45) this.#send()
    else if (dice < 0.75) this.#proceed()
    else if (dice < 0.8) this.#feed.committed(this.#source.change())
    else if (dice < 0.86) this.#source.replicate()
    else if (dice < 0.9) this.#feed.tell(1)
    else if (dice < 1 - (this.#options.faults ?? 0.001)) this.#receive()
    else this.#fault()
  }

  /** Lets everything come to rest, asks for everything, and compares what memory then says with the source. */
  compareInQuiet(): void {
    for (const line of this.#feed.lines) line.stalledUntil = 0
    this.#feed.unreachableUntil = 0
    this.#source.catchUp()
    for (let wait = 0; wait < 400; wait += 1) {
      this.#pass(10)
      for (const line of this.#feed.lines) this.#receiveAll(line)
    }
    while (this.#fetches.length > 0) this.#proceed()
    if (!this.#follower.trust.isVouching(this.#now))
      throw new Violation('a feed without faults is not believed')
    const { commit } = this.#source
    for (const kind of kinds) {
      for (let key = 0; key < keysPerKind; key += 1) {
        const served = this.#memory.readEntity(kind, String(key), this.#now, null)
        if (served === undefined) continue
        this.counts.compared += 1
        if (served.value !== this.#source.valueAt(`${kind} ${key}`, commit))
          throw new Violation(`${kind} ${key} is stale for ever`)
      }
    }
    for (let code = 0; code < keysPerKind; code += 1) {
      const served = this.#memory.readCode(`c${code}`, this.#now, null)
      if (served === undefined) continue
      this.counts.compared += 1
      const truth = this.#source.look(`c${code}`, commit)
      if (served.key !== truth.key || served.value !== truth.value)
        throw new Violation(`code c${code} is stale for ever`)
    }
  }

  #startGateway(): void {
    const { makeMemory, makeTrust = createRegistryTrust } = this.#options
    let trust: FollowedTrust | undefined
    this.#memory = makeMemory(() => {
      if (trust === undefined) throw new Error('asked before it is there')
      return trust
    })
    trust = makeTrust('registry', this.#memory)
    this.#follower = new SimulatedFollower({
      chance: this.#chance,
      now: () => this.#now,
      feed: this.#feed,
      trust,
      hasClock: this.#options.hasClock,
    })
    this.#fetches = []
    for (const line of this.#feed.lines) line.isOpen = false
  }

  /** Time passes; what happens by time alone happens. */
  #pass(milliseconds: number): void {
    this.#now += milliseconds
    this.#feed.beat()
    this.#follower.keep()
    for (const line of this.#feed.lines) {
      if (line.sourceClock === null && this.#chance.happens(0.5)) this.#feed.accept(line)
      if (this.#options.hasClock || this.#now < line.stalledUntil) continue
      // Without times of the source's own, only what is not late is part of the bargain.
      for (let most = 1 + this.#chance.whole(4); most > 0; most -= 1)
        if (line.sent[0] !== undefined && this.#now - line.sent[0].at > 200) this.#follower.receive(line)
    }
    const { current } = this.#follower
    if (current !== null && !current.isOpen && current.sent.length === 0 && this.#chance.happens(0.3))
      this.#follower.lose()
  }

  #receive(): void {
    const { lines } = this.#feed
    const line = lines[this.#chance.whole(lines.length)]
    if (line === undefined || this.#now < line.stalledUntil) return
    for (let most = 1 + this.#chance.whole(4); most > 0; most -= 1) this.#follower.receive(line)
  }

  #receiveAll(line: Line): void {
    while (line.sent.length > 0) this.#follower.receive(line)
  }

  #send(): void {
    if (this.#fetches.length >= mostFetches) return
    const chance = this.#chance
    const kind = kinds[chance.whole(kinds.length)] ?? 'Person'
    const isLookup = kind === 'Person' && chance.happens(0.4)
    this.#fetches.push({
      kind,
      key: isLookup ? null : String(chance.whole(keysPerKind)),
      code: isLookup ? someCode(chance) : null,
      mark: this.#follower.trust.mark(),
      sentAt: this.#now,
      replica: this.#source.someReplica(),
      answer: null,
    })
  }

  /** A fetch that is under way is answered at the source, or its answer comes. */
  #proceed(): void {
    const place = this.#chance.whole(this.#fetches.length)
    const fetch = this.#fetches[place]
    if (fetch === undefined) return
    if (fetch.answer === null) {
      fetch.answer = this.#answer(fetch)
      return
    }
    this.#fetches.splice(place, 1)
    this.counts.fills += 1
    const { kind, code, mark, sentAt } = fetch
    const { key, value, position } = fetch.answer
    const aliases = kind === 'Address' && key !== null ? [codeOfAddress(key)] : []
    this.#memory.take({ kind, key, code, aliases, value, mark, position, now: sentAt })
  }

  #answer({ kind, key, code, replica }: Fetch): Fetch['answer'] {
    // The position is read before the data, and may be older than it has to be.
    const applied = this.#source.appliedBy(replica)
    const position = this.#source.positionOf(applied - this.#chance.whole(2))
    if (this.#chance.happens(0.5)) this.#source.replicate()
    const read = this.#source.appliedBy(replica)
    if (code !== null) return { ...this.#source.look(code, read), position }
    return { key, value: this.#source.valueAt(`${kind} ${key}`, read), position }
  }

  #read(): void {
    const chance = this.#chance
    const mostStaleMs = chance.happens(0.5)
      ? null
      : chance.happens(0.5)
        ? maxStaleMs
        : chance.whole(maxStaleMs)
    const asked = { now: this.#now, mostStaleMs, ...this.#options }
    if (chance.happens(0.3)) {
      const code = someCode(chance)
      const served = this.#memory.readCode(code, this.#now, mostStaleMs)
      checkServed(served, asked, this.counts, ({ key, value }, from) =>
        this.#source.wasFound(code, key, value, from, this.#now),
      )
    } else {
      const kind = kinds[chance.whole(kinds.length)] ?? 'Person'
      const key = String(chance.whole(keysPerKind))
      const served = this.#memory.readEntity(kind, key, this.#now, mostStaleMs)
      checkServed(served, asked, this.counts, ({ value }, from) =>
        this.#source.wasHeld(`${kind} ${key}`, value, from, this.#now),
      )
    }
  }

  #fault(): void {
    const { lines } = this.#feed
    const chance = this.#chance
    const line = lines[chance.whole(lines.length)]
    switch (chance.whole(10)) {
      case 0:
        this.#follower.lose()
        return
      case 1:
        if (line !== undefined) line.isOpen = false
        return
      case 2:
        // What was on its way is lost as well, and nobody says so.
        if (line !== undefined) line.isOpen = false
        line?.sent.splice(0)
        return
      case 3:
      case 4:
        if (line !== undefined) line.stalledUntil = this.#now + chance.whole(6_000)
        return
      case 5:
        this.#follower.renew()
        return
      case 6:
      case 7:
        this.#feed.unreachableUntil = this.#now + chance.whole(chance.happens(0.2) ? 30_000 : 3_000)
        return
      case 8:
        this.#restart()
        return
      default:
        if (chance.happens(0.1)) this.#startGateway()
    }
  }

  #restart(): void {
    if (this.#chance.happens(0.5)) this.#source.restore(this.#chance.whole(100))
    this.#feed.restart()
    this.counts.begins += 1
  }
}
