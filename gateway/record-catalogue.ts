import { setTimeout as sleep } from 'node:timers/promises'
import { catalogueEntries } from './catalogue-entries.ts'
import type { Supergraph } from './planner/supergraph.ts'
import { policyClient } from './policy-client.ts'

export interface CatalogueRecorderOptions {
  /** Of the policy subgraph's GraphQL endpoint. */
  readonly url: string
  readonly credential: string
  /** One line for each failure that does not follow on another, without personal data. */
  readonly log?: ((line: string) => void) | undefined
  /** Between one attempt and the next. */
  readonly retryMs?: number
}

export interface CatalogueRecorder {
  /** Tells the policy subgraph what can be granted in a new schema, again and again until it has heard it. */
  record(supergraph: Supergraph): void
  close(): Promise<void>
}

const defaultRetryMs = 1_000
const timeoutMs = 5_000

const recording = 'mutation ($entries: [CatalogueEntryInput!]!) { recordCatalogue(entries: $entries) }'

/** Keeps the catalogue of what can be granted as the newest schema has it. */
export function createCatalogueRecorder(options: CatalogueRecorderOptions): CatalogueRecorder {
  const { url, log, retryMs = defaultRetryMs } = options
  const client = policyClient(options)
  const closing = new AbortController()
  let waiting: Supergraph | null = null
  let running: Promise<void> | null = null

  async function send(supergraph: Supergraph): Promise<void> {
    const entries = catalogueEntries(supergraph)
    const { statusCode, text } = await client.ask({ query: recording, variables: { entries } }, timeoutMs)
    const { data } = JSON.parse(text)
    if (typeof data?.recordCatalogue !== 'boolean')
      throw new Error(`the catalogue was answered with ${statusCode}`)
  }

  async function run(): Promise<void> {
    let hasFailed = false
    while (waiting !== null && !closing.signal.aborted) {
      const supergraph = waiting
      try {
        await send(supergraph)
        if (waiting === supergraph) waiting = null
      } catch (error) {
        if (closing.signal.aborted) break
        if (!hasFailed) log?.(`${url}: ${error instanceof Error ? error.message : 'failed'}`)
        hasFailed = true
        await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
    running = null
  }

  return {
    record(supergraph) {
      waiting = supergraph
      running ??= run()
    },
    async close() {
      closing.abort()
      await client.close()
      await running
    },
  }
}
