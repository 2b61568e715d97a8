import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { fastify } from 'fastify'
import type { DocumentNode } from 'graphql'
import { mercurius } from 'mercurius'
import { streamChanges } from './change-stream.ts'
import type { ChangeSource } from './change-stream.ts'
import type { ErrorEntry } from './public-errors.ts'
import { entryOf, publicErrors, refusal } from './public-errors.ts'
import { sourceHealth } from './source-health.ts'

export { ArgumentError, ChangeRefused } from './public-errors.ts'

/** What a subgraph is, apart from the HTTP that all of them share. */
export interface SubgraphDefinition<Context extends object> {
  name: string
  typeDefs: DocumentNode
  /** By type and field; `__resolveReference` of entities, `__resolveType` of unions and interfaces. */
  resolvers: object
  /** A context of its own for each request, with that request's loaders. */
  context(request: SubgraphRequest): Context
  /** Rejects while the source cannot answer. */
  health(): Promise<void>
  /** Whether an error of a resolver says that the source cannot be asked at all; `SourceUnreachable` does without this. */
  isUnreachable?: ((cause: unknown) => boolean) | undefined
  /** The feed of changes, where the source has one. */
  changes?: ChangeSource | undefined
  /** What was committed up to here is visible to whatever is read from now on; null while that is not known. */
  position?: (() => string | null) | undefined
  /** Why the feed tells nothing now; null while it is live. */
  feedFault?: (() => string | null) | undefined
  /** Closes the source; called once, after the last request. */
  close(): Promise<void>
}

export interface SubgraphRequest {
  /** Aborts when the gateway goes away, and at the deadline. */
  readonly signal: AbortSignal
  readonly headers: IncomingHttpHeaders
  /** When the answer is of no use any more, by `performance.now()`; Infinity where nothing is said. */
  readonly deadline: number
}

export interface ServeOptions {
  /** Loopback unless said otherwise. */
  host?: string
  /** A free port unless said otherwise. */
  port?: number
  /** The gateway's: every endpoint but `/health` wants it as bearer token. */
  credential: string
  /** Hears of the errors whose messages the answers hide. */
  log?: (entry: ErrorEntry) => void
}

export interface RunningSubgraph {
  name: string
  /** Of the GraphQL endpoint; `/changes` and `/health` are beside it. */
  url: string
  /** Ends the feeds, lets requests in flight finish, and closes the source. */
  close(): Promise<void>
}

const bodyLimitBytes = 4 * 1024 * 1024

/** Serves a federation 2 subgraph: `POST /graphql`, `GET /changes` (server-sent events), `GET /health`. */
export async function serveSubgraph<Context extends object>(
  definition: SubgraphDefinition<Context>,
  options: ServeOptions,
): Promise<RunningSubgraph> {
  const host = options.host ?? '127.0.0.1'
  const server = fastify({ bodyLimit: bodyLimitBytes, forceCloseConnections: 'idle' })
  const underWay = new Set<Promise<unknown>>()
  server.addHook('onClose', async () => {
    // Also what nobody waits for any more is worked on until it notices.
    await Promise.allSettled(underWay)
    await definition.close()
  })
  repeatRequestNumber(server)
  requireCredential(server, options.credential)
  const isHealthy = sourceHealth(() => definition.health())
  await serveGraphQL(server, definition, { log: options.log, isHealthy, underWay })
  serveHealth(server, definition, isHealthy)
  serveChanges(server, definition, options.log)
  const address = await server.listen({ host, port: options.port ?? 0 })
  return { name: definition.name, url: `${address}/graphql`, close: () => server.close() }
}

function requireCredential(server: FastifyInstance, credential: string): void {
  const expected = digest(`Bearer ${credential}`)
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === '/health') return
    // Digests are of one length, as a comparison in constant time needs.
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return
    await reply.code(401).send({ errors: [{ message: "This wants the gateway's credential." }] })
  })
}

/** The gateway sees by it that an answer is that of the request it stands for. */
function repeatRequestNumber(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const number = request.headers['dagr-request']
    if (typeof number === 'string' && /^\d{1,16}$/.test(number)) reply.header('dagr-request', number)
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

interface GraphQLServing {
  readonly log: ServeOptions['log']
  readonly isHealthy: () => Promise<boolean>
  /** What is being executed. */
  readonly underWay: Set<Promise<unknown>>
}

async function serveGraphQL<Context extends object>(
  server: FastifyInstance,
  definition: SubgraphDefinition<Context>,
  { log, isHealthy, underWay }: GraphQLServing,
): Promise<void> {
  await server.register(mercurius, {
    schema: schemaOf(definition),
    // A route of our own, since mercurius' one writes list positions in error paths as strings. Its JIT is off.
    routes: false,
    errorFormatter: ({ data, errors }) => ({
      statusCode: 200,
      response: { data: data ?? null, errors: publicErrors(errors, definition, log) },
    }),
  })
  server.post<{ Body: GraphQLBody }>('/graphql', async (request, reply) => {
    reply.type('application/json; charset=utf-8')
    // The gateway tries out whether it may ask again: what needs no source must not look as if there was one.
    if (request.headers['dagr-probe'] !== undefined && !(await isHealthy())) return reply.code(503).send('{}')
    // INVARIANT: taken before anything is read, so that the answer is never older than it says.
    const position = definition.position?.() ?? null
    if (position !== null) reply.header('dagr-source-position', position)
    try {
      const { query, variables, operationName } = request.body
      const deadline = deadlineOf(request.headers)
      const signal = endOf(reply, deadline)
      const context = definition.context({ signal, headers: request.headers, deadline })
      const executing = server.graphql(query, context, variables, operationName)
      underWay.add(executing)
      return JSON.stringify(await executing.finally(() => underWay.delete(executing)))
    } catch (error) {
      return reply.code(400).send(JSON.stringify({ errors: [refusal(error, definition.name, log)] }))
    }
  })
}

type ResolverMap = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { typeDefs: unknown }>['resolvers']
>

/** As the gateway writes it; anything else is refused as an operation that is not valid. */
interface GraphQLBody {
  query: string
  variables?: Record<string, unknown>
  operationName?: string
}

function schemaOf({ typeDefs, resolvers }: Pick<SubgraphDefinition<object>, 'typeDefs' | 'resolvers'>) {
  // Generated resolver types know their contexts and parents, which Apollo's map of functions does not.
  return buildSubgraphSchema({ typeDefs, resolvers: resolvers as ResolverMap })
}

/** `DAGR-Deadline-Ms`: for how long the gateway waits. */
function deadlineOf(headers: IncomingHttpHeaders): number {
  const stated = headers['dagr-deadline-ms']
  const isGiven = typeof stated === 'string' && /^\d{1,6}$/.test(stated)
  return isGiven ? performance.now() + Number(stated) : Infinity
}

function endOf(reply: FastifyReply, deadline: number): AbortSignal {
  const end = new AbortController()
  const timer =
    deadline === Infinity
      ? undefined
      : setTimeout(() => end.abort(new Error('The deadline has passed.')), deadline - performance.now())
  reply.raw.once('close', () => {
    clearTimeout(timer)
    if (!reply.raw.writableFinished) end.abort()
  })
  return end.signal
}

function serveHealth(
  server: FastifyInstance,
  { name, feedFault }: SubgraphDefinition<object>,
  isHealthy: () => Promise<boolean>,
): void {
  server.get('/health', async (_request, reply) => {
    const healthy = await isHealthy()
    return reply
      .code(healthy ? 200 : 503)
      .send({ name, healthy, ...(feedFault && { feed: feedFault() ?? 'live' }) })
  })
}

function serveChanges(
  server: FastifyInstance,
  { name, changes }: SubgraphDefinition<object>,
  log: ServeOptions['log'],
): void {
  if (changes === undefined) return
  const closing = new AbortController()
  // Before the server waits for open answers: a feed would never end by itself.
  server.addHook('preClose', async () => {
    closing.abort()
  })
  const onFailure = (error: unknown): void => log?.(entryOf(error, name))
  server.get('/changes', (request, reply) =>
    streamChanges(request, reply, changes, { closing: closing.signal, onFailure }),
  )
}
