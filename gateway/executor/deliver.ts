import type { FetchNode } from '#gateway/planner/query-plan.ts'
import { own, setOwn } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import { applyRewrites, markUndelivered, mergeInto } from './merge.ts'
import type { Carry } from './merge.ts'
import type { SubgraphReply } from './subgraph-reply.ts'

/** The JSON text of a fetch's variables. */
export function variablesText(
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
  representations: readonly string[] | null,
): string {
  const parts: string[] = representations === null ? [] : [`"representations":[${representations.join(',')}]`]
  for (const name of names) {
    const value = own(values, name)
    if (value !== undefined) parts.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
  }
  return `{${parts.join(',')}}`
}

/** What errors nulled in an answer becomes undelivered. */
export function markAllUndelivered(data: JsonObject, errors: SubgraphReply['errors']): void {
  for (const { path } of errors) if (path !== null) markUndelivered(data, path)
}

/** The answer's entities. @throws where there are not as many as were asked for. */
export function entitiesOf(data: JsonObject, asked: number): readonly unknown[] {
  const received = own(data, '_entities')
  if (!Array.isArray(received) || received.length !== asked) throw new Error(`expected ${asked} entities`)
  return received
}

export function deliverRoot(
  node: FetchNode,
  data: JsonObject,
  targets: Iterable<JsonObject>,
  carry?: Carry,
): void {
  applyRewrites(node.outputRewrites, data)
  for (const target of targets) mergeInto(target, data, carry)
}

/** An entity that is null, or was not delivered, leaves its objects as they are. */
export function deliverEntity(
  node: FetchNode,
  received: unknown,
  targets: readonly JsonObject[],
  carry?: Carry,
): void {
  const [first, ...others] = targets
  if (received === null || received === undefined || first === undefined) return
  const entity = received as JsonObject
  // The type that is known stays: an entity fetch need not select it, and an interface object's is the interface's.
  const typename = own(entity, '__typename')
  if (typename === undefined || node.interfaceNames.has(typename))
    setOwn(entity, '__typename', own(first, '__typename'))
  applyRewrites(node.outputRewrites, entity)
  mergeInto(first, entity, carry)
  for (const other of others) mergeInto(other, entity)
}
