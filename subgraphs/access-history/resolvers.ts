import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { cursorOf } from '#audit/history-page.ts'
import { isPostgresUnreachable } from '#connectors/postgres-unreachable.ts'
import { dateScalar } from '../date-scalar.ts'
import { connection } from '../paging.ts'
import type { Page } from '../paging.ts'
import { givenCodes } from '../person-codes.ts'
import { refuseScope } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import { labelOf } from './field-words.ts'
import { askedHistory } from './history-request.ts'
import type { FoundHistory } from './read-histories.ts'
import type { AccessHistoryReader, AccessHistorySource, ShownRecord } from './source.ts'
import { statisticsQueries } from './statistics.ts'
import type { FieldOutcome, Resolvers } from './types.generated.ts'

const typeDefs = parse(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'))

const resolvers: Resolvers<AccessHistoryReader> = {
  Date: dateScalar,
  Query: statisticsQueries,
  Person: {
    // Whose codes they are is the population register's to say: this subgraph takes them as the gateway brings them.
    __resolveReference: (reference) => reference,
    async accessHistory({ codes }, page, { histories }) {
      const asked = askedHistory(givenCodes(codes), page)
      return connectionOf(asked === null ? nothing : await histories.load(asked), page.after != null)
    },
    accessHistoryProof: ({ codes }, _arguments, { historyProof }) => historyProof(givenCodes(codes)),
  },
  // What a resident is shown of a record: not the official, who is a person too.
  AccessRecord: {
    at: ({ at }) => at.toISOString(),
    released: ({ released }) => [...released],
    withheld: ({ withheld }) => [...withheld],
    registries: ({ registries }) => [...registries],
    fields({ released, withheld }, { scope }) {
      refuseScope(scope)
      return [...released.map(recordedField('RELEASED')), ...withheld.map(recordedField('WITHHELD'))]
    },
    proof: (record, _arguments, { proofs }) => proofs.load(record),
  },
  RecordedField: {
    label: ({ coordinate }, { language }) => (coordinate == null ? null : labelOf(coordinate, language)),
  },
}

/** The audit log, as residents see it, and what of it is open to everybody. */
export function accessHistorySubgraph(source: AccessHistorySource): SubgraphDefinition<AccessHistoryReader> {
  return {
    name: 'access-history',
    typeDefs,
    resolvers,
    context: () => source.reader(),
    health: () => source.health(),
    isUnreachable: isPostgresUnreachable,
    close: () => source.close(),
  }
}

const nothing: FoundHistory = { records: [], hasNextPage: false, lookedTo: null }

function connectionOf(
  { records, hasNextPage, lookedTo }: FoundHistory,
  hasPreviousPage: boolean,
): Page<ShownRecord> {
  const edges = records.map((node) => ({ cursor: cursorOf(node.sequence), node }))
  const { pageInfo } = connection(edges, hasNextPage, hasPreviousPage)
  const endCursor = lookedTo === null ? pageInfo.endCursor : cursorOf(lookedTo)
  return { edges, pageInfo: { ...pageInfo, endCursor } }
}

function recordedField(outcome: FieldOutcome) {
  return (coordinate: string) => ({ coordinate, outcome })
}
