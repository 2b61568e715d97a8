import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { ChangeFeed } from './change-feed.ts'
import { followChanges } from './change-feed.ts'

let server: Server | undefined
let feed: ChangeFeed | undefined

afterEach(async () => {
  await feed?.close()
  server?.closeAllConnections()
  server?.close()
})

/** Follows a server that gives the first connection the first answer, and so on; the last one answers all others. */
async function follow(
  answers: ((response: ServerResponse, request: IncomingMessage) => void)[],
): Promise<{ heard: unknown[]; asked: unknown[] }> {
  const heard: unknown[] = []
  const asked: unknown[] = []
  let connections = 0
  server = createServer((request, response) => {
    asked.push(request.headers['last-event-id'] ?? null)
    answers[Math.min(connections++, answers.length - 1)]?.(response, request)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  feed = followChanges({
    url: `http://127.0.0.1:${port}/changes`,
    credential: 'secret',
    silenceMs: 1_000,
    onChange: (change) => heard.push(change),
    onHeartbeat: () => heard.push('heartbeat'),
  })
  return { heard, asked }
}

const change = (cursor: number): string => `id: ${cursor}\nevent: change\ndata: {"epoch":${cursor}}\n\n`
const heard = (cursor: number): object => ({ cursor: String(cursor), data: { epoch: cursor } })

test('passes changes and heartbeats on, and goes on from the last change when the connection ends', async () => {
  const feeding = await follow([
    (response, request) => {
      expect(request.headers.authorization).toBe('Bearer secret')
      response.write(change(1).slice(0, 9))
      setTimeout(
        () => response.end(`${change(1).slice(9)}event: heartbeat\ndata:\n\n${change(2)}id: 3\ndata`),
        10,
      )
    },
    (response) => response.write(change(3)),
  ])
  await expect.poll(() => feeding.heard).toStrictEqual([heard(1), 'heartbeat', heard(2), heard(3)])
  expect(feeding.asked).toStrictEqual([null, '2'])
})

test('connects again where it is refused, cut off, or told what it cannot read', async () => {
  const feeding = await follow([
    (response) => response.writeHead(503).end('starting'),
    (response) => response.socket?.destroy(),
    (response) => response.write(`${change(1)}id: 2\nevent: change\ndata: {\n\n`),
    (response) => response.write(change(2)),
  ])
  await expect.poll(() => feeding.heard).toStrictEqual([heard(1), heard(2)])
  // What cannot be understood would not be another time: it is begun anew.
  expect(feeding.asked).toStrictEqual([null, null, null, null])
})

test('gives up a connection that has fallen silent', async () => {
  const feeding = await follow([
    (response) => response.write(change(1)),
    (response) => response.write(change(2)),
  ])
  await expect.poll(() => feeding.heard).toStrictEqual([heard(1), heard(2)])
})

test('calls nobody back once it is closed', async () => {
  const feeding = await follow([
    (response) => {
      setInterval(() => response.write('event: heartbeat\ndata:\n\n'), 5).unref()
    },
  ])
  await expect.poll(() => feeding.heard.length).toBeGreaterThan(2)
  await feed?.close()
  const { length } = feeding.heard
  await sleep(50)
  expect(feeding.heard).toHaveLength(length)
})

test('replaces a connection in time, without losing it, and goes on', async () => {
  const events: unknown[] = []
  let connections = 0
  server = createServer((request, response) => {
    connections += 1
    const after = Number(request.headers['last-event-id'] ?? 0)
    response.write(change(after + 1))
    setTimeout(() => response.write('event: heartbeat\ndata:\n\n'), 20).unref()
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  feed = followChanges({
    url: `http://127.0.0.1:${port}/changes`,
    renewMs: 10,
    onConnecting: (resumes) => events.push(resumes),
    onChange: ({ cursor }) => events.push(cursor),
    onHeartbeat: () => undefined,
    onLost: () => events.push('lost'),
  })
  await expect.poll(() => connections).toBeGreaterThan(2)
  expect(events.slice(0, 5)).toStrictEqual([false, '1', true, '2', true])
  expect(events).not.toContain('lost')
})

test('says with which status it was refused, and whether it goes on', async () => {
  const told: unknown[] = []
  server = createServer((_, response) => {
    if (told.length < 3) response.writeHead(503).end('starting')
    else response.write('id: 4\nevent: begin\ndata: {"position":"7"}\n\n')
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  feed = followChanges({
    url: `http://127.0.0.1:${port}/changes`,
    onConnecting: (resumes) => told.push(resumes),
    onBegin: (begin) => told.push(begin),
    onChange: () => undefined,
    onHeartbeat: () => undefined,
    onLost: (status) => told.push(status),
  })
  await expect.poll(() => told).toContainEqual({ cursor: '4', data: { position: '7' } })
  expect(told.slice(0, 4)).toStrictEqual([false, 503, false, { cursor: '4', data: { position: '7' } }])
})

test('goes on from a heartbeat that has a place of its own', async () => {
  const feeding = await follow([
    (response) => response.end(`${change(1)}id: 5\nevent: heartbeat\ndata: {}\n\n`),
    (response) => response.write(change(6)),
  ])
  await expect.poll(() => feeding.heard).toStrictEqual([heard(1), 'heartbeat', heard(6)])
  expect(feeding.asked).toStrictEqual([null, '5'])
})
