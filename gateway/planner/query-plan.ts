import type { Asked } from './asked-keys.ts'
import type { HotFetch } from './hot-fetch.ts'
import type { SubgraphEndpoint } from './supergraph.ts'

export { reservedKeys } from './hot-keys.ts'
export type { Asked, SubgraphEndpoint }

/**
 * What to fetch, in which order. Compiled once per permitted operation and shared by everyone who may send it.
 * INVARIANT: a plan holds no caller's variables, only their names and the operation's own defaults.
 */
export interface QueryPlan {
  /** null where nothing has to be fetched (introspection and root `__typename` only). */
  readonly root: PlanNode | null
}

export type PlanNode = SequenceNode | ParallelNode | FetchNode | FlattenNode | ConditionNode

export interface SequenceNode {
  readonly kind: 'sequence'
  readonly nodes: readonly PlanNode[]
}

export interface ParallelNode {
  readonly kind: 'parallel'
  readonly nodes: readonly PlanNode[]
}

/** Runs its node on the objects found at the path below the present ones. */
export interface FlattenNode {
  readonly kind: 'flatten'
  readonly path: readonly PathSegment[]
  readonly node: PlanNode
}

/** Chooses by a Boolean variable of the operation. */
export interface ConditionNode {
  readonly kind: 'condition'
  readonly variable: string
  readonly defaultValue: boolean
  readonly whenTrue: PlanNode | null
  readonly whenFalse: PlanNode | null
}

export interface FetchNode {
  readonly kind: 'fetch'
  readonly endpoint: SubgraphEndpoint
  /** False for mutations: they are never sent twice. */
  readonly repeatable: boolean
  /** The beginning of the request body, up to the variables: `{"query":"…","operationName":"…","variables":`. */
  readonly bodyHead: string
  /** Variables of the operation that the subgraph's operation uses. */
  readonly variables: readonly string[]
  /** The keys of a good answer; others are dropped. */
  readonly asked: Asked
  /** What of it is kept in memory; null where that is nothing. */
  readonly hot: HotFetch | null
  /** What a representation holds; null for a fetch from a root type. */
  readonly requires: readonly Selector[] | null
  readonly inputRewrites: readonly Rewrite[]
  /** Names of interfaces that entities are asked for by: such a `__typename` in the answer tells nothing about an entity's type. */
  readonly interfaceNames: ReadonlySet<unknown>
  readonly outputRewrites: readonly Rewrite[]
}

/** A list is `{ kind: 'list' }`; `types` lets only objects of these types through. */
export type PathSegment =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'types'; readonly types: ReadonlySet<string> }

export type Selector =
  | { readonly kind: 'field'; readonly key: string; readonly selectors: readonly Selector[] | null }
  | {
      readonly kind: 'fragment'
      readonly types: ReadonlySet<string>
      readonly selectors: readonly Selector[]
    }

/** Sets or renames one key of every object at a path (lists on the way are entered). */
export interface Rewrite {
  readonly path: readonly PathSegment[]
  readonly key: string
  readonly action:
    { readonly kind: 'set'; readonly value: unknown } | { readonly kind: 'rename'; readonly to: string }
}
