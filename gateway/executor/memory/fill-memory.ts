import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import type { Asked, SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import type { EntityStore } from '../../entities/entity-store.ts'
import { entitiesOf, markAllUndelivered } from '../deliver.ts'
import { dropUnasked } from '../drop-unasked.ts'
import type { Delivered } from './flights.ts'
import type { JsonObject } from '../json-object.ts'
import type { SendOptions, SubgraphClient } from '../subgraph-client.ts'

/** A fetch that fills memory. */
export interface FillingFetch {
  readonly store: EntityStore
  readonly client: SubgraphClient
  readonly endpoint: SubgraphEndpoint
  readonly body: string
  readonly options: SendOptions
  readonly asked: Asked
  readonly hot: HotFetch
  readonly variables: Readonly<Record<string, unknown>>
  /** null of a root fetch. */
  readonly representations: readonly JsonObject[] | null
}

/** Sends the fetch, and gives memory what it may keep of the answer. Rejects where there is no well-formed one. */
export async function fetchAndFill(fetch: FillingFetch): Promise<Delivered> {
  const { store, hot, asked, variables, representations } = fetch
  const now = performance.now()
  const mark = store.trustOf(hot.registry).mark()
  const reply = await fetch.client.send(fetch.endpoint, fetch.body, fetch.options)
  const { data, errors, position } = reply
  if (data === null) return { reply, dropped: 0 }
  const dropped = dropUnasked(asked, data)
  if (representations !== null) entitiesOf(data, representations.length)
  markAllUndelivered(data, errors)
  // What an error without a place has touched is not known.
  if (errors.every(({ path }) => path !== null))
    store.fill(hot, { variables, representations, data, mark, position, now })
  return { reply, dropped }
}
