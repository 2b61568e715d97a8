import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { compileOperation } from './compile-operation.ts'
import type { Answering } from './compile-operation.ts'
import type { MemoryRegistry } from './memory-registry.ts'
import type { Registry } from './registry-schemas.ts'

/** What a registry does instead of answering at once. `cut`: connections stay open and nothing comes, feeds included. */
export type RegistryState = 'up' | 'slow' | 'erroring' | 'cut' | 'down'

export interface ServedRegistry {
  readonly registry: Registry
  /** Of its GraphQL endpoint; `/changes` is beside it. */
  readonly url: string
  /** Answered or not, since the last time that it was asked. */
  takeCalls(): number
  /** `slowMs` says how slow. */
  become(state: RegistryState, slowMs: number): Promise<void>
  close(): Promise<void>
}

/** The position never changes: nothing is written into this country. */
const position = '0000000000000001'
/** As contracts of feeds have it: at least every 250 ms. */
const heartbeatMs = 200

/** Serves one registry from memory, at once, with a feed that vouches for it. */
export async function serveRegistry(registry: MemoryRegistry): Promise<ServedRegistry> {
  const compiled = new Map<string, Answering>()
  const followers = new Set<ServerResponse>()
  let state: RegistryState = 'up'
  let slowMs = 0
  let calls = 0
  let server: Server | null = null
  let port = 0

  function answer(body: string): string {
    const { query, variables, operationName } = JSON.parse(body) as Asked
    const name = `${operationName ?? ''} ${query}`
    let answering = compiled.get(name)
    if (answering === undefined) {
      answering = compileOperation(registry, query, operationName ?? undefined)
      compiled.set(name, answering)
    }
    return JSON.stringify({ data: answering(variables ?? {}) })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/changes') return follow(request, response)
    const body = await text(request)
    // What gateways read schemas by is no call for anybody's sake.
    if (!body.includes('_service')) calls += 1
    if (state === 'slow') await sleep(slowMs)
    // Who waits for a cut registry is let go of when the registry stops, or gives up.
    if (state === 'cut') return
    if (state === 'erroring') response.statusCode = 500
    response.setHeader('content-type', 'application/json')
    response.setHeader('dagr-source-position', position)
    response.end(state === 'erroring' ? '{"errors":[{"message":"An error of the benchmark"}]}' : answer(body))
  }

  /** Who has followed before has missed nothing: there are no changes. */
  function follow(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.flushHeaders()
    if (request.headers['last-event-id'] !== position) {
      response.write(`id: ${position}\nevent: begin\ndata: {"position":"${position}"}\n\n`)
    }
    followers.add(response)
    response.once('close', () => followers.delete(response))
  }

  const beating = setInterval(() => {
    if (state === 'cut') return
    for (const follower of followers) follower.write(`event: heartbeat\ndata: {"position":"${position}"}\n\n`)
  }, heartbeatMs)

  async function listen(): Promise<void> {
    server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      handle(request, response).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : 'It failed'
        response.writeHead(400, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ errors: [{ message }] }))
      })
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }

  async function stop(): Promise<void> {
    const stopping = server
    if (stopping === null) return
    server = null
    const closed = once(stopping, 'close')
    stopping.close().closeAllConnections()
    await closed
  }

  await listen()
  return {
    registry: registry.registry,
    url: `http://127.0.0.1:${port}/graphql`,
    takeCalls() {
      const taken = calls
      calls = 0
      return taken
    },
    async become(next, ms) {
      // A cut ends as a network's does: what was under way is lost.
      if (next === 'down' || state === 'cut') await stop()
      state = next
      slowMs = ms
      if (next !== 'down' && server === null) await listen()
    },
    async close() {
      clearInterval(beating)
      await stop()
    },
  }
}

interface Asked {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string | null
}
