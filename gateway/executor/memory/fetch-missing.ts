import type { HotRequest } from '#gateway/planner/hot-fetch.ts'
import type { Missing } from '../../entities/entity-store.ts'
import { boardFlights } from './board-flights.ts'
import { flightsOf, landed } from './flights.ts'
import type { Flight, Flights } from './flights.ts'
import { holdsConditions, serve } from './hot-task.ts'
import type { HotTask, Need } from './hot-task.ts'
import type { JsonObject } from '../json-object.ts'
import { fail } from '../run.ts'
import { serveMarked } from './serve-marked.ts'
import { takeReply } from '../take-reply.ts'

/** A need, and the fetches that it waits for. */
interface Waiting {
  /** Its representation's; empty of a root fetch. */
  readonly text: string
  readonly need: Need
  readonly flights: ReadonlySet<Flight>
  /** What lands is the need's whole answer. */
  readonly isWhole: boolean
}

const undecided = 'it could not be checked whether conditions hold'

/** Entities that were linked to, then a fetch that was under way already, then one that began after it was asked for. */
const mostRounds = 3

/**
 * Fetches what memory lacks. A fetch that was under way before is believed only as far as memory took it; one that began
 * after the request has asked is an answer to it. Never rejects.
 */
export async function fetchMissing(task: HotTask, needs: readonly Need[]): Promise<void> {
  const { run, node, place } = task
  try {
    if (run.context.signal?.aborted === true) throw new Error('the caller is gone')
    const flights = flightsOf(task.reading.store)
    const asked = flights.begun
    let open = distinct(needs)
    for (let round = 1; open.size > 0 && round <= mostRounds; round++) {
      const waiting = board(task, flights, open, round)
      const served = await wait(task, waiting)
      open = settle(
        task,
        waiting.filter((each) => !served.has(each)),
        asked,
      )
    }
  } catch (error) {
    fail(run, node.endpoint.name, error, place, targetsOf(needs))
  }
  if (task.undecided.length > 0) fail(run, node.endpoint.name, new Error(undecided), place, task.undecided)
}

/** Equal entities once, with all of their objects. */
function distinct(needs: readonly Need[]): ReadonlyMap<string, Need> {
  const byText = new Map<string, Need & { readonly targets: JsonObject[] }>()
  for (const need of needs) {
    const text = need.representation === null ? '' : JSON.stringify(need.representation)
    const known = byText.get(text)
    if (known === undefined) byText.set(text, { ...need, targets: [...need.targets] })
    else known.targets.push(...need.targets)
  }
  return byText
}

function board(
  task: HotTask,
  flights: Flights,
  open: ReadonlyMap<string, Need>,
  round: number,
): readonly Waiting[] {
  const isLinked = ({ linked }: Need): boolean => round === 1 && linked.length > 0
  const whole = new Map([...open].filter(([, need]) => !isLinked(need)))
  const wanted = new Map([...whole].map(([text, { representation }]) => [text, representation]))
  const boarded = boardFlights(task, flights, task.node, task.hot, wanted, round > 1)
  const linked = boardLinked(
    task,
    flights,
    [...open.values()].filter(isLinked).flatMap((need) => need.linked),
  )
  return [...open].map(([text, need]): Waiting => {
    const own = boarded.get(text)
    return own === undefined
      ? { text, need, flights: new Set(need.linked.flatMap((each) => linked(each) ?? [])), isWhole: false }
      : { text, need, flights: new Set([own]), isWhole: true }
  })
}

/** Entities that are linked to, in one fetch for each selection. */
function boardLinked(
  task: HotTask,
  flights: Flights,
  linked: readonly Missing[],
): (missing: Missing) => Flight | undefined {
  const byRequest = new Map<
    HotRequest,
    { readonly first: Missing; readonly wanted: Map<string, JsonObject> }
  >()
  for (const missing of linked) {
    const { request, representation } = missing
    let group = byRequest.get(request)
    if (group === undefined) byRequest.set(request, (group = { first: missing, wanted: new Map() }))
    group.wanted.set(JSON.stringify(representation), representation)
  }
  const boarded = new Map(
    [...byRequest].map(([request, { first, wanted }]) => [
      request,
      boardFlights(task, flights, request, first.hot, wanted, false),
    ]),
  )
  return ({ request, representation }) => boarded.get(request)?.get(JSON.stringify(representation))
}

function isUnderWay({ flights }: Waiting): boolean {
  return [...flights].some((flight) => flight.landed === null)
}

/**
 * Waits for as long as there is time; for what memory can serve though nobody vouches for it, no longer than patience
 * lasts. INVARIANT: where conditions compare something of it, patience has no end: they are decided by the registry alone,
 * and whom memory has is not told apart from nobody by the time that it takes. @returns what was served by then.
 */
async function wait(task: HotTask, waiting: readonly Waiting[]): Promise<ReadonlySet<Waiting>> {
  const { run, reading, node, after } = task
  const { clock, context } = run
  const isImpatient = reading.mayMark && !holdsConditions(node.asked, reading.conditionKeys)
  const served = new Set<Waiting>()
  const left = (): number => clock.msLeft(performance.now(), after)
  const flights = new Set(waiting.flatMap((each) => [...each.flights]))
  if (isImpatient && clock.patienceMs < left()) {
    await landed(flights, clock.patienceMs, context.signal)
    for (const each of waiting)
      if (isUnderWay(each) && serveMarked(task, each.need)) {
        served.add(each)
        clock.losePatience()
      }
  }
  const late = waiting.filter((each) => !served.has(each) && isUnderWay(each))
  if (late.length > 0)
    await landed(new Set(late.flatMap((each) => [...each.flights])), left(), context.signal)
  return served
}

/** @returns what is still to be fetched. */
function settle(task: HotTask, waiting: readonly Waiting[], asked: number): ReadonlyMap<string, Need> {
  const open = new Map<string, Need>()
  const answers = new Map<Flight, Map<string, Need>>()
  const lost: Need[] = []
  let failure: unknown = null
  for (const each of waiting) {
    const { text, need, flights, isWhole } = each
    const [flight] = flights
    const error = errorOf(flights)
    if (error !== null && (isWhole || isUnderWay(each))) {
      if (serveMarked(task, need)) continue
      failure ??= error
      lost.push(need)
    } else if (error === null && isWhole && flight !== undefined && flight.number > asked) {
      answers.set(flight, (answers.get(flight) ?? new Map<string, Need>()).set(text, need))
    } else if (error !== null || !serve(task, need)) {
      open.set(text, { ...need, linked: [] })
    }
  }
  for (const [flight, needs] of answers) takeReply(task, flight, needs)
  if (failure !== null) fail(task.run, task.node.endpoint.name, failure, task.place, targetsOf(lost))
  return open
}

function targetsOf(needs: readonly Need[]): readonly JsonObject[] {
  return needs.flatMap(({ targets }) => targets)
}

/** null: all have landed, and none has failed. */
function errorOf(flights: ReadonlySet<Flight>): unknown {
  for (const { landed: result } of flights) {
    if (result === null) return new Error('no answer in time')
    if ('error' in result) return result.error ?? new Error('no answer')
  }
  return null
}
