import type { EntityStore } from '../../entities/entity-store.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'

/** An answer, without what was not asked and with what errors nulled marked as undelivered. */
export interface Delivered {
  readonly reply: SubgraphReply
  /** Values that were sent unasked. */
  readonly dropped: number
}

/** What came of a fetch, after memory has taken what it may keep of it. */
export type Landed = Delivered | { readonly error: unknown }

/** A fetch that is under way for whoever needs it: it belongs to no request, and goes on when those are answered. */
export interface Flight {
  /** Of two flights the one with the higher number began later. */
  readonly number: number
  /** Place of each entity in the answer, by its representation's text; of a root fetch the empty text. */
  readonly positions: ReadonlyMap<string, number>
  /** null while it is under way. */
  readonly landed: Landed | null
  /** Never rejects. */
  readonly landing: Promise<void>
  /** A copy of what lands is to be kept for others than the first who takes it. */
  share(): void
  /** What landed, the taker's own; null where it was not shared, and has been taken. */
  take(): Landed | null
}

/** More entities than these are fetched by each request for itself. */
const mostUnderWay = 20_000

/**
 * INVARIANT: one fetch of an entity by one text is under way at a time, so that however many requests miss it, the
 * registry is asked once.
 */
export class Flights {
  /** Text of the fetch → text of the representation → flight. */
  readonly #underWay = new Map<string, Map<string, Flight>>()
  #entities = 0
  #begun = 0

  /** Number of the flight that began last. */
  get begun(): number {
    return this.#begun
  }

  find(operation: string, representation: string): Flight | undefined {
    return this.#underWay.get(operation)?.get(representation)
  }

  /** `fetch` never rejects. */
  begin(operation: string, representations: readonly string[], fetch: () => Promise<Landed>): Flight {
    this.#begun += 1
    const isNoted = this.#entities + representations.length <= mostUnderWay
    const flight = openFlight(this.#begun, representations, fetch, () => {
      if (isNoted) this.#end(operation, flight)
    })
    if (isNoted) this.#note(operation, flight)
    return flight
  }

  #note(operation: string, flight: Flight): void {
    let byRepresentation = this.#underWay.get(operation)
    if (byRepresentation === undefined) this.#underWay.set(operation, (byRepresentation = new Map()))
    for (const text of flight.positions.keys()) byRepresentation.set(text, flight)
    this.#entities += flight.positions.size
  }

  #end(operation: string, flight: Flight): void {
    this.#entities -= flight.positions.size
    const byRepresentation = this.#underWay.get(operation)
    if (byRepresentation === undefined) return
    for (const text of flight.positions.keys())
      if (byRepresentation.get(text) === flight) byRepresentation.delete(text)
    if (byRepresentation.size === 0) this.#underWay.delete(operation)
  }
}

function openFlight(
  number: number,
  representations: readonly string[],
  fetch: () => Promise<Landed>,
  end: () => void,
): Flight {
  let result: Landed | null = null
  let kept: Landed | null = null
  let isShared = false
  let isTaken = false

  async function land(): Promise<void> {
    const landing = await fetch()
    // Whoever takes it changes it: a copy is made before they can.
    if (isShared) kept = copyOf(landing)
    result = landing
    end()
  }

  return {
    number,
    positions: new Map(representations.map((text, position) => [text, position])),
    get landed() {
      return result
    },
    landing: land(),
    share() {
      isShared = true
    },
    take() {
      if (isTaken) return kept && copyOf(kept)
      isTaken = true
      return result
    },
  }
}

function copyOf(result: Landed): Landed {
  return 'reply' in result ? structuredClone(result) : result
}

const flightsOfStores = new WeakMap<EntityStore, Flights>()

/** Fetches that fill one memory. */
export function flightsOf(store: EntityStore): Flights {
  const known = flightsOfStores.get(store)
  if (known !== undefined) return known
  const flights = new Flights()
  flightsOfStores.set(store, flights)
  return flights
}

/** Waits until all have landed, or the time is over, or the caller is gone. */
export async function landed(
  flights: ReadonlySet<Flight>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return
  const landings = Promise.all([...flights].map(({ landing }) => landing))
  const { promise: end, resolve } = Promise.withResolvers<void>()
  const gone = (): void => resolve()
  const timer = ms < longestTimer ? setTimeout(gone, ms) : undefined
  signal?.addEventListener('abort', gone, { once: true })
  await Promise.race([landings, end])
  clearTimeout(timer)
  signal?.removeEventListener('abort', gone)
}

const longestTimer = 2 ** 31 - 1
