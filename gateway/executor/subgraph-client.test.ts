import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createSubgraphClient } from './subgraph-client.ts'
import type { SubgraphClientOptions } from './subgraph-client.ts'
import type { SubgraphReply } from './subgraph-reply.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

type Sending = (options?: {
  repeatable?: boolean
  signal?: AbortSignal
  traceparent?: string
  deadlineMs?: number
}) => Promise<SubgraphReply>

/** A subgraph that answers so, and a client of it. */
async function subgraph(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: SubgraphClientOptions = {},
): Promise<Sending> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(request, response))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const client = createSubgraphClient(options)
  closing.push(async () => {
    await client.close()
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  const endpoint = { name: 'x', url: `http://127.0.0.1:${port}/graphql?a=1` }
  return async ({ repeatable = false, ...more } = {}) => client.send(endpoint, '{}', { repeatable, ...more })
}

const answering =
  (text: string, status = 200, contentType = 'application/json; charset=utf-8') =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': contentType }).end(text)
  }

test('sends the credential and the trace to the endpoint, over connections that it keeps', async () => {
  const seen: unknown[] = []
  const sockets = new Set<unknown>()
  const send = await subgraph(
    ({ method, url, headers, socket }, response) => {
      seen.push([method, url, headers.authorization, headers['traceparent'], headers['content-type']])
      sockets.add(socket)
      response.writeHead(200, { 'content-type': 'application/graphql-response+json' }).end('{"data":{"a":1}}')
    },
    { credential: 'secret' },
  )
  const first = await send({ traceparent: '00-1-2-01' })
  await send()
  expect(first).toEqual({ data: { a: 1 }, errors: [], position: null })
  expect(seen).toEqual([
    ['POST', '/graphql?a=1', 'Bearer secret', '00-1-2-01', 'application/json'],
    ['POST', '/graphql?a=1', 'Bearer secret', undefined, 'application/json'],
  ])
  for (let round = 0; round < 20; round++) await send()
  expect(sockets.size).toBeLessThanOrEqual(2)
})

test('whoever asks in the moment of being answered has the same connection', async () => {
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    request.resume().once('end', () => answering('{"data":{}}')(request, response))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const client = createSubgraphClient()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
  closing.push(async () => {
    await client.close()
    await new Promise((closed) => server.close(closed))
  })
  const outcomes: unknown[] = []
  await new Promise<void>((done) => {
    const ask = (left: number): void => {
      const tell = (outcome: unknown): void => {
        outcomes.push(outcome)
        if (left === 0) done()
        else ask(left - 1)
      }
      client.ask({ name: 'x', url }, '{}', { repeatable: false }, { answered: tell, failed: tell })
    }
    ask(9)
  })
  expect(outcomes).toEqual(Array.from({ length: 10 }, () => ({ data: {}, errors: [], position: null })))
  expect(sockets.size).toBe(1)
})

test('passes on what is left of the time, never more than the longest wait, and reads the position', async () => {
  const told: unknown[] = []
  const send = await subgraph(
    ({ headers }, response) => {
      told.push(headers['dagr-deadline-ms'])
      response.setHeader('DAGR-Source-Position', '00000000016B3748')
      answering('{"data":{}}')(undefined as never, response)
    },
    { deadlineMs: 1_000 },
  )
  const { position } = await send({ deadlineMs: 270.6 })
  await send({ deadlineMs: 5_000 })
  await send()
  expect(position).toBe('00000000016B3748')
  expect(told).toEqual(['270', '1000', '1000'])
})

test.for([
  ['HTTP status 503', '{"data":{}}', 503, 'application/json'],
  ['other than JSON', '{"data":{}}', 200, 'text/plain'],
  ['malformed JSON', '{"data":', 200, 'application/json'],
  ['other than a GraphQL response', '[]', 200, 'application/json'],
  ['neither data nor errors', '{}', 200, 'application/json'],
  ['neither data nor errors', '{"data":null}', 200, 'application/json'],
  ['neither data nor errors', '{"data":5,"errors":[{"message":"x"}]}', 200, 'application/json'],
  ['malformed errors', '{"data":{},"errors":{}}', 200, 'application/json'],
  ['malformed errors', '{"data":{},"errors":[null]}', 200, 'application/json'],
] as const)('refuses an answer with %s: %s', async ([reason, text, status, contentType]) => {
  const send = await subgraph(answering(text, status, contentType))
  await expect(send()).rejects.toThrow(reason)
})

test('reads errors, and leaves out what is not well formed in them', async () => {
  const errors = '[{"message":"a","path":["b",0],"extensions":{"code":"C"}},{"path":[{}],"extensions":[]}]'
  const send = await subgraph(answering(`{"errors":${errors}}`))
  expect(await send()).toEqual({
    data: null,
    errors: [
      { message: 'a', path: ['b', 0], extensions: { code: 'C' } },
      { message: 'error without a message', path: null },
    ],
    position: null,
  })
})

test('gives up at the deadline, and when the caller is gone', async () => {
  const send = await subgraph(() => undefined, { deadlineMs: 50 })
  await expect(send()).rejects.toThrow('no answer within 50 ms')
  await expect(send({ signal: AbortSignal.abort() })).rejects.toThrow('the caller is gone')
})

test('gives up an answer that begins and does not end', async () => {
  const send = await subgraph(
    (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    { deadlineMs: 50 },
  )
  await expect(send()).rejects.toThrow('no answer within 50 ms')
})

test('reads no more than the limit', async () => {
  const send = await subgraph(answering(`{"data":{"a":"${'x'.repeat(5_000)}"}}`), { maxResponseBytes: 1_000 })
  await expect(send()).rejects.toThrow('exceeded max size')
})

test('sends again over a new connection what may be sent again', async () => {
  let requests = 0
  const send = await subgraph(({ socket }, response) => {
    requests++
    if (requests % 2 === 1) socket.destroy()
    else answering('{"data":{}}')(undefined as never, response)
  })
  expect(await send({ repeatable: true })).toEqual({ data: {}, errors: [], position: null })
  expect(requests).toBe(2)
  await expect(send({ repeatable: false })).rejects.toThrow('other side closed')
  expect(requests).toBe(3)
})

test('JSON keys stay keys', async () => {
  const send = await subgraph(
    answering('{"data":{"__proto__":{"a":1}},"__proto__":{"errors":[{"message":"x"}]}}'),
  )
  const { data, errors } = await send()
  expect(errors).toEqual([])
  expect(Object.keys(data ?? {})).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
})
