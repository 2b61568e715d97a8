import type { IncomingMessage, ServerResponse } from 'node:http'
import { DagrError } from '../errors.ts'
import { inSameTurn } from '../executor/same-turn.ts'
import type { GraphQLRequest } from '../stages/parse.ts'
import { negotiate, type Answer } from '../stages/respond.ts'
import type { Admission } from './admission.ts'
import { HttpRequest } from './graphql-request.ts'
import { readBody } from './read-request.ts'

export interface UsualPostsOptions {
  readonly answer: (request: GraphQLRequest) => Promise<Answer>
  readonly answerToFailure: (error: unknown, accept: string | undefined) => Answer
  readonly send: (answer: Answer, response: ServerResponse, arrivedAt: number) => void
  readonly gate: Admission
  readonly bodyLimitBytes: number
  readonly believesProxies: boolean
}

/**
 * The short way of a `POST /graphql` with nothing unusual in its head, past fastify's routes, hooks and parsers: they would cost
 * a hot request more than the gateway does. INVARIANT: whatever could be refused by its head is left to fastify, which decides.
 * @returns false where the request is left to it, as it came.
 */
export function usualPosts(
  options: UsualPostsOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { gate, send } = options

  function isUsual({ method, url, headers }: IncomingMessage): boolean {
    if (method !== 'POST' || url !== '/graphql' || headers['content-type'] !== 'application/json')
      return false
    if (headers['content-encoding'] !== undefined || headers['transfer-encoding'] !== undefined) return false
    if (options.believesProxies && headers['x-forwarded-for'] !== undefined) return false
    const length = Number(headers['content-length'])
    return (
      length > 0 && length <= options.bodyLimitBytes && negotiate(headers.accept) !== null && gate.isOpen()
    )
  }

  function answer(
    { headers }: IncomingMessage,
    remoteAddress: string,
    response: ServerResponse,
    body: Buffer,
  ): Promise<Answer> {
    gate.enter(response)
    const parameters = readBody(body)
    return options.answer(new HttpRequest('POST', headers, parameters, remoteAddress, response))
  }

  return (request, response) => {
    if (!isUsual(request)) return false
    const arrivedAt = performance.now()
    const fail = (error: unknown): void =>
      send(options.answerToFailure(error, request.headers.accept), response, arrivedAt)
    const chunks: Buffer[] = []
    let isRead = false
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      isRead = true
      // A connection that is gone when the request's turn comes has no address any more.
      const { remoteAddress = '' } = request.socket
      inSameTurn(() => {
        const [first] = chunks
        try {
          const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
          answer(request, remoteAddress, response, body).then(
            (answered) => send(answered, response, arrivedAt),
            fail,
          )
        } catch (error) {
          fail(error)
        }
      })
    })
    request.on('error', () => {
      if (!isRead) fail(new DagrError('GRAPHQL_PARSE_FAILED', 'The body did not arrive', { status: 400 }))
    })
    return true
  }
}
