import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { GraphQLScalarType, parse } from 'graphql'
import { afterEach, expect, test } from 'vitest'
import type { RunningSubgraph, ServeOptions, SubgraphDefinition } from './serve.ts'
import { ArgumentError, serveSubgraph } from './serve.ts'

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  scalar Date
  type Query {
    people(first: Int): [Person!]
    owners: [Owner]
    fail: String
    wait: String
  }
  type Person @key(fields: "id") { id: ID! @inaccessible name: String born: Date secret: String }
  type Company @key(fields: "id") { id: ID! title: String }
  union Owner = Person | Company
`)

interface Context {
  signal: AbortSignal
  names: string[]
}

const waiting: string[] = []
const aborted: string[] = []
const closed: string[] = []

const resolvers = {
  Date: new GraphQLScalarType({ name: 'Date', serialize: (value) => String(value).slice(0, 10) }),
  Query: {
    people: (_: unknown, { first }: { first?: number }) => {
      if (first !== undefined && first > 100) throw new ArgumentError('first must be at most 100.')
      return [
        { id: '1', name: 'A' },
        { id: '2', name: 'B' },
      ]
    },
    owners: () => [{ kind: 'person', id: '1' }, { kind: 'company', id: '2', title: 'SIA' }, null],
    fail: () => {
      throw new Error('duplicate key (391111-11111)')
    },
    wait: async (_: unknown, __: unknown, { signal }: Context) => {
      waiting.push('wait')
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve)
      })
      aborted.push('wait')
    },
  },
  Owner: { __resolveType: ({ kind }: { kind: string }) => (kind === 'person' ? 'Person' : 'Company') },
  Person: {
    __resolveReference: async ({ id }: { id: string }, context: Context) => {
      context.names.push(id)
      await sleep(1)
      return id === '404' ? null : { id, name: `person ${id}`, born: '2001-02-03T00:00:00Z' }
    },
    name: ({ name }: { name: string }, _: unknown, { names }: Context) => `${name}/${names.length}`,
    secret: ({ id }: { id: string }) => {
      if (id === '2') throw new Error(`no secret of ${id}`)
      return 'x'
    },
  },
}

let running: RunningSubgraph | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function serve(
  more: Partial<SubgraphDefinition<Context>> = {},
  options: Partial<ServeOptions> = {},
): Promise<RunningSubgraph> {
  running = await serveSubgraph<Context>(
    {
      name: 'people',
      typeDefs,
      resolvers,
      context: ({ signal }) => ({ signal, names: [] }),
      health: async () => undefined,
      close: async () => {
        closed.push('people')
      },
      ...more,
    },
    { credential: 'secret', ...options },
  )
  return running
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(running?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function answerTo(query: string, variables?: object): Promise<unknown> {
  return (await post({ query, variables })).json()
}

test('answers queries, unions and scalars', async () => {
  await serve()
  expect(
    await answerTo('{ people { id name } owners { __typename ... on Company { title } } }'),
  ).toStrictEqual({
    data: {
      people: [
        { id: '1', name: 'A/0' },
        { id: '2', name: 'B/0' },
      ],
      owners: [{ __typename: 'Person' }, { __typename: 'Company', title: 'SIA' }, null],
    },
  })
})

test('resolves entities by reference, within one context per request', async () => {
  await serve()
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { __typename ... on Person { id name born } ... on Company { id } }
  }`
  const representations = [
    { __typename: 'Person', id: '7' },
    { __typename: 'Person', id: '404' },
    { __typename: 'Company', id: '9' },
  ]
  const expected = {
    data: {
      _entities: [
        { __typename: 'Person', id: '7', name: 'person 7/2', born: '2001-02-03' },
        null,
        { __typename: 'Company', id: '9' },
      ],
    },
  }
  expect(await answerTo(query, { representations })).toStrictEqual(expected)
  expect(await answerTo(query, { representations })).toStrictEqual(expected)
})

test('gives its schema to composition', async () => {
  await serve()
  expect(JSON.stringify(await answerTo('{ _service { sdl } }'))).toContain('@inaccessible')
})

test('hides what errors say, keeps where they are, and shows what is meant to be shown', async () => {
  const entries: unknown[] = []
  await serve({}, { log: (entry) => entries.push(entry) })
  expect(await answerTo('{ fail people { secret } over: people(first: 101) { id } }')).toStrictEqual({
    data: { fail: null, people: [{ secret: 'x' }, { secret: null }], over: null },
    errors: [
      failedAt(['fail']),
      failedAt(['people', 1, 'secret']),
      { message: 'first must be at most 100.', path: ['over'], extensions: { code: 'ARGUMENT_NOT_VALID' } },
    ],
  })
  expect(entries).toHaveLength(2)
  expect(entries[0]).toMatchObject({ subgraph: 'people', path: ['fail'], name: 'Error', code: null })
  expect(JSON.stringify(entries)).not.toMatch(/391111|no secret/)
})

function failedAt(path: (string | number)[]): object {
  return { message: 'The source could not give this.', path, extensions: { code: 'SOURCE_FAILED' } }
}

test.for([
  ['syntax', { query: '{' }],
  ['unknown field', { query: '{ nothing }' }],
  [
    'variables that do not fit',
    { query: 'query ($n: Int) { people(first: $n) { id } }', variables: { n: '391111' } },
  ],
  ['no query', {}],
  ['no object', '"text"'],
  ['no JSON', '{'],
  ['a poisoned prototype', '{"query":"{ fail }","__proto__":{"a":1}}'],
] as const)('refuses %s without repeating it', async ([, body]) => {
  await serve()
  const response = await post(body)
  expect(response.status).toBe(400)
  expect(await response.text()).not.toMatch(/391111|nothing/)
})

test('refuses a body over the limit', async () => {
  await serve()
  const response = await post({ query: `{ fail } # ${'x'.repeat(5_000_000)}` })
  expect(response.status).toBe(413)
})

test.for(['', 'Bearer wrong', 'secret', 'Bearer secre', 'Bearer secret '])(
  'answers nobody without the credential: %j',
  async (authorization) => {
    const { url } = await serve({ changes: async function* () {} })
    for (const path of ['/graphql', '/changes', '/anything']) {
      const response = await fetch(new URL(path, url), {
        method: path === '/graphql' ? 'POST' : 'GET',
        headers: authorization.endsWith(' ') ? {} : { authorization },
      })
      expect(response.status).toBe(401)
    }
  },
)

test('tells its health to anybody', async () => {
  let healthy = true
  const { url } = await serve({
    health: async () => {
      if (!healthy) throw new Error('down')
    },
  })
  expect((await fetch(new URL('/health', url))).status).toBe(200)
  healthy = false
  expect((await fetch(new URL('/health', url))).status).toBe(503)
})

test('aborts the work of a request whose gateway has gone away', async () => {
  const { url } = await serve()
  const gone = new AbortController()
  const asked = fetch(url, {
    method: 'POST',
    signal: gone.signal,
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret' },
    body: '{"query":"{ wait }"}',
  }).catch(() => 'aborted')
  await expect.poll(() => waiting).toStrictEqual(['wait'])
  expect(aborted).toStrictEqual([])
  gone.abort()
  expect(await asked).toBe('aborted')
  await expect.poll(() => aborted).toStrictEqual(['wait'])
})

test('streams changes after the cursor, and ends the stream when it closes', async () => {
  const asked: unknown[] = []
  const { url } = await serve({
    changes: async function* (cursor, { signal }) {
      asked.push(cursor)
      yield { cursor: '8', data: { epoch: 8 } }
      yield 'heartbeat'
      waiting.push('wait')
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve)
      })
    },
  })
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { authorization: 'Bearer secret', 'last-event-id': '7' }
    httpRequest(new URL('/changes', url), { headers }, (response) => {
      let received = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        received += chunk
        if (received.endsWith('heartbeat\ndata:\n\n')) void running?.close()
      })
      response.on('end', () => {
        resolve(`${response.headers['content-type']}\n${received}`)
      })
    })
      .on('error', reject)
      .end()
  })
  expect(text).toBe(
    'text/event-stream\nid: 8\nevent: change\ndata: {"epoch":8}\n\nevent: heartbeat\ndata:\n\n',
  )
  expect(asked).toStrictEqual(['7'])
})

test('ends the stream of a source that fails, and says so to the log', async () => {
  const entries: object[] = []
  const { url } = await serve(
    {
      // oxlint-disable-next-line require-yield -- it fails before it has anything to say
      changes: async function* () {
        throw new TypeError('no slot for 391111-11111')
      },
    },
    { log: (entry) => entries.push(entry) },
  )
  const response = await fetch(new URL('/changes', url), { headers: { authorization: 'Bearer secret' } })
  expect(await response.text()).toBe('')
  expect(entries).toMatchObject([{ subgraph: 'people', path: [], name: 'TypeError' }])
  expect(JSON.stringify(entries)).not.toContain('391111')
})

test('has no feed where the source has none, and closes the source once', async () => {
  const { url } = await serve()
  const response = await fetch(new URL('/changes', url), { headers: { authorization: 'Bearer secret' } })
  expect(response.status).toBe(404)
  closed.length = 0
  await running?.close()
  expect(closed).toStrictEqual(['people'])
})
