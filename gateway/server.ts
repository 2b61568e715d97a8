import { createServer, STATUS_CODES, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { LogReader } from '#audit/proofs/log-reader.ts'
import { DagrError } from './errors.ts'
import { serveGraphiql, type GraphiqlOptions } from './graphiql/serve-graphiql.ts'
import { serveDataTracker, type UsageAnswer } from './http/data-tracker-route.ts'
import { serveGraphql, type GraphqlRouteOptions } from './http/graphql-route.ts'
import { servePermissions, type PermissionsAnswer } from './http/permissions-route.ts'
import { answerToFailure, securityHeaders, sender } from './http/send.ts'
import { usualPosts } from './http/usual-posts.ts'
import { serveLogFiles } from './log-files.ts'
import type { ServedRegistry } from './registries-served.ts'
import { refusal } from './stages/respond.ts'
import { serveVerifyPage } from './verify-page/serve-verify-page.ts'

export interface ServerOptions extends GraphqlRouteOptions {
  /** Why queries cannot be answered yet, in a few words; null once they are. */
  readonly notReady: () => string | null
  /** How each registry is served; told beside readiness, which does not hang on it. */
  readonly registries?: () => readonly ServedRegistry[]
  readonly log: FastifyBaseLogger
  readonly host: string
  readonly port: number
  readonly bodyLimitBytes: number
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: readonly string[]
  readonly graphiql?: GraphiqlOptions
  /** Without: nobody is known, and there are no permissions. */
  readonly permissions?: PermissionsAnswer
  /** Without: nobody is known, and there are no histories. */
  readonly usages?: UsageAnswer
  /** Without: the audit log's files are not served here. */
  readonly logFiles?: LogReader
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4000`, with the port that was really taken. */
  readonly url: string
  /** Takes no new connection, answers what is in flight for up to `deadlineMs`, then cuts what is left. */
  stop(deadlineMs: number): Promise<void>
}

const timeouts = { requestTimeout: 30_000, keepAliveTimeout: 72_000 }

/**
 * The gateway's HTTP server. It turns GraphQL over HTTP into requests of the pipeline and knows nothing of data:
 * what it answers on its own is health, metrics, the GraphiQL page, the audit log's files, and errors. Rejects where it
 * cannot listen.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  let answersUsual: ReturnType<typeof usualPosts> | null = null
  let stopping = false
  const app = fastify({
    // By a server of ours fastify listens at one of localhost's addresses only.
    ...(options.host !== 'localhost' && {
      serverFactory: (ofFastify: RequestListener) =>
        createServer(timeouts, (request, response) => {
          if (stopping || answersUsual?.(request, response) !== true) ofFastify(request, response)
        }),
    }),
    ...timeouts,
    loggerInstance: options.log,
    // fastify's own lines hold URLs; `send` writes ours instead.
    logController: new LogController({ disableRequestLogging: true }),
    // Lines name what they are about themselves.
    childLoggerFactory: (logger) => logger,
    bodyLimit: options.bodyLimitBytes,
    trustProxy: options.trustProxy?.length ? [...options.trustProxy] : false,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    clientErrorHandler: (error, socket) => refuseConnection(error.code, socket),
    frameworkErrors: (error, request, reply) => {
      void send(answerToFailure(error, request.headers.accept, options.log), request, reply)
    },
  })
  const { send, sendGraphql } = sender(options.metrics, options.log, () => stopping)

  app.addHook('onRequest', (request, reply, done) => {
    // Answers to queries have them from whoever sends them.
    if (request.routeOptions.url !== '/graphql') reply.headers(securityHeaders)
    if (stopping) reply.header('connection', 'close')
    done()
  })
  app.setErrorHandler((error, request, reply) =>
    send(answerToFailure(error, request.headers.accept, options.log), request, reply),
  )
  app.setNotFoundHandler(() => {
    throw new DagrError('GRAPHQL_PARSE_FAILED', 'There is nothing at this address', { status: 404 })
  })
  const gate = serveGraphql(app, options, send)
  answersUsual = usualPosts({
    answer: options.answer,
    answerToFailure: (error, accept) => answerToFailure(error, accept, options.log),
    send: sendGraphql,
    gate,
    bodyLimitBytes: options.bodyLimitBytes,
    believesProxies: (options.trustProxy?.length ?? 0) > 0,
  })
  if (options.usages) serveDataTracker(app, options.usages, gate, send)
  if (options.permissions) servePermissions(app, options.permissions, send)
  serveHealth(app, () => (stopping ? 'stopping' : options.notReady()), options.registries)
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await options.metrics.render()
    return reply.type(contentType).send(text)
  })
  if (options.graphiql) serveGraphiql(app, options.graphiql)
  if (options.logFiles) {
    serveLogFiles(app, options.logFiles)
    serveVerifyPage(app)
  }

  const url = await app.listen({
    host: options.host,
    port: options.port,
    listenTextResolver: () => 'listening',
  })
  return {
    url,
    async stop(deadlineMs) {
      stopping = true
      const cut = setTimeout(() => app.server.closeAllConnections(), deadlineMs)
      await app.close()
      clearTimeout(cut)
    },
  }
}

function serveHealth(
  app: FastifyInstance,
  notReady: () => string | null,
  registries: () => readonly ServedRegistry[] = () => [],
): void {
  app.get('/health/live', async () => ({ status: 'live' }))
  app.get('/health/ready', async (_request, reply) => {
    const reason = notReady()
    const served = toldRegistries(registries())
    if (reason === null) return { status: 'ready', ...served }
    return reply
      .code(503)
      .header('retry-after', '1')
      .send({ status: 'not ready', reason, ...served })
  })
}

function toldRegistries(registries: readonly ServedRegistry[]): object {
  if (registries.length === 0) return {}
  return {
    registries: Object.fromEntries(
      registries.map(({ registry, served, feed }) => [registry, { served, feed }]),
    ),
  }
}

const connectionFaults: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'Too large: the URL and the headers together' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time' },
}

/** Answers bytes that are not an HTTP request; what they were is neither repeated nor logged. */
function refuseConnection(code: string | undefined, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
  const fault = connectionFaults[code ?? ''] ?? {
    status: 400,
    message: 'The HTTP request is not well-formed',
  }
  const error = new DagrError(
    fault.status === 431 ? 'REQUEST_TOO_LARGE' : 'GRAPHQL_PARSE_FAILED',
    fault.message,
  )
  const { body } = refusal(error, 'application/json')
  const head = [
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
