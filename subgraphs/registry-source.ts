import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { postgresConnector } from '#connectors/postgres.ts'
import type { Reading } from './reading.ts'
import { openReading } from './reading.ts'
import type { SubgraphDefinition } from './serve.ts'
import type { ReadableTable } from './table.ts'
import { readableColumns } from './table.ts'

export interface SourceOptions {
  /** Of the registry's PostgreSQL database. */
  url: string
  /** Sees the text of every statement, without values. */
  onStatement?: (sql: string) => void
  /** Below the gateway's own deadline unless said otherwise, so that the source is heard first. */
  statementTimeoutMs?: number
}

/** A registry's source; `Reader` is one request's view of it, with that request's loaders. */
export interface RegistrySource<Reader> {
  reader(signal: AbortSignal): Reader
  health(): Promise<void>
  close(): Promise<void>
}

const defaultStatementTimeoutMs = 2500

export function openRegistrySource<Reader>(
  { url, onStatement, statementTimeoutMs = defaultStatementTimeoutMs }: SourceOptions,
  tables: readonly ReadableTable[],
  readerOf: (reading: Reading) => Reader,
): RegistrySource<Reader> {
  const connector = postgresConnector({
    url,
    tables: readableColumns(tables),
    statementTimeoutMs,
    ...(onStatement && { onStatement }),
  })
  return {
    reader: (signal) => readerOf(openReading(connector, signal)),
    health: () => connector.health(),
    close: () => connector.close(),
  }
}

/** A registry's subgraph: its schema from the file at `schema`, its context a reader of its own per request. */
export function registrySubgraph<Reader extends object>(
  name: string,
  schema: URL,
  resolvers: object,
  source: RegistrySource<Reader>,
): SubgraphDefinition<Reader> {
  return {
    name,
    typeDefs: parse(readFileSync(schema, 'utf8')),
    resolvers,
    context: ({ signal }) => source.reader(signal),
    health: () => source.health(),
    close: () => source.close(),
  }
}
