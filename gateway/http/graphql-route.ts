import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DagrError } from '../errors.ts'
import type { Metrics } from '../metrics.ts'
import type { GraphQLRequest } from '../stages/parse.ts'
import { negotiate, type Answer } from '../stages/respond.ts'
import { admission, type Admission } from './admission.ts'
import type { MeasuredFullness } from './fullness.ts'
import { HttpRequest } from './graphql-request.ts'
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
      return send(await options.answer(requestOf('POST', request, reply, parameters)), request, reply)
    },
  )
  app.get<{ Querystring: Record<string, unknown> }>(
    '/graphql',
    { onRequest: knock, preHandler: enter },
    async (request, reply) => {
      const parameters = readQueryString(request.query)
      return send(await options.answer(requestOf('GET', request, reply, parameters)), request, reply)
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

function requestOf(
  method: 'GET' | 'POST',
  request: FastifyRequest,
  reply: FastifyReply,
  body: RequestParameters,
): HttpRequest {
  return new HttpRequest(method, request.headers, body, request.ip, reply.raw)
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
