import { parse } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import type { RunningSubgraph, SubgraphDefinition, SubgraphRequest } from './serve.ts'
import { serveSubgraph } from './serve.ts'

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { wait: String now: String }
`)

const resolvers = {
  Query: {
    now: () => 'now',
    wait: (_: unknown, __: unknown, { signal }: SubgraphRequest) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  },
}

async function serve(more: Partial<SubgraphDefinition<SubgraphRequest>> = {}): Promise<RunningSubgraph> {
  const running = await serveSubgraph<SubgraphRequest>(
    {
      name: 'people',
      typeDefs,
      resolvers,
      context: (request) => request,
      health: async () => undefined,
      close: async () => undefined,
      ...more,
    },
    { credential: 'secret' },
  )
  onTestFinished(() => running.close())
  return running
}

function ask(url: string, query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret', ...headers },
    body: JSON.stringify({ query }),
  })
}

test('the work of a request ends at its deadline, and what was delivered by then is answered', async () => {
  const { url } = await serve()
  const response = await ask(url, '{ now wait }', { 'dagr-deadline-ms': '60' })
  expect(await response.json()).toMatchObject({
    data: { now: 'now', wait: null },
    errors: [{ path: ['wait'], extensions: { code: 'SOURCE_FAILED' } }],
  })
})

test('what is read is told the deadline, and none where none is said', async () => {
  const told: number[] = []
  const { url } = await serve({
    context(request) {
      told.push(request.deadline - performance.now())
      return request
    },
  })
  for (const stated of ['250', '', 'soon', '-5', '1e3'])
    await ask(url, '{ now }', stated === '' ? {} : { 'dagr-deadline-ms': stated })
  expect(told[0]).toBeGreaterThan(0)
  expect(told[0]).toBeLessThanOrEqual(250)
  expect(told.slice(1)).toStrictEqual([Infinity, Infinity, Infinity, Infinity])
})

test('an answer says at which position of the source it was read, known before anything was', async () => {
  let position: string | null = 'A1'
  const { url } = await serve({
    position: () => position,
    context(request) {
      position = 'A2'
      return request
    },
  })
  expect((await ask(url, '{ now }')).headers.get('dagr-source-position')).toBe('A1')
  expect((await ask(url, '{ now }')).headers.get('dagr-source-position')).toBe('A2')
  position = null
  expect((await ask(url, '{ nothing }')).headers.get('dagr-source-position')).toBe(null)
})

test('every answer repeats the number of its request, and nothing that is no number', async () => {
  const { url } = await serve()
  const repeated = async (query: string, headers: Record<string, string>): Promise<string | null> =>
    (await ask(url, query, headers)).headers.get('dagr-request')
  expect(await repeated('{ now }', { 'dagr-request': '71' })).toBe('71')
  expect(await repeated('{', { 'dagr-request': '72' })).toBe('72')
  expect(await repeated('{ now }', { 'dagr-request': '73', authorization: 'Bearer wrong' })).toBe('73')
  expect(await repeated('{ now }', { 'dagr-request': '12345678901234567' })).toBe(null)
  expect(await repeated('{ now }', { 'dagr-request': 'a' })).toBe(null)
  expect(await repeated('{ now }', {})).toBe(null)
})

test('health says whether changes are told, and why not', async () => {
  let fault: string | null = null
  const { url } = await serve({ feedFault: () => fault })
  const health = async (): Promise<unknown> => (await fetch(new URL('/health', url))).json()
  expect(await health()).toStrictEqual({ name: 'people', healthy: true, feed: 'live' })
  fault = 'There is no replication slot dagr_people.'
  expect(await health()).toStrictEqual({ name: 'people', healthy: true, feed: fault })
})

test('a follower is told the clock by which the moments in the events are understood', async () => {
  const { url } = await serve({
    changes: async function* () {
      yield { event: 'begin', cursor: '1', data: { position: 'A' } }
      yield { event: 'heartbeat', cursor: '2', data: { position: 'B' } }
    },
  })
  const before = performance.now()
  const response = await fetch(new URL('/changes', url), { headers: { authorization: 'Bearer secret' } })
  const clock = Number(response.headers.get('dagr-source-clock'))
  expect(clock).toBeGreaterThanOrEqual(before)
  expect(clock).toBeLessThanOrEqual(performance.now())
  expect(await response.text()).toBe(
    'id: 1\nevent: begin\ndata: {"position":"A"}\n\nid: 2\nevent: heartbeat\ndata: {"position":"B"}\n\n',
  )
})
