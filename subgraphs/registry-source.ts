import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import type { ChangeFeed } from '#connectors/connector.ts'
import { openPostgresChanges } from '#connectors/postgres-changes.ts'
import type { PostgresOptions } from '#connectors/postgres-session.ts'
import { postgresConnector } from '#connectors/postgres.ts'
import type { ChangeSource } from './change-stream.ts'
import type { Reading, ReadingRequest } from './reading.ts'
import { openReading } from './reading.ts'
import type { SubgraphDefinition } from './serve.ts'
import { registryChanges } from './registry-changes.ts'
import type { ReadableTable } from './table.ts'
import { readableColumns } from './table.ts'
import type { TouchingTables } from './touched.ts'
import { touchingColumns } from './touched.ts'

export interface SourceOptions {
  /** Of the registry's PostgreSQL database. */
  url: string
  /** Sees the text of every statement, without values. */
  onStatement?: (sql: string) => void
  /** Below the gateway's own deadline unless said otherwise, so that the source is heard first. */
  statementTimeoutMs?: number
  /** Where the source tells its changes; unless said, the registry offers no feed. */
  feed?: FeedOptions | undefined
}

/** What the source's administrator has made (`npm run feed-script`). */
export interface FeedOptions {
  readonly slot: string
  readonly publication: string
  /** Of the server with the slot, unless it is the one that is read. */
  readonly url?: string
  /** Hears why nothing is told, and null once it is. */
  readonly onFault?: (fault: string | null) => void
}

/** A registry's source; `Reader` is one request's view of it, with that request's loaders. */
export interface RegistrySource<Reader> {
  reader(request: ReadingRequest): Reader
  health(): Promise<void>
  close(): Promise<void>
  /** What the source tells of its changes; null where it does not. */
  readonly telling: Telling | null
}

export interface Telling {
  readonly changes: ChangeSource
  readonly position: ChangeFeed['position']
  readonly fault: ChangeFeed['fault']
  close(): Promise<void>
}

const defaultStatementTimeoutMs = 2500

/** `touching` says which entities the rows of every table among them say something of. */
export function openRegistrySource<Reader>(
  { url, onStatement, statementTimeoutMs = defaultStatementTimeoutMs, feed }: SourceOptions,
  { tables, touching }: { tables: readonly ReadableTable[]; touching: TouchingTables },
  readerOf: (reading: Reading) => Reader,
): RegistrySource<Reader> {
  const readable = { url, tables: readableColumns(tables), statementTimeoutMs }
  const connector = postgresConnector({ ...readable, ...(onStatement && { onStatement }) })
  const telling = feed && openTelling(readable, feed, touching)
  return {
    reader: (request) => readerOf(openReading(connector, request)),
    health: () => connector.health(),
    async close() {
      await Promise.all([connector.close(), telling?.close()])
    },
    telling: telling ?? null,
  }
}

/** Over connections of its own: changes are told also while all others are busy. */
function openTelling(
  readable: PostgresOptions,
  { url = readable.url, ...told }: FeedOptions,
  touching: TouchingTables,
): Telling {
  const changes = { ...told, url, readUrl: readable.url, tables: touchingColumns(touching) }
  const connector = postgresConnector({ ...readable, maxConnections: 2 })
  const feed = openPostgresChanges(changes)
  return {
    changes: registryChanges(feed, touching, connector),
    position: feed.position,
    fault: feed.fault,
    async close() {
      await feed.close()
      await connector.close()
    },
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
    context: (request) => source.reader(request),
    health: () => source.health(),
    close: () => source.close(),
    changes: source.telling?.changes,
    position: source.telling?.position,
    feedFault: source.telling?.fault,
  }
}
