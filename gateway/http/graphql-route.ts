import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DagrError } from '../errors.ts'
import type { Metrics } from '../metrics.ts'
import type { GraphQLRequest } from '../stages/parse.ts'
import { negotiate, type Answer } from '../stages/respond.ts'
import { admission, type Admission } from './admission.ts'
import type { MeasuredFullness } from './fullness.ts'
import { callerSignal } from './caller-signal.ts'
import { assertJsonBody, readBody, readQueryString, type RequestParameters } from './read-request.ts'
import type { Send } from './send.ts'

export interface GraphqlRouteOptions {
  /** The pipeline: the only source of data. */
  readonly answer: (request: GraphQLRequest) => Promise<Answer>
  /** Requests answered at once; more are told OVERLOADED. */
  readonly maxInFlight: number
  /** Lets in less where the process does not keep up. */
  readonly fullness?: MeasuredFullness | null
  readonly metrics: Metrics
}

/**
 * `POST|GET /graphql` by the GraphQL over HTTP specification; every failure is thrown to the error handler.
 * @returns the gate that its requests pass, for whatever else asks the pipeline.
 */
export function serveGraphql(app: FastifyInstance, options: GraphqlRouteOptions, send: Send): Admission {
  const { maxInFlight, fullness } = options
  const gate = fullness
    ? admission(() => Math.min(maxInFlight, fullness.limit()), fullness)
    : admission(() => maxInFlight)
  options.metrics.requestsInFlight(() => gate.count())

  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    let read: RequestParameters | undefined
    const failure = failureOf(() => {
      assertJsonBody(request.headers['content-type'], request.headers['content-encoding'])
      read = readBody(body)
    })
    done(failure ?? null, read)
  })

  /** What can be refused by the headers alone, before the body is read. */
  function knock(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
    const failure = failureOf(() => {
      if (negotiate(request.headers.accept) === null) {
        const message = 'Answers come as application/graphql-response+json or application/json only'
        throw new DagrError('GRAPHQL_PARSE_FAILED', message, { status: 406 })
      }
      gate.assertOpen()
    })
    done(failure)
  }

  function enter(_request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    done(failureOf(() => gate.enter(reply.raw)))
  }

  app.post<{ Body: RequestParameters | undefined }>(
    '/graphql',
    { onRequest: knock, preHandler: enter },
    async (request, reply) => {
      // Without a body, or with an empty one, fastify calls no parser.
      const parameters = request.body ?? readBody(Buffer.alloc(0))
      return send(await options.answer(new HttpRequest(request, reply, 'POST', parameters)), request, reply)
    },
  )
  app.get<{ Querystring: Record<string, unknown> }>(
    '/graphql',
    { onRequest: knock, preHandler: enter },
    async (request, reply) => {
      const parameters = readQueryString(request.query)
      return send(await options.answer(new HttpRequest(request, reply, 'GET', parameters)), request, reply)
    },
  )
  app.route({
    method: ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/graphql',
    onRequest: async () => {
      throw new DagrError('GRAPHQL_PARSE_FAILED', 'Only POST and GET are understood here', { status: 405 })
    },
    handler: () => undefined,
  })
  return gate
}

/** For fastify's hooks, which cost less where they call back than where they return a promise. */
function failureOf(act: () => void): Error | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('a hook failed', { cause: error })
  }
}

class HttpRequest implements GraphQLRequest {
  readonly body: RequestParameters
  readonly method: 'GET' | 'POST'
  readonly headers: GraphQLRequest['headers']
  readonly remoteAddress: string
  readonly receivedAt = new Date()
  readonly #reply: FastifyReply
  #signal: AbortSignal | null = null

  constructor(request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST', body: RequestParameters) {
    this.body = body
    this.method = method
    this.headers = requestHeaders(request)
    this.remoteAddress = request.ip
    this.#reply = reply
  }

  /** Made when it is first asked for: what is answered from memory needs none. */
  get signal(): AbortSignal {
    this.#signal ??= callerSignal(this.#reply.raw)
    return this.#signal
  }
}

/** The headers that the pipeline knows. */
export function requestHeaders(request: FastifyRequest): GraphQLRequest['headers'] {
  const { authorization, accept, traceparent } = request.headers
  return onlyText({
    authorization,
    accept,
    'x-dagr-permission': request.headers['x-dagr-permission'],
    'dagr-case': caseReference(request.headers['dagr-case']),
    'dagr-on-denied': request.headers['dagr-on-denied'],
    'dagr-deadline-ms': request.headers['dagr-deadline-ms'],
    'dagr-freshness': request.headers['dagr-freshness'],
    traceparent,
  })
}

/** HTTP hands header bytes on as Latin-1; a case reference may be written in UTF-8. */
function caseReference(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value
}

/** Without the headers that are absent. Node joins a header that comes twice into one text. */
export function onlyText<Name extends string>(
  headers: Readonly<Record<Name, string | string[] | undefined>>,
): Partial<Record<Name, string>> {
  const present: Partial<Record<Name, string>> = {}
  for (const name in headers) {
    const value = headers[name]
    if (typeof value === 'string') present[name] = value
  }
  return present
}
