import { RemoteGraphQLDataSource, buildOperationContext, executeQueryPlan } from '@apollo/gateway'
import { Supergraph as FederationSupergraph, operationFromDocument } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { isInterfaceType, parse } from 'graphql'
import type { GraphQLError } from 'graphql'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'

/** What two executors must agree on. */
export interface Outcome {
  readonly data: unknown
  /** Paths of the errors, as sorted texts, each once. */
  readonly errors: readonly string[]
}

/** The reference's errors whose paths are right to the last index. */
export interface ReferenceOutcome extends Outcome {
  readonly exactErrors: readonly string[]
}

/** A few valid operations the planner refuses (a condition on a type that an interface object can never be). */
export const unplannable: ReferenceOutcome = { data: 'unplannable', errors: [], exactErrors: [] }

export function planned<Plan>(plan: () => Plan): Plan | null {
  try {
    return plan()
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('We should have an edge')) return null
    throw error
  }
}

/** Runs operations through Apollo Gateway's executor: the reference that ours is held against. */
export function createApolloOracle(
  supergraph: Supergraph,
  options: { deadlineMs: (subgraph: string) => number; headers?: Record<string, string> },
): (query: GeneratedQuery) => Promise<ReferenceOutcome> {
  const sources = Object.fromEntries(
    [...supergraph.subgraphs].map(([name, { url }]) => {
      const source = new RemoteGraphQLDataSource({
        url,
        willSendRequest({ request }) {
          for (const [header, value] of Object.entries(options.headers ?? {}))
            request.http?.headers.set(header, value)
        },
      })
      // The reference lets an interface object's name replace the type that it knows already, and then finds no fields.
      source.didReceiveResponse = ({ response }) => {
        const entities: unknown = response.data?.['_entities']
        for (const entity of Array.isArray(entities) ? entities : [])
          if (isInterfaceType(supergraph.full.getType(entity?.['__typename'] ?? '')))
            delete entity['__typename']
        return response
      }
      const fetcher = source.fetcher
      source.fetcher = (address, init) =>
        fetcher(address, Object.assign({}, init, { signal: AbortSignal.timeout(options.deadlineMs(name)) }))
      return [name, source]
    }),
  )
  const federation = FederationSupergraph.build(supergraph.sdl)
  const planner = new QueryPlanner(federation)
  const apiSchema = federation.apiSchema()
  return async ({ text, variables, operationName }) => {
    const document = parse(text)
    const operation = operationFromDocument(apiSchema, document, { ...(operationName && { operationName }) })
    const plan = planned(() => planner.buildQueryPlan(operation))
    if (plan === null) return unplannable
    const result = await executeQueryPlan(
      plan,
      sources,
      { request: { query: text, variables: { ...variables } }, context: {}, metrics: {} } as never,
      buildOperationContext({ schema: supergraph.api, operationDocument: document, operationName }),
      supergraph.full,
      apiSchema,
    )
    const completion = (result.extensions?.valueCompletion ?? []) as readonly GraphQLError[]
    const errors = [...(result.errors ?? []), ...completion]
    const exact = errors.filter(
      ({ originalError }) => (originalError as ErrorLike)?.path?.[0] !== '_entities',
    )
    return { data: result.data ?? null, errors: errorPaths(errors), exactErrors: errorPaths(exact) }
  }
}

type ErrorLike = { path?: readonly (string | number)[] } | null | undefined

/** A path in which the reference left `@` or `_entities` stands for a whole fetch; its rewritten aliases are undone. */
function errorPaths(errors: readonly GraphQLError[]): string[] {
  return sortedPaths(
    errors.map(({ path }) => {
      if (path === undefined || path.includes('@') || path.includes('_entities')) return null
      return path.map((key) => (typeof key === 'string' ? key.replace(/__alias_\d+$/, '') : key))
    }),
  )
}

export function sortedPaths(paths: readonly (readonly (string | number)[] | null)[]): string[] {
  return [...new Set(paths.map((path) => JSON.stringify(path)))].toSorted()
}
