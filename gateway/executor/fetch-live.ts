import type { FetchNode } from '#gateway/planner/query-plan.ts'
import { deliverEntity, deliverRoot, entitiesOf, markAllUndelivered, variablesText } from './deliver.ts'
import { dropUnasked } from './drop-unasked.ts'
import { fetchAndFill } from './fill-memory.ts'
import type { Delivered } from './flights.ts'
import { fetchErrors } from './fetch-error.ts'
import { buildRepresentations } from './representations.ts'
import type { Representations } from './representations.ts'
import { countFetch, fail } from './run.ts'
import type { Place, Run } from './run.ts'
import type { SendOptions } from './subgraph-client.ts'

/** Fetches without memory: changes, and what is never kept. */
export function fetchLive(run: Run, node: FetchNode, place: Place, after: number): Promise<void> | undefined {
  const { requires, inputRewrites } = node
  const entities = requires === null ? null : buildRepresentations(requires, inputRewrites, place.objects)
  return entities?.texts.length === 0 ? undefined : send(run, node, entities, place, after)
}

async function send(
  run: Run,
  node: FetchNode,
  entities: Representations | null,
  place: Place,
  after: number,
): Promise<void> {
  const { endpoint, repeatable } = node
  const { signal, traceparent, variables } = run.context
  try {
    // A change is not cut short: whoever asked for it must learn whether it is done.
    const left = repeatable ? run.clock.msLeft(performance.now(), after) : Infinity
    if (left <= 0) throw new Error('no time is left')
    const body = node.bodyHead + variablesText(node.variables, variables, entities?.texts ?? null) + '}'
    const deadlineMs = left === Infinity ? undefined : left
    countFetch(run, endpoint.name)
    const byKey = repeatable && entities !== null
    const options = { repeatable, byKey, signal, traceparent, deadlineMs }
    const { reply, dropped } = await exchange(run, node, entities, body, options)
    const { data, errors } = reply
    run.dropped += dropped
    if (errors.length > 0)
      run.errors.push(...fetchErrors(errors, { node, entities, root: run.data, path: place.path }))
    if (data === null) return
    if (entities === null) return deliverRoot(node, data, place.objects)
    for (const [position, entity] of entitiesOf(data, entities.texts.length).entries())
      deliverEntity(node, entity, entities.targets[position] ?? [])
  } catch (error) {
    fail(run, endpoint.name, error, place, entities?.targets.flat() ?? place.objects)
  }
}

/** The answer with what was asked alone. What memory keeps of it, it takes. */
async function exchange(
  { context, reading }: Run,
  { endpoint, asked, hot }: FetchNode,
  entities: Representations | null,
  body: string,
  options: SendOptions,
): Promise<Delivered> {
  const { client, variables } = context
  if (reading !== null && hot !== null) {
    const { store } = reading
    const representations = entities?.representations ?? null
    return fetchAndFill({ store, client, endpoint, body, options, asked, hot, variables, representations })
  }
  const reply = await client.send(endpoint, body, options)
  if (reply.data === null) return { reply, dropped: 0 }
  const dropped = dropUnasked(asked, reply.data)
  markAllUndelivered(reply.data, reply.errors)
  return { reply, dropped }
}
