import { isDeepStrictEqual } from 'node:util'
import type { EntityStore } from '#gateway/entities/entity-store.ts'
import { createSubgraphClient } from '#gateway/executor/subgraph-client.ts'
import type { SubgraphClient } from '#gateway/executor/subgraph-client.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { createApolloOracle } from './apollo-oracle.ts'
import type { Outcome, ReferenceOutcome } from './apollo-oracle.ts'
import { createOurPipeline } from './our-pipeline.ts'

/** Our pipeline in open mode and the reference over the same subgraphs. */
export interface Pair {
  ours(query: GeneratedQuery): Promise<Outcome>
  reference(query: GeneratedQuery): Promise<ReferenceOutcome>
  close(): Promise<void>
}

export interface PairOptions {
  readonly deadlineMs: (subgraph: string) => number
  readonly credential?: string
  /** Memory of ours; without, everything is fetched. */
  readonly entities?: EntityStore
}

export function createPair(supergraph: Supergraph, { deadlineMs, credential, entities }: PairOptions): Pair {
  const clients = new Map(
    [...supergraph.subgraphs.keys()].map((name) => [
      name,
      createSubgraphClient({ deadlineMs: deadlineMs(name), ...(credential !== undefined && { credential }) }),
    ]),
  )
  const close = async (): Promise<void> => {
    await Promise.all([...clients.values()].map((client) => client.close()))
  }
  const send: SubgraphClient['send'] = async (endpoint, body, options) => {
    const client = clients.get(endpoint.name)
    if (client === undefined) throw new Error(`no subgraph ${endpoint.name}`)
    return client.send(endpoint, body, options)
  }
  const headers: Record<string, string> =
    credential === undefined ? {} : { authorization: `Bearer ${credential}` }
  return {
    ours: createOurPipeline(supergraph, { send, close }, entities),
    reference: createApolloOracle(supergraph, { deadlineMs, headers }),
    close,
  }
}

/**
 * In what the two answer differently; null where they agree. Data must be identical, errors the same set of paths. Below
 * a place that was nulled, an executor may leave errors out (GraphQL specification, 6.4.4): there one stands for all.
 * `before` is called before each of them.
 */
export async function differenceOf(
  pair: Pair,
  query: GeneratedQuery,
  before: () => void = () => undefined,
): Promise<object | null> {
  before()
  const expected = await pair.reference(query)
  before()
  const actual = await pair.ours(query)
  // The reference miscounts list positions where some elements have no representation: there only the shape is compared.
  // And it fetches, and may fail, where every field is skipped: there is nothing to compare.
  if (isDeepStrictEqual(plain(expected.data), {}) && isDeepStrictEqual(plain(actual.data), {})) return null
  const places = (paths: readonly string[]) => paths.map((path) => upToNull(path, expected.data))
  const [lost, found] = [expected.errors.filter(isLost), expected.errors.filter((path) => !isLost(path))]
  const ours = withoutPositions(places(actual.errors))
  const theirs = withoutPositions(places(found))
  const isSame =
    isDeepStrictEqual(plain(actual.data), plain(expected.data)) &&
    theirs.every((path) => ours.includes(path)) &&
    withoutPositions(lost).every((path) => ours.some((each) => leadsTo(each, path))) &&
    ours.every(
      (path) => theirs.includes(path) || withoutPositions(lost).some((each) => leadsTo(path, each)),
    ) &&
    places(expected.exactErrors).every((path) => places(actual.errors).includes(path))
  return isSame ? null : { actual: JSON.stringify(actual), expected: JSON.stringify(expected) }

  /** A miscounted position beyond the end of its list: at which null the path would have to be cut is not known. */
  function isLost(path: string): boolean {
    const keys = JSON.parse(path) as readonly (string | number)[] | null
    let value: unknown = expected.data
    for (const key of keys ?? []) {
      if (Array.isArray(value) && typeof key === 'number' && key >= value.length) return true
      if (value === null || typeof value !== 'object') return false
      value = Reflect.get(value, key)
    }
    return false
  }
}

/** Whether one place is the other, or above it. */
function leadsTo(above: string, path: string): boolean {
  return path === above || path.startsWith(`${above.slice(0, -1)},`)
}

/** Without prototypes and `undefined`: as it would be sent. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** An error's path, cut at the first null on the way. */
function upToNull(path: string, data: unknown): string {
  const keys = JSON.parse(path) as readonly (string | number)[] | null
  if (keys === null) return path
  let value: unknown = data
  const reached: (string | number)[] = []
  for (const key of keys) {
    if (value === null || typeof value !== 'object') break
    reached.push(key)
    value = Reflect.get(value, key)
  }
  return JSON.stringify(reached)
}

function withoutPositions(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.replaceAll(/(?<=[[,])\d+(?=[,\]])/g, '0')))].toSorted()
}
