import type { ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { DagrError } from '../errors.ts'
import type { Metrics } from '../metrics.ts'
import { negotiate, refusal, type Answer } from '../stages/respond.ts'

export interface Sender {
  /** As an answer of a route of fastify's. */
  readonly send: (answer: Answer, request: FastifyRequest, reply: FastifyReply) => FastifyReply
  /** `arrivedAt`: by the steady clock. */
  readonly sendGraphql: (answer: Answer, response: ServerResponse, arrivedAt: number) => void
}
export type Send = Sender['send']

/** Nothing here is for caches, frames or content sniffing. The GraphiQL page replaces the content policy. */
export const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Longer answers are encoded in bytes of their own. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024)
const mostBytesOfUnit = 3

/**
 * A text in UTF-8, each byte a character: node measures and writes such a text by copying it, and sends it together with the
 * head, where it would go through another text several times.
 */
function bytesOf(text: string): string {
  if (text.length * mostBytesOfUnit > scratch.length) return Buffer.from(text).toString('latin1')
  return scratch.toString('latin1', 0, scratch.write(text, 0))
}

const securityHead = Object.entries(securityHeaders).flat()

/**
 * Writes answers, counting and logging each. Head and body leave in one piece, past what fastify does for answers that need
 * hooks or are streams.
 * INVARIANT: no log line holds a URL, a header or a body: the query string of a GET may name a person.
 */
export function sender(metrics: Metrics, log: FastifyBaseLogger, isStopping: () => boolean): Sender {
  function write(answer: Answer, response: ServerResponse, method: string, route: string, ms: number): void {
    const { status, code, headers } = answer
    const body = bytesOf(answer.body)
    if (route === '/graphql') metrics.requestAnswered(code, ms)
    log.info({ method, route, status, code, ms: Math.round(ms * 100) / 100 }, 'answered')
    const head = [...securityHead]
    for (const name in headers) head.push(name, headers[name] ?? '')
    head.push('content-length', String(body.length))
    // A server that stops says so.
    if (isStopping()) head.push('connection', 'close')
    response.writeHead(status, head)
    response.end(body, 'latin1')
  }
  return {
    send(answer, request, reply) {
      reply.hijack()
      write(answer, reply.raw, request.method, request.routeOptions.url ?? 'unknown', reply.elapsedTime)
      return reply
    },
    sendGraphql(answer, response, arrivedAt) {
      write(answer, response, 'POST', '/graphql', performance.now() - arrivedAt)
    },
  }
}

/** The answer to whatever was thrown on the way: our own errors as they are, the rest without its details. */
export function answerToFailure(error: unknown, accept: string | undefined, log: FastifyBaseLogger): Answer {
  const known = error instanceof DagrError ? error : fromFastify(error)
  if (!known) log.error({ err: error }, 'a request failed')
  const told = known ?? new DagrError('INTERNAL', 'The gateway failed to answer this request')
  return refusal(told, negotiate(accept) ?? 'application/json')
}

function fromFastify(error: unknown): DagrError | null {
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return null
  const status = Number(error.statusCode)
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new DagrError('REQUEST_TOO_LARGE', 'Too large: the body has more bytes than are allowed')
  }
  if (status < 400 || status > 499) return null
  const message =
    status === 415 ? 'The body must be sent as application/json' : 'The HTTP request is not well-formed'
  return new DagrError('GRAPHQL_PARSE_FAILED', message, { status })
}
