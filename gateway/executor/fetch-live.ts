import type { FetchNode } from '#gateway/planner/query-plan.ts'
import { deliverEntity, deliverRoot, entitiesOf, markAllUndelivered, variablesText } from './deliver.ts'
import { dropUnasked } from './drop-unasked.ts'
import { fetchAndFill } from './memory/fill-memory.ts'
import type { Delivered } from './memory/flights.ts'
import { fetchErrors } from './fetch-error.ts'
import { buildRepresentations } from './representations.ts'
import type { Representations } from './representations.ts'
import { countFetch, fail } from './run.ts'
import type { Place, Run } from './run.ts'
import type { SubgraphReply } from './subgraph-reply.ts'

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
  const { endpoint, repeatable, asked, hot } = node
  const { client, signal, traceparent, variables } = run.context
  const { reading } = run
  try {
    // A change is not cut short: whoever asked for it must learn whether it is done.
    const left = repeatable ? run.clock.msLeft(performance.now(), after) : Infinity
    if (left <= 0) throw new Error('no time is left')
    const body = node.bodyHead + variablesText(node.variables, variables, entities?.texts ?? null) + '}'
    const deadlineMs = left === Infinity ? undefined : left
    countFetch(run, endpoint.name)
    const byKey = repeatable && entities !== null
    const options = { repeatable, byKey, signal, traceparent, deadlineMs }
    const { reply, dropped } =
      reading === null || hot === null
        ? deliveredOf(node, await client.send(endpoint, body, options))
        : await fetchAndFill({
            store: reading.store,
            client,
            endpoint,
            body,
            options,
            asked,
            hot,
            variables,
            representations: entities?.representations ?? null,
          })
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

/** The answer with what was asked alone. */
function deliveredOf({ asked }: FetchNode, reply: SubgraphReply): Delivered {
  if (reply.data === null) return { reply, dropped: 0 }
  const dropped = dropUnasked(asked, reply.data)
  markAllUndelivered(reply.data, reply.errors)
  return { reply, dropped }
}
