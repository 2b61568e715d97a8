import type { EntityStore } from '#gateway/entities/entity-store.ts'
import type { SubgraphClient } from '#gateway/executor/subgraph-client.ts'
import type { CursorSeal } from '#gateway/operation/cursors.ts'
import { noLimits } from '#gateway/operation/limits.ts'
import { answer } from '#gateway/pipeline.ts'
import type { Gateway } from '#gateway/pipeline.ts'
import { createServing } from '#gateway/serving.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { sortedPaths, unplannable } from './apollo-oracle.ts'
import type { Outcome } from './apollo-oracle.ts'

/** Cursors as the subgraphs make them: the reference seals none. */
const plainCursors: CursorSeal = { seal: (position) => position, open: (sealed) => sealed }

/** Runs operations through the whole pipeline in open mode. */
export function createOurPipeline(
  supergraph: Supergraph,
  client: SubgraphClient,
  entities: EntityStore | null = null,
): (query: GeneratedQuery) => Promise<Outcome> {
  const serving = createServing(supergraph)
  const gateway: Gateway = {
    serving: () => serving,
    client,
    seal: plainCursors,
    pseudonymKey: Buffer.alloc(32),
    limits: noLimits,
    times: { deadlineMs: 600_000, maxDeadlineMs: 600_000 },
    entities,
    guard: null,
    observe: () => undefined,
  }
  return async ({ text, variables, operationName }) => {
    const { body } = await answer(
      {
        body: { query: text, variables, ...(operationName !== undefined && { operationName }) },
        method: 'POST',
        headers: { accept: 'application/graphql-response+json' },
        remoteAddress: '127.0.0.1',
        receivedAt: new Date(),
        signal: new AbortController().signal,
      },
      gateway,
    )
    const { data = null, errors = [] } = JSON.parse(body) as { data?: unknown; errors?: ReportedError[] }
    if (data === null && errors[0]?.extensions?.code === 'INTERNAL') return unplannable
    const fetched = errors.filter((error) => !isNullPropagation(error))
    // The reference reports propagated nulls only where there is nothing else to report.
    const told = fetched.length > 0 ? fetched : errors
    return { data, errors: sortedPaths(told.map(({ path }) => path ?? null)) }
  }
}

interface ReportedError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: string }
}

function isNullPropagation({ message }: ReportedError): boolean {
  return message.startsWith('A registry gave no valid value for ')
}
