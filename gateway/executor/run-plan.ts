import type { FetchNode, PathSegment, PlanNode, QueryPlan } from '#gateway/planner/query-plan.ts'
import { dropUnasked } from './drop-unasked.ts'
import { fetchErrors, unavailable } from './fetch-error.ts'
import type { FetchError } from './fetch-error.ts'
import { own, setOwn } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import { applyRewrites, markUndelivered, mergeInto } from './merge.ts'
import { buildRepresentations } from './representations.ts'
import type { Representations } from './representations.ts'
import type { SubgraphClient, SubgraphReply } from './subgraph-client.ts'
import { visitObjectsAt } from './targets.ts'

export interface RunContext {
  /** The caller's, after coercion. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly client: SubgraphClient
  /** Aborted when the caller is gone: nothing more is fetched. */
  readonly signal?: AbortSignal
  readonly traceparent?: string
}

/** What the registries delivered, before anything is released. */
export interface Fetched {
  /**
   * By response keys, helpers' aliases included. `null`: the registry said null. `undefined` or absent: not delivered
   * (an error nulled it, its fetch failed, or an entity was not found). Objects come from JSON as they are: read them with own
   * keys only. Equal entities may share objects, so treat it as read-only.
   */
  readonly data: Readonly<Record<string, unknown>>
  readonly errors: readonly FetchError[]
  /** Requests sent, by subgraph. */
  readonly fetches: Readonly<Record<string, number>>
  /** Values that subgraphs sent unasked. */
  readonly dropped: number
}

interface Run {
  readonly context: RunContext
  readonly data: JsonObject
  readonly errors: FetchError[]
  readonly fetches: Record<string, number>
  dropped: number
}

/** The objects that a node works on, and their path from the root. */
interface Place {
  readonly objects: ReadonlySet<JsonObject>
  readonly path: readonly PathSegment[]
}

/** Runs a plan. Never rejects for what a subgraph does: its failures are `errors`. */
export async function runPlan(plan: QueryPlan, context: RunContext): Promise<Fetched> {
  const data: JsonObject = Object.create(null)
  const run: Run = { context, data, errors: [], fetches: Object.create(null), dropped: 0 }
  if (plan.root !== null) await runNode(run, plan.root, { objects: new Set([data]), path: [] })
  return { data, errors: run.errors, fetches: run.fetches, dropped: run.dropped }
}

async function runNode(run: Run, node: PlanNode, place: Place): Promise<void> {
  switch (node.kind) {
    case 'sequence':
      for (const child of node.nodes) await runNode(run, child, place)
      return
    case 'parallel':
      await Promise.all(node.nodes.map((child) => runNode(run, child, place)))
      return
    case 'flatten': {
      const objects = new Set<JsonObject>()
      for (const object of place.objects)
        visitObjectsAt(object, node.path, false, (found) => objects.add(found))
      if (objects.size > 0) await runNode(run, node.node, { objects, path: [...place.path, ...node.path] })
      return
    }
    case 'condition': {
      const chosen = (own(run.context.variables, node.variable) ?? node.defaultValue) === true
      const branch = chosen ? node.whenTrue : node.whenFalse
      if (branch !== null) await runNode(run, branch, place)
      return
    }
    case 'fetch':
      await runFetch(run, node, place)
  }
}

async function runFetch(run: Run, node: FetchNode, place: Place): Promise<void> {
  const { name } = node.endpoint
  try {
    const entities =
      node.requires === null ? null : buildRepresentations(node.requires, node.inputRewrites, place.objects)
    if (entities !== null && entities.texts.length === 0) return
    const body = node.bodyHead + variablesText(run, node, entities) + '}'
    run.fetches[name] = (run.fetches[name] ?? 0) + 1
    const { signal, traceparent, client } = run.context
    const { repeatable } = node
    const reply = await client.send(node.endpoint, body, { repeatable, signal, traceparent })
    if (reply.data !== null) run.dropped += dropUnasked(node.asked, reply.data)
    if (reply.errors.length > 0)
      run.errors.push(...fetchErrors(reply.errors, { node, entities, root: run.data, path: place.path }))
    if (entities === null) mergeRoot(node, reply, place.objects)
    else mergeEntities(node, reply, entities)
  } catch (error) {
    run.errors.push(unavailable(name, error))
  }
}

function variablesText(run: Run, node: FetchNode, entities: Representations | null): string {
  const parts: string[] = entities === null ? [] : [`"representations":[${entities.texts.join(',')}]`]
  for (const variable of node.variables) {
    const value = own(run.context.variables, variable)
    if (value !== undefined) parts.push(`${JSON.stringify(variable)}:${JSON.stringify(value)}`)
  }
  return `{${parts.join(',')}}`
}

function mergeRoot(node: FetchNode, reply: SubgraphReply, targets: ReadonlySet<JsonObject>): void {
  const { data } = reply
  if (data === null) return
  for (const { path } of reply.errors) if (path !== null) markUndelivered(data, path)
  applyRewrites(node.outputRewrites, data)
  for (const target of targets) mergeInto(target, data)
}

function mergeEntities(node: FetchNode, reply: SubgraphReply, { texts, targets }: Representations): void {
  if (reply.data === null) return
  const received = own(reply.data, '_entities')
  if (!Array.isArray(received) || received.length !== texts.length)
    throw new Error(`expected ${texts.length} entities`)
  for (const { path } of reply.errors) if (path !== null) markUndelivered(reply.data, path)
  for (const [position, entity] of received.entries()) {
    if (entity === null || entity === undefined) continue
    const [first, ...others] = targets[position] as JsonObject[]
    if (first === undefined) continue
    // The type that is known stays: an entity fetch need not select it, and an interface object's is the interface's.
    const typename = own(entity, '__typename')
    if (typename === undefined || node.interfaceNames.has(typename))
      setOwn(entity, '__typename', own(first, '__typename'))
    applyRewrites(node.outputRewrites, entity)
    mergeInto(first, entity)
    for (const other of others) mergeInto(other, entity)
  }
}
