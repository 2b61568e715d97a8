import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { createSubgraphClient } from './subgraph-client.ts'
import type { SubgraphClient, SubgraphClientOptions } from './subgraph-client.ts'
import type { SubgraphReply } from './subgraph-reply.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

interface Asked {
  readonly name: string
  readonly body: string
  readonly socket: Socket
}

/** A server of bytes: `answer` is called for each whole request. */
async function serverOf(answer: (asked: Asked) => void): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8')
      for (;;) {
        const end = text.indexOf('\r\n\r\n')
        const length = Number(/content-length: (\d+)/.exec(text)?.[1])
        if (end === -1 || text.length < end + 4 + length) return
        const name = /dagr-request: (\d+)/.exec(text)?.[1] ?? ''
        const body = text.slice(end + 4, end + 4 + length)
        text = text.slice(end + 4 + length)
        answer({ name, body, socket })
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, sockets }
}

function clientOf(options: SubgraphClientOptions = {}): SubgraphClient {
  const client = createSubgraphClient(options)
  closing.push(() => client.close())
  return client
}

function answerText(data: string, name: string | null, more = ''): string {
  const body = `{"data":{"asked":${data}}}`
  const named = name === null ? '' : `dagr-request: ${name}\r\n`
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${named}${more}content-length: ${body.length}\r\n\r\n${body}`
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

type Fault = (asked: Asked) => void

/** What a server does instead of one answer to each request; each tells of another person where it tells too much. */
const faults: Readonly<Record<string, Fault>> = {
  answers: ({ name, body, socket }) => socket.write(answerText(body, name)),
  answersLate: ({ name, body, socket }) => void setTimeout(() => socket.write(answerText(body, name)), 2),
  answersInPieces: ({ name, body, socket }) => {
    const text = answerText(body, name)
    socket.write(text.slice(0, 40))
    setTimeout(() => socket.write(text.slice(40)), 1)
  },
  answersAndCloses: ({ name, body, socket }) => socket.end(answerText(body, name, 'connection: close\r\n')),
  answersTwice: ({ name, body, socket }) => socket.write(answerText(body, name) + answerText('-1', name)),
  answersAgainLater: ({ name, body, socket }) => {
    socket.write(answerText(body, name))
    setTimeout(() => socket.write(answerText('-1', name)), 1)
  },
  answersAnother: ({ name, socket }) => socket.write(answerText('-1', String(Number(name) - 1))),
  // Whether a server repeats names, its first answer on a connection tells: there is none that it could be mistaken for.
  answersNobody: ({ socket }) => {
    if (socket.bytesWritten === 0) socket.destroy()
    else socket.write(answerText('-1', null))
  },
  talksOn: ({ name, body, socket }) => socket.write(`${answerText(body, name)}HTTP/1.1 2`),
  saysTooLittle: ({ name, body, socket }) => socket.end(answerText(body, name).slice(0, -3)),
  saysNonsense: ({ socket }) => socket.write('\0\0\0\0\r\n\r\n'),
  closes: ({ socket }) => socket.destroy(),
  resets: ({ socket }) => void socket.resetAndDestroy(),
  isSilent: () => undefined,
}

test('whatever a server does, nobody is given what was said to another request', async () => {
  let script: Fault[] = []
  let turn = 0
  const { url } = await serverOf((asked) => (script[turn++ % script.length] as Fault)(asked))
  const name = fc.constantFrom(...Object.keys(faults))
  let released = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(name, { minLength: 3, maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (names, most) => {
        const client = clientOf({ connections: most, deadlineMs: 40 })
        script = names.map((each) => faults[each] as Fault)
        turn = 0
        await Promise.all(
          Array.from({ length: 12 }, async (_, index) => {
            await pause(index % 4)
            const reply = await client
              .send({ name: 'x', url }, String(index), { repeatable: index % 2 === 0 })
              .catch(() => null)
            if (reply === null) return
            released += 1
            expect(reply.data).toEqual({ asked: index })
          }),
        )
        await client.close()
      },
    ),
    { numRuns: 30 },
  )
  expect(released).toBeGreaterThan(30)
})

/** Two requests, one after the other, and how many connections they took. */
async function twice(
  first: Fault,
  { wait = 0, unnamed = false } = {},
): Promise<{ replies: (SubgraphReply | null)[]; connections: number }> {
  let requests = 0
  const { url, sockets } = await serverOf((asked) => {
    requests += 1
    if (requests === 1) first(unnamed ? { ...asked, name: '' } : asked)
    else asked.socket.write(answerText(asked.body, asked.name))
  })
  const client = clientOf({ deadlineMs: 300 })
  const replies: (SubgraphReply | null)[] = []
  for (const body of ['1', '2']) {
    replies.push(await client.send({ name: 'x', url }, body, { repeatable: false }).catch(() => null))
    await pause(wait)
  }
  return { replies, connections: sockets.size }
}

const reply = (asked: number): SubgraphReply => ({ data: { asked }, errors: [], position: null })

test('a connection is used again after a good answer', async () => {
  expect(await twice(faults['answers'] as Fault)).toEqual({ replies: [reply(1), reply(2)], connections: 1 })
})

test.for([
  ['answersTwice', 1],
  ['answersAndCloses', 1],
  ['talksOn', 1],
  ['saysNonsense', null],
  ['isSilent', null],
  ['saysTooLittle', null],
  ['closes', null],
] as const)('a connection is never used again where its server %s', async ([fault, asked]) => {
  expect(await twice(faults[fault] as Fault, { wait: 5 })).toEqual({
    replies: [asked === null ? null : reply(asked), reply(2)],
    connections: 2,
  })
})

test('bytes on an idle connection end it', async () => {
  const { replies, connections } = await twice(faults['answersAgainLater'] as Fault, { wait: 20 })
  expect(replies).toEqual([reply(1), reply(2)])
  expect(connections).toBe(2)
})

test('an answer that comes before its request has left is taken, and the connection given up', async () => {
  const { url, sockets } = await serverOf(() => undefined)
  const client = clientOf({ deadlineMs: 2_000 })
  const sent = client.send({ name: 'x', url }, 'x'.repeat(8_000_000), { repeatable: false })
  while (sockets.size === 0) await pause(1)
  const [socket] = sockets
  socket?.pause().write(answerText('1', null))
  expect(await sent).toEqual(reply(1))
  const closed = once(socket as Socket, 'close')
  socket?.resume()
  expect(await closed).toBeDefined()
})

test('an abort ends the connection of its request alone', async () => {
  const { url } = await serverOf(({ name, body, socket }) => {
    if (body === '2') setTimeout(() => socket.write(answerText(body, name)), 60)
  })
  const client = clientOf({ deadlineMs: 2_000 })
  const caller = new AbortController()
  const aborted = client.send({ name: 'x', url }, '1', { repeatable: true, signal: caller.signal })
  const other = client.send({ name: 'x', url }, '2', { repeatable: true })
  caller.abort()
  await expect(aborted).rejects.toThrow('the caller is gone')
  expect(await other).toEqual(reply(2))
})

test('closing fails what is under way and what waits, and nothing is sent afterwards', async () => {
  const { url, sockets } = await serverOf(() => undefined)
  const client = clientOf({ connections: 1 })
  const outcomes = ['1', '2'].map((body) => client.send({ name: 'x', url }, body, { repeatable: true }))
  const failed = Promise.all(outcomes.map((each) => expect(each).rejects.toThrow('the client is closed')))
  while (sockets.size === 0) await pause(1)
  await client.close()
  await failed
  await expect(client.send({ name: 'x', url }, '3', { repeatable: true })).rejects.toThrow('is closed')
  expect(sockets.size).toBe(1)
})

test('nothing that is put into a header can end it', async () => {
  const { url } = await serverOf(faults['answers'] as Fault)
  expect(() => clientOf({ credential: 'a\r\nx: y' })).toThrow('not a header value')
  const sent = clientOf().send({ name: 'x', url }, '1', { repeatable: true, traceparent: 'a\r\n\r\n' })
  await expect(sent).rejects.toThrow('not a header value')
})

test('more requests than connections wait their turn, and their deadline', async () => {
  const { url, sockets } = await serverOf(({ name, body, socket }) => {
    if (body !== '0') setTimeout(() => socket.write(answerText(body, name)), 5)
  })
  const client = clientOf({ connections: 2, deadlineMs: 150 })
  const bodies = Array.from({ length: 7 }, (_, index) => String(index))
  const replies = await Promise.all(
    bodies.map((body) => client.send({ name: 'x', url }, body, { repeatable: false }).catch(() => null)),
  )
  expect(replies).toEqual([null, ...[1, 2, 3, 4, 5, 6].map(reply)])
  expect(sockets.size).toBeLessThanOrEqual(2)
})
