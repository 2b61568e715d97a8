import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import type { SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import { isJsonObject, own } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import type { ResponsePath } from './targets.ts'

/** An error as a subgraph reported it; what is not well formed in it is left out. */
export interface SubgraphError {
  readonly message: string
  /** In the subgraph's terms. */
  readonly path: ResponsePath | null
  readonly extensions?: JsonObject
}

export interface SubgraphReply {
  /** Owned by the caller, who may change it. */
  readonly data: JsonObject | null
  readonly errors: readonly SubgraphError[]
  /** Where the registry's source stood before it was read; null where the registry does not say. */
  readonly position: string | null
}

export interface SubgraphClient {
  /** Sends one operation (`body`: the JSON text of a GraphQL request). Rejects when there is no well-formed answer in time. */
  send(endpoint: SubgraphEndpoint, body: string, options: SendOptions): Promise<SubgraphReply>
  /** Ends the connections; requests under way are aborted. */
  close(): Promise<void>
}

export interface SendOptions {
  /** The body may be sent again where a kept-alive connection turns out to be closed (a restarted subgraph). */
  readonly repeatable: boolean
  readonly signal?: AbortSignal | undefined
  readonly traceparent?: string | undefined
  /** What is left of the request's time; the client's own longest wait holds where it is shorter, or where this is left out. */
  readonly deadlineMs?: number | undefined
}

export interface SubgraphClientOptions {
  /** Sent as a bearer token; left out where subgraphs ask for none (open mode). */
  readonly credential?: string
  readonly deadlineMs?: number
  readonly maxResponseBytes?: number
  /** Connections per subgraph. */
  readonly connections?: number
}

/** A client of all subgraphs: one pool of keep-alive connections per origin, made when first needed. */
export function createSubgraphClient(options: SubgraphClientOptions = {}): SubgraphClient {
  const {
    credential,
    deadlineMs: longestMs = 3_000,
    maxResponseBytes = 64 * 1024 * 1024,
    connections = 64,
  } = options
  const pools = new Map<string, Pool>()
  const addresses = new Map<string, { readonly pool: Pool; readonly path: string }>()

  const addressOf = (url: string): { readonly pool: Pool; readonly path: string } => {
    const known = addresses.get(url)
    if (known !== undefined) return known
    const { origin, pathname, search } = new URL(url)
    let pool = pools.get(origin)
    if (pool === undefined) {
      pool = new Pool(origin, { connections, maxResponseSize: maxResponseBytes })
      pools.set(origin, pool)
    }
    const address = { pool, path: pathname + search }
    addresses.set(url, address)
    return address
  }

  return {
    async send(endpoint, body, { repeatable, signal, traceparent, deadlineMs = longestMs }) {
      const { pool, path } = addressOf(endpoint.url)
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      }
      if (credential !== undefined) headers.authorization = `Bearer ${credential}`
      if (traceparent !== undefined) headers.traceparent = traceparent
      const waitMs = Math.max(1, Math.floor(Math.min(deadlineMs, longestMs)))
      headers['dagr-deadline-ms'] = String(waitMs)
      const deadline = startDeadline(waitMs, signal)
      const request = { method: 'POST', path, headers, body, signal: deadline.signal } as const
      try {
        try {
          return await exchange(pool, request)
        } catch (error) {
          if (repeatable && isClosedConnection(error)) return await exchange(pool, request)
          throw error
        }
      } finally {
        deadline.end()
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

async function exchange(pool: Pool, request: Dispatcher.RequestOptions): Promise<SubgraphReply> {
  const { statusCode, headers, body } = await pool.request(request)
  const text = await body.text()
  if (statusCode < 200 || statusCode > 299) throw new Error(`HTTP status ${statusCode}`)
  if (!isJson(headers['content-type'])) throw new Error('answered something other than JSON')
  const position = headers['dagr-source-position']
  return readReply(text, typeof position === 'string' && position !== '' ? position : null)
}

const closedConnectionCodes: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function isClosedConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && closedConnectionCodes.has(error.code)
}

/** Aborts after the time, or with the caller's own signal. */
function startDeadline(
  deadlineMs: number,
  caller: AbortSignal | undefined,
): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort(new Error('the caller is gone'))
  if (caller?.aborted === true) abort()
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs)
  caller?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer)
      caller?.removeEventListener('abort', abort)
    },
  }
}

function isJson(contentType: string | string[] | undefined): boolean {
  const value = String(contentType)
  return value.startsWith('application/json') || value.startsWith('application/graphql-response+json')
}

/** @throws where the text is no GraphQL response. */
export function readReply(text: string, position: string | null): SubgraphReply {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Error('answered malformed JSON')
  }
  if (!isJsonObject(body)) throw new Error('answered something other than a GraphQL response')
  const data = own(body, 'data')
  const errors = readErrors(own(body, 'errors'))
  if (isJsonObject(data)) return { data, errors, position }
  if (data != null || errors.length === 0) throw new Error('answered neither data nor errors')
  return { data: null, errors, position }
}

function readErrors(errors: unknown): SubgraphError[] {
  if (errors === undefined || errors === null) return []
  if (!Array.isArray(errors)) throw new Error('answered malformed errors')
  return errors.map((error: unknown) => {
    if (!isJsonObject(error)) throw new Error('answered malformed errors')
    const message = own(error, 'message')
    const path = own(error, 'path')
    const extensions = own(error, 'extensions')
    return {
      message: typeof message === 'string' && message !== '' ? message : 'error without a message',
      path: isResponsePath(path) ? path : null,
      ...(isJsonObject(extensions) ? { extensions } : {}),
    }
  })
}

function isResponsePath(path: unknown): path is ResponsePath {
  return Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number')
}
