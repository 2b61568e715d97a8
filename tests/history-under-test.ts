import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import type { Sealer } from '#audit/sealing/sealer.ts'
import type { Trust } from '#audit/verify/checkpoint.ts'
import { accessHistorySubgraph } from '#subgraphs/access-history/resolvers.ts'
import { openAccessHistorySource } from '#subgraphs/access-history/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import { testMasterKeys as masterKeys } from './audit-records.ts'
import { createTestDatabase } from './postgres.ts'

export interface HistoryPage {
  readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

export interface HistoryAnswer<Data> {
  readonly data: Data | null
  readonly errors?: readonly {
    readonly message: string
    readonly path: readonly unknown[]
    readonly extensions: { readonly code: string }
  }[]
}

export type People = {
  readonly people: readonly (Readonly<Record<string, HistoryPage>> | null)[]
}

/** The subgraph over an audit of its own, with a sealer that seals when it is told to. */
export interface HistoryUnderTest {
  readonly url: string
  /** Of the audit's database. */
  readonly databaseUrl: string
  readonly subjectKey: Buffer
  readonly log: AuditLog
  readonly sealer: Sealer
  readonly trust: Trust
  /** How many statements histories have been read by. */
  statements(): number
  /** As gateways ask for fields of people. `declared` are variables that `fields` use. */
  askPeople(
    representations: readonly object[],
    fields: string,
    variables?: Readonly<Record<string, unknown>>,
    declared?: string,
  ): Promise<HistoryAnswer<People>>
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<HistoryAnswer<Data>>
  /** The audit's database is gone. */
  drop(): Promise<void>
  close(): Promise<void>
}

const credential = 'credential'
const origin = 'dagr.test/log'

/** @param clock tells sealers and readers the time. */
export async function openHistory(clock = () => new Date()): Promise<HistoryUnderTest> {
  const database = await createTestDatabase('audit')
  const { url } = database
  const subjectKey = randomBytes(32)
  const log = await openAuditLog({ url, subjectKey, masterKeys, timeoutMs: 5_000 })
  let statements = 0
  const onStatement = (): void => void (statements += 1)
  const source = openAccessHistorySource({ url, subjectKey, masterKeys, clock, onStatement })
  const subgraph = await serveSubgraph(accessHistorySubgraph(source), { credential })
  const signer = openLogSigner({ origin, keys: [generateKeyPairSync('ed25519').privateKey] })
  const problems: string[] = []
  const onProblem = (message: string): void => void problems.push(message)
  const sealer = await startSealer({ url, signer, everyMs: Infinity, clock, onProblem })
  let isDropped = false

  async function ask<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<HistoryAnswer<Data>> {
    const response = await fetch(subgraph.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as HistoryAnswer<Data>
  }

  async function drop(): Promise<void> {
    isDropped = true
    await sealer.close()
    await log.close()
    await database.drop()
  }

  return {
    url: subgraph.url,
    databaseUrl: url,
    subjectKey,
    log,
    sealer,
    trust: { origin, verifierKeys: signer.verifierKeys() },
    statements: () => statements,
    askPeople: (representations, fields, variables = {}, declared = '') =>
      ask(
        `query ($representations: [_Any!]!${declared}) {
          people: _entities(representations: $representations) { ... on Person { ${fields} } }
        }`,
        { representations, ...variables },
      ),
    ask,
    drop,
    async close() {
      await subgraph.close()
      if (!isDropped) await drop()
      if (problems.length > 0) throw new Error(problems.join('\n'))
    },
  }
}
