import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import type { AccessRecord } from '#audit/access-record.ts'
import { cursorOf, HistoryArgumentError, historyPage } from '#audit/history-page.ts'
import type { HistoryArguments } from '#audit/history-page.ts'
import type { HistoryPage } from '#audit/read.ts'
import { givenCodes } from '../person-codes.ts'
import { personInScope } from '../row-scope.ts'
import { ArgumentError } from '../serve.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type { AccessHistoryReader, AccessHistorySource } from './source.ts'
import type { AccessRecordConnection, AccessRecordEdge, Resolvers } from './types.generated.ts'

const typeDefs = parse(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'))

const resolvers: Resolvers<AccessHistoryReader> = {
  Person: {
    // Whose codes they are is the population register's to say: this subgraph takes them as the gateway brings them.
    __resolveReference: (reference) => reference,
    async accessHistory({ codes }, { scope, ...page }, { histories }) {
      const asked = pageAsked(page)
      const known = givenCodes(codes)
      // All records are about the person whose codes these are: the scope holds for all of them or for none.
      const found = personInScope(known, scope)
        ? await histories.load({ codes: known, ...asked })
        : { records: [], hasNextPage: false }
      return connectionOf(found, asked.before !== null)
    },
  },
}

/** The audit log, as residents see it. */
export function accessHistorySubgraph(source: AccessHistorySource): SubgraphDefinition<AccessHistoryReader> {
  return {
    name: 'access-history',
    typeDefs,
    resolvers,
    context: () => source.reader(),
    health: () => source.health(),
    close: () => source.close(),
  }
}

function pageAsked(page: HistoryArguments): ReturnType<typeof historyPage> {
  try {
    return historyPage(page)
  } catch (error) {
    throw error instanceof HistoryArgumentError ? new ArgumentError(error.message) : error
  }
}

function connectionOf(
  { records, hasNextPage }: HistoryPage,
  hasPreviousPage: boolean,
): AccessRecordConnection {
  const edges = records.map(edgeOf)
  const startCursor = edges[0]?.cursor ?? null
  const endCursor = edges.at(-1)?.cursor ?? null
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } }
}

/** What a resident is shown of a record: not the official, who is a person too. */
function edgeOf(record: AccessRecord): AccessRecordEdge {
  return {
    cursor: cursorOf(record.sequence),
    node: {
      id: record.id,
      at: record.at.toISOString(),
      organisation: record.organisation,
      application: record.application,
      permission: record.permission,
      purpose: record.purpose,
      legalBasis: record.legalBasis,
      case: record.case,
      outcome: record.outcome,
      released: [...record.released],
      withheld: [...record.withheld],
      trace: record.trace,
    },
  }
}
