import type { HotFetch, HotRequest } from '#gateway/planner/hot-fetch.ts'
import { variablesText } from '../deliver.ts'
import { fetchAndFill } from './fill-memory.ts'
import type { Flight, Flights } from './flights.ts'
import type { HotTask } from './hot-task.ts'
import type { JsonObject } from '../json-object.ts'
import { countFetch } from '../run.ts'

/** Text of a representation → itself; a root fetch has null alone, under the empty text. */
export type Wanted = ReadonlyMap<string, JsonObject | null>

/**
 * The fetches by which what is wanted comes: those that are under way, and one more for the rest. `isShared`: what lands is
 * taken as it is, also from a fetch that another request began.
 */
export function boardFlights(
  { run, reading, node: { endpoint } }: HotTask,
  flights: Flights,
  request: HotRequest,
  hot: HotFetch,
  wanted: Wanted,
  isShared: boolean,
): ReadonlyMap<string, Flight> {
  const { client, traceparent, variables } = run.context
  const operation = `${endpoint.name} ${request.bodyHead}${variablesText(request.variables, variables, null)}`
  const boarded = new Map<string, Flight>()
  const others: string[] = []
  for (const text of wanted.keys()) {
    const flight = flights.find(operation, text)
    if (flight === undefined) others.push(text)
    else {
      if (isShared) flight.share()
      boarded.set(text, flight)
    }
  }
  if (others.length === 0) return boarded
  const isRoot = others[0] === ''
  const representations = isRoot ? null : others.map((text) => wanted.get(text) ?? {})
  const texts = isRoot ? null : others
  countFetch(run, endpoint.name)
  const fetch = {
    store: reading.store,
    client,
    endpoint,
    body: request.bodyHead + variablesText(request.variables, variables, texts) + '}',
    // It belongs to nobody: neither the caller's going nor the request's deadline ends it.
    options: { repeatable: true, byKey: true, traceparent },
    asked: request.asked,
    hot,
    variables,
    representations,
  }
  const flight = flights.begin(operation, others, () =>
    fetchAndFill(fetch).catch((error: unknown) => ({ error })),
  )
  for (const text of others) boarded.set(text, flight)
  return boarded
}
