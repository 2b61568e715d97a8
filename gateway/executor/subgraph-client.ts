import type { SubgraphEndpoint } from '#gateway/planner/query-plan.ts'
import type { AnswerHead } from './http/answer-head.ts'
import { ConnectionPool } from './http/connection-pool.ts'
import { GivenUp } from './http/exchange.ts'
import type { Cancellation, Exchange } from './http/exchange.ts'
import { Watch } from './http/watch.ts'
import { readReply } from './subgraph-reply.ts'
import type { SubgraphReply } from './subgraph-reply.ts'

export interface SubgraphClient {
  /** Sends one operation (`body`: the JSON text of a GraphQL request). Rejects when there is no well-formed answer in time. */
  send(endpoint: SubgraphEndpoint, body: string, options: SendOptions): Promise<SubgraphReply>
  /** Ends the connections; requests under way are aborted. */
  close(): Promise<void>
}

/** Who is told what came of a request: one of both, once, and never before `ask` has returned. */
export interface ReplyTaker {
  readonly answered: (reply: SubgraphReply) => void
  readonly failed: (error: unknown) => void
}

/** A client that many requests go through: whoever calls it needs no promise for each. */
export interface AskingClient extends SubgraphClient {
  /** As `send`. */
  ask(endpoint: SubgraphEndpoint, body: string, options: SendOptions, taker: ReplyTaker): void
}

export interface SendOptions {
  /** The body may be sent again where a kept-alive connection turns out to be closed (a restarted subgraph). */
  readonly repeatable: boolean
  /** Noticed within a few milliseconds. */
  readonly signal?: Cancellation | undefined
  readonly traceparent?: string | undefined
  /** It reads entities by their keys, and may be sent a second time where it takes longer than nearly all do. */
  readonly byKey?: boolean
  /** It tries out whether the registry can be asked: a subgraph that knows the header answers only if its source does. */
  readonly isProbe?: boolean
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

/** The answer has an HTTP status other than 2xx. */
export class BadStatus extends Error {
  readonly status: number

  constructor(status: number) {
    super(`HTTP status ${status}`)
    this.status = status
  }
}

/** What is known of an address: its connections, and the head of a request as far as it is always the same. */
interface Address {
  readonly pool: ConnectionPool
  readonly head: string
}

const maxHeadBytes = 16 * 1024

/** A client of all subgraphs over kept-alive connections, opened when needed. */
export function createSubgraphClient(options: SubgraphClientOptions = {}): AskingClient {
  const { credential, deadlineMs: longestMs = 3_000, connections = 64 } = options
  const limits = { maxHeadBytes, maxBodyBytes: options.maxResponseBytes ?? 64 * 1024 * 1024 }
  const fixedHead = fixedHeadOf(credential)
  const pools = new Map<string, ConnectionPool>()
  const addresses = new Map<string, Address>()
  const watch = new Watch(giveUp)
  let closed = false
  // No other gateway begins there, as far as chance allows: a proxy that mixes up answers of two is noticed as well.
  let lastId = Math.floor(Math.random() * 2 ** 40)

  function addressOf(url: string): Address {
    const known = addresses.get(url)
    if (known !== undefined) return known
    const { protocol, host, hostname, port, origin, pathname, search } = new URL(url)
    let pool = pools.get(origin)
    if (pool === undefined) {
      const secure = protocol === 'https:'
      const target = {
        secure,
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port || (secure ? 443 : 80)),
      }
      pool = new ConnectionPool(target, limits, connections)
      pools.set(origin, pool)
    }
    const address = { pool, head: `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${fixedHead}` }
    addresses.set(url, address)
    return address
  }

  function start(endpoint: SubgraphEndpoint, body: string, sending: SendOptions, taker: ReplyTaker): void {
    const { repeatable, signal, traceparent, isProbe = false, deadlineMs = longestMs } = sending
    if (closed) throw new GivenUp('closed', 'the client is closed')
    if (signal?.aborted === true) throw new GivenUp('abort', 'the caller is gone')
    const { pool, head } = addressOf(endpoint.url)
    const waitMs = Math.max(1, Math.floor(Math.min(deadlineMs, longestMs)))
    lastId += 1
    const id = String(lastId)
    const length = Buffer.byteLength(body)
    const trace = traceparent === undefined ? '' : `traceparent: ${headerValue(traceparent)}\r\n`
    const probe = isProbe ? 'dagr-probe: 1\r\n' : ''
    const exchange: Exchange = {
      text: `${head}${trace}${probe}dagr-deadline-ms: ${waitMs}\r\ndagr-request: ${id}\r\ncontent-length: ${length}\r\n\r\n${body}`,
      ascii: length === body.length,
      id,
      repeatable,
      deadlineAt: performance.now() + waitMs,
      waitMs,
      cancellation: signal,
      carrier: null,
      settled: false,
      answered(answerHead, text) {
        settle(this)
        let reply: SubgraphReply
        try {
          reply = replyOf(answerHead, text)
        } catch (error) {
          return taker.failed(error)
        }
        taker.answered(reply)
      },
      failed(error) {
        settle(this)
        taker.failed(error)
      },
    }
    pool.send(exchange)
    if (!exchange.settled) watch.add(exchange)
  }

  return {
    ask(endpoint, body, sending, taker) {
      try {
        start(endpoint, body, sending, taker)
      } catch (error) {
        queueMicrotask(() => taker.failed(error))
      }
    },
    send(endpoint, body, sending) {
      return new Promise((resolve, reject) =>
        start(endpoint, body, sending, { answered: resolve, failed: reject }),
      )
    },
    async close() {
      closed = true
      const error = new GivenUp('closed', 'the client is closed')
      watch.close(error)
      for (const pool of pools.values()) pool.close(error)
    },
  }

  function settle(exchange: Exchange): void {
    exchange.settled = true
    watch.remove(exchange)
  }
}

/** Ends the connection that carries it: what would come on it any more is of no use to anybody. */
function giveUp(exchange: Exchange, error: Error): void {
  if (exchange.carrier === null) exchange.failed(error)
  else exchange.carrier.abort(error)
}

function fixedHeadOf(credential: string | undefined): string {
  const authorization = credential === undefined ? '' : `authorization: Bearer ${headerValue(credential)}\r\n`
  return `content-type: application/json\r\naccept: application/graphql-response+json, application/json\r\n${authorization}`
}

/** INVARIANT: nothing that is put into a header can end it. */
function headerValue(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new Error('not a header value')
  return text
}

function replyOf({ status, contentType, compressed, position }: AnswerHead, text: string): SubgraphReply {
  if (status < 200 || status > 299) throw new BadStatus(status)
  if (compressed || !isJson(contentType)) throw new Error('answered something other than JSON')
  return readReply(text, position === '' ? null : position)
}

function isJson(contentType: string): boolean {
  return (
    contentType.startsWith('application/json') || contentType.startsWith('application/graphql-response+json')
  )
}
