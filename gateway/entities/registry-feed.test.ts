import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openRegistryFeed } from './registry-feed.ts'
import type { RegistryFeed } from './registry-feed.ts'

let servers: Server[] = []
let feed: RegistryFeed | undefined

afterEach(async () => {
  await feed?.close()
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  servers = []
})

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** Answers the first connection with the first answer, and so on; the last one answers all others. */
async function serve(...answers: Answer[]): Promise<{ url: string; asked: unknown[] }> {
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push(request.headers['last-event-id'] ?? null)
    answer?.(response, request)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/graphql`, asked }
}

function follow(url: string): { dropped: string[]; lines: string[]; feed: RegistryFeed } {
  const dropped: string[] = []
  const lines: string[] = []
  feed = openRegistryFeed({
    registry: 'population',
    credential: 'secret',
    memory: {
      drop: (_, type, key) => dropped.push(`${type} ${key}`),
      dropType: (_, type) => dropped.push(type),
      dropNotFound: (_, type) => dropped.push(`${type} not found`),
    },
    log: (line) => lines.push(line),
  })
  feed.follow(url)
  return { dropped, lines, feed }
}

const event = (kind: string, data: object, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`
const begin = (id: string) => event('begin', { position: '01' }, id)
const heartbeat = event('heartbeat', { position: '01' })

test('what the feed tells of is dropped, and what it vouches for is believed', async () => {
  const { url } = await serve((response, request) => {
    expect(request.headers.authorization).toBe('Bearer secret')
    expect(request.url).toBe('/changes')
    const told = { position: '02', entities: [['Person', '39']], types: ['Address'], inserted: ['Person'] }
    response.write(begin('1') + event('change', told, '2') + heartbeat)
  })
  const { dropped, feed: followed } = follow(url)
  await expect.poll(() => followed.trust.isVouching(performance.now())).toBe(true)
  expect(dropped).toStrictEqual(['Person 39', 'Address', 'Person not found', 'Address not found'])
  expect(followed.trust.accepts(followed.trust.mark(), '01', 'Person', ['39'])).toBe(false)
})

test('a heartbeat counts from when the source was asked, by its own clock', async () => {
  const late = event('heartbeat', { position: '01', askedAt: 5_000 - 2_000 })
  const prompt = event('heartbeat', { position: '01', askedAt: 5_000 })
  const { url, asked } = await serve(
    (response) => {
      response.setHeader('dagr-source-clock', '5000')
      response.write(begin('1') + late)
    },
    (response) => {
      response.setHeader('dagr-source-clock', '5000')
      response.write(prompt)
    },
  )
  const { feed: followed, lines } = follow(url)
  await expect.poll(() => followed.trust.isVouching(performance.now())).toBe(true)
  expect(asked).toStrictEqual([null, '1'])
  expect(followed.trust.generation).toBe(1)
  expect(lines).toStrictEqual([
    expect.stringMatching(/^population: .* is not believed/),
    'population: the feed of changes is heard again',
  ])
})

test('what cannot be understood is a gap: the feed is begun anew, and nothing of it is told in the log', async () => {
  const broken = [
    event('change', { position: '02', entities: [['Person', 39_000_000_001]] }, '2'),
    event('change', { position: 7, entities: [['Person', '39000000001']] }, '2'),
    event('change', { position: '02', types: 'Person 39000000001' }, '2'),
    'id: 2\nevent: change\ndata: {"39000000001\n\n',
    event('change', { position: '02', entities: [['Person', '39000000001']] }),
  ]
  const { url, asked } = await serve(
    // Without an id of its own it would have that of the begin.
    ...broken.slice(0, 4).map(
      (told): Answer =>
        (response) =>
          response.write(begin('1') + told),
    ),
    (response) => response.write(broken[4]),
    (response) => response.write(begin('3') + heartbeat),
  )
  const { dropped, lines, feed: followed } = follow(url)
  await expect.poll(() => followed.trust.isVouching(performance.now())).toBe(true)
  expect(asked).toStrictEqual([null, null, null, null, null, null])
  expect(followed.trust.generation).toBe(5)
  expect(dropped).toStrictEqual([])
  expect(lines.join('\n')).not.toMatch(/39000000001/)
})

test('a registry without feed is known as such', async () => {
  const { url } = await serve((response) => response.writeHead(404).end())
  const { feed: followed, lines } = follow(url)
  expect(followed.trust.hasFeed).toBe(true)
  await expect.poll(() => followed.trust.hasFeed).toBe(false)
  expect(lines).toStrictEqual([])
  expect(followed.trust.isVouching(performance.now())).toBe(false)
})

test('another address is another source, with the same trust', async () => {
  const one = await serve((response) => response.write(begin('1') + heartbeat))
  const other = await serve((response) => response.write(begin('7') + heartbeat))
  const { feed: followed } = follow(one.url)
  const { trust } = followed
  await expect.poll(() => trust.isVouching(performance.now())).toBe(true)
  followed.follow(one.url)
  expect(trust.isVouching(performance.now())).toBe(true)
  followed.follow(other.url)
  expect(trust.isVouching(performance.now())).toBe(false)
  await expect.poll(() => trust.isVouching(performance.now())).toBe(true)
  expect(followed.trust).toBe(trust)
  expect(trust.generation).toBe(2)
  expect(other.asked).toStrictEqual([null])
  followed.follow(null)
  expect(trust.isVouching(performance.now())).toBe(false)
})
