import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { graphqlJsAnswer } from '#tests/graphql-js-answer.ts'
import { get, post, sendRaw, show, startShell, told } from '#tests/http-shell.ts'
import { createMetrics } from './metrics.ts'
import type { RunningServer } from './server.ts'

const logged: string[] = []
let server: RunningServer
beforeAll(async () => {
  server = await startShell({}, logged)
})
afterAll(() => server.stop(1000))

describe('the server itself', () => {
  test('a failure of the pipeline is told without its details, and logged', async () => {
    const failing = await startShell({ answer: () => Promise.reject(new Error('password=secret')) }, logged)
    const shown = await post(failing.url, '{"query":"{ hello }"}')
    expect(told(shown)).toBe('500 INTERNAL')
    expect(JSON.stringify(shown.body)).not.toContain('secret')
    expect(logged.some((line) => line.includes('a request failed'))).toBe(true)
    await failing.stop(1000)
  })

  test('no log line holds a query string, a header or an address', async () => {
    await get(server.url, 'query={hello(name:"161175-19997")}', { authorization: 'Bearer very-secret' })
    const lines = logged.join('')
    expect(lines).toContain('"route":"/graphql"')
    expect(lines).not.toMatch(/161175|very-secret|127\.0\.0\.1|hello/)
  })

  test('more requests than may be in flight are told OVERLOADED at once, and counted', async () => {
    const open = Promise.withResolvers<void>()
    const metrics = createMetrics()
    const slow = await startShell({
      maxInFlight: 2,
      metrics,
      answer: async (request) => {
        await open.promise
        return graphqlJsAnswer(request)
      },
    })
    const ask = () => fetch(`${slow.url}/graphql?query={hello}`)
    const waiting = [ask(), ask()]
    while (!(await metrics.render()).text.includes('dagr_requests_in_flight 2'))
      await new Promise(setImmediate)
    const refused = await ask()
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(told(await show(refused))).toBe('503 OVERLOADED')
    open.resolve()
    for (const response of await Promise.all(waiting)) expect(response.status).toBe(200)
    const { text } = await metrics.render()
    expect(text).toContain('dagr_requests_total{outcome="OVERLOADED"} 1')
    expect(text).toContain('dagr_requests_total{outcome="RELEASED"} 2')
    await slow.stop(1000)
  })

  test("whoever sends a body slowly takes nobody's place", async () => {
    const small = await startShell({ maxInFlight: 2 })
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{'
    const slow = [1, 2, 3].map(() => connect(Number(new URL(small.url).port), '127.0.0.1'))
    for (const socket of slow) await new Promise((sent) => socket.write(head, sent))
    // The server has read the heads when it answers a request that came after them.
    await sendRaw(small.url, 'GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect((await post(small.url, '{"query":"{ hello }"}')).status).toBe(200)
    for (const socket of slow) socket.destroy()
    await small.stop(1000)
  })

  test('health, readiness, metrics and security headers', async () => {
    let reason: string | null = 'policies are not loaded'
    const registry = { registry: 'a', served: 'memory', guard: 'open', feed: 'silent', feedAgeMs: 5 } as const
    const other = await startShell({ notReady: () => reason, registries: () => [registry] })
    const registries = { a: { served: 'memory', feed: 'silent' } }
    expect((await fetch(`${other.url}/health/live`)).status).toBe(200)
    const early = await fetch(`${other.url}/health/ready`)
    expect([early.status, await early.json()]).toEqual([503, { status: 'not ready', reason, registries }])
    reason = null
    const ready = await fetch(`${other.url}/health/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', registries }])
    const metrics = await fetch(`${other.url}/metrics`)
    expect(metrics.headers.get('content-type')).toContain('text/plain')
    expect(metrics.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await metrics.text()).toContain('dagr_request_duration_seconds')
    await other.stop(1000)
  })

  test('stopping answers what is in flight, and cuts it at the deadline', async () => {
    const open = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const draining = await startShell({
      answer: async (request) => {
        arrived.resolve()
        await open.promise
        return graphqlJsAnswer(request)
      },
    })
    const inFlight = fetch(`${draining.url}/graphql?query={hello}`)
    await arrived.promise
    const stopped = draining.stop(10_000)
    open.resolve()
    expect((await inFlight).status).toBe(200)
    await stopped
    await expect(fetch(`${draining.url}/health/live`)).rejects.toThrow('fetch failed')

    const stuck = await startShell({ answer: () => new Promise(() => {}) })
    const cut = fetch(`${stuck.url}/graphql?query={hello}`).catch((error: unknown) => error)
    await sleep(50)
    await stuck.stop(50)
    expect(await cut).toBeInstanceOf(TypeError)
  })

  test.for(['GET', 'POST'] as const)(
    "a caller of %s who goes away aborts the request's signal",
    async (method) => {
      const aborted = Promise.withResolvers<boolean>()
      let isCallerHere = true
      const arrived = Promise.withResolvers<void>()
      const listening = await startShell({
        answer: async (request) => {
          const { signal: gone } = request
          await sleep(20)
          gone.addEventListener('abort', () => aborted.resolve(!isCallerHere))
          if (gone.aborted) aborted.resolve(false)
          arrived.resolve()
          await aborted.promise
          return graphqlJsAnswer(request)
        },
      })
      const caller = new AbortController()
      const { signal } = caller
      const body = '{"query":"{hello}"}'
      const headers = { 'content-type': 'application/json' }
      const asking = {
        GET: () => fetch(`${listening.url}/graphql?query={hello}`, { signal }),
        POST: () => fetch(`${listening.url}/graphql`, { method: 'POST', signal, headers, body }),
      }
      const asked = asking[method]().catch(() => null)
      await arrived.promise
      isCallerHere = false
      caller.abort()
      expect(await aborted.promise).toBe(true)
      await asked
      await listening.stop(1000)
    },
  )

  test('a port in use rejects', async () => {
    await expect(startShell({ port: Number(new URL(server.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})
