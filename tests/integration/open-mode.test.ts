import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, told } from '../http-shell.ts'
import { runMain, startOpenGateway, supergraphOf, type OpenGateway } from '../open-gateway.ts'

const sdl = `
  type Query { thing(id: ID): Thing list: [Thing] }
  type Mutation { change: String }
  type Thing @key(fields: "id") { id: ID! name: String }
`

describe('bad input from callers and from a subgraph', () => {
  let reply = ''
  const asked: string[] = []
  const subgraph = fastify().post('/graphql', (request, response) => {
    asked.push(JSON.stringify(request.body))
    return response.type('application/json').send(reply)
  })
  let gateway: OpenGateway

  beforeAll(async () => {
    const url = await subgraph.listen({ host: '127.0.0.1', port: 0 })
    gateway = await startOpenGateway(supergraphOf(sdl, `${url}/graphql`))
  })
  afterAll(async () => {
    await gateway.stop()
    await subgraph.close()
  })

  const ask = async (query: string, more: object = {}) =>
    post(gateway.url, JSON.stringify({ query, ...more }))

  test('__proto__ from a subgraph, at every level, is dropped', async () => {
    reply =
      '{"data":{"__proto__":{"polluted":1},"thing":{"__proto__":{"name":"polluted"},"id":"1"}},"__proto__":{"a":1}}'
    const { body } = await ask('{ thing(id: 1) { id name } }')
    expect(JSON.stringify(body)).not.toContain('polluted')
    expect(body.data).toMatchObject({ thing: { id: '1' } })
  })

  test('__proto__ and constructor as aliases are names like any other', async () => {
    asked.length = 0
    reply = '{"data":{"__proto__":{"id":"1","constructor":"n"},"thing":{"id":"1","constructor":"n"}}}'
    const { body } = await ask('{ __proto__: thing(id: 1) { id constructor: name } }')
    expect(JSON.stringify(body)).toBe('{"data":{"__proto__":{"id":"1","constructor":"n"}}}')
  })

  test('__proto__ as a variable is refused, as a fragment or an operation it is a name like any other', async () => {
    reply = '{"data":{"thing":{"id":"1"}}}'
    const variable = 'query ($__proto__: ID) { thing(id: $__proto__) { id } }'
    expect(told(await ask(variable))).toBe('200 GRAPHQL_VALIDATION_FAILED')
    expect(told(await post(gateway.url, `{"query":"${variable}","variables":{"__proto__":"1"}}`))).toBe(
      '400 GRAPHQL_PARSE_FAILED',
    )
    const named = 'query __proto__ { thing { ...__proto__ } } fragment __proto__ on Thing { id }'
    expect((await ask(named, { operationName: '__proto__' })).body.data).toEqual({ thing: { id: '1' } })
    const accept = { accept: 'application/graphql-response+json' }
    const unknown = JSON.stringify({ query: '{ __typename }', operationName: '__proto__' })
    expect(told(await post(gateway.url, unknown, accept))).toBe('400 GRAPHQL_VALIDATION_FAILED')
  })

  test.each([
    ['nothing', ''],
    ['malformed JSON', '{"data":'],
    ['a list', '[]'],
    ['a string for an object', '{"data":{"thing":"x"}}'],
    ['a list for an object', '{"data":{"thing":[]}}'],
    ['errors of the wrong shape', '{"data":null,"errors":{"__proto__":[]}}'],
    ['an endless nesting', `{"data":{"thing":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`],
  ])('a subgraph that answers %s costs its own fields only', async (_name, text) => {
    reply = text
    const { status, body } = await ask('{ __typename thing(id: 1) { id } }')
    expect([status, body.data]).toEqual([200, { __typename: 'Query', thing: null }])
  })

  test('a document nested without end is refused, and the process goes on', async () => {
    const deep = '{thing'.repeat(150_000)
    expect(told(await ask(deep))).toBe('413 REQUEST_TOO_LARGE')
    const balanced = `{ list ${'{ ... on Thing '.repeat(20_000)} { id } ${'}'.repeat(20_000)} }`
    expect((await ask(balanced)).status).toBeGreaterThanOrEqual(400)
    expect((await ask('{ __typename }')).body.data).toEqual({ __typename: 'Query' })
  })
})

describe('the process in open mode', () => {
  let folder: string
  let supergraph: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dagr-open-'))
    supergraph = join(folder, 'supergraph.graphql')
    await writeFile(supergraph, supergraphOf(sdl, 'http://127.0.0.1:9/graphql'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('warns, reads a supergraph from a URL too, and exits at once on SIGTERM with a request in flight', async () => {
    let url = ''
    const never = fastify()
      .post('/graphql', () => new Promise(() => {}))
      .get('/supergraph', (_request, reply) => reply.send(supergraphOf(sdl, `${url}/graphql`)))
    url = await never.listen({ host: '127.0.0.1', port: 0 })
    const main = runMain({ GATEWAY_MODE: 'open', SUPERGRAPH: `${url}/supergraph`, PORT: '0' })
    await expect.poll(() => main.printed()).toMatch(/http:\/\//)
    expect(main.printed()).toContain('WARNING: open mode')
    const address = /http:\/\/[\d.:]+/.exec(main.printed())?.[0] ?? ''
    const inFlight = post(address, '{"query":"{ list { id } }"}').catch((error: unknown) => error)
    await expect
      .poll(async () => (await fetch(`${address}/metrics`)).text())
      .toContain('dagr_requests_in_flight 1')
    main.process.kill('SIGTERM')
    expect(await once(main.process, 'exit')).toEqual([0, null])
    expect(await inFlight).toBeInstanceOf(Error)
    never.server.closeAllConnections()
    await never.close()
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['in production', { NODE_ENV: 'production' }, /NODE_ENV=production/],
    ['without a supergraph', { SUPERGRAPH: '' }, /SUPERGRAPH is required/],
    [
      'with a supergraph that is not there',
      { SUPERGRAPH: '/nowhere.graphql' },
      /SUPERGRAPH cannot be read .*ENOENT/,
    ],
    ['with a supergraph that is none', { SUPERGRAPH: 'package.json' }, /SUPERGRAPH is not a supergraph/],
    ['at a port that is none', { PORT: 'x' }, /PORT must be a whole number/],
    [
      'at an address that is not ours',
      { HOST: '192.0.2.1' },
      /192\.0\.2\.1:0 is not an address of this machine/,
    ],
  ])('%s it refuses to start, in one line', async (_name, env, line) => {
    const main = runMain({ GATEWAY_MODE: 'open', SUPERGRAPH: supergraph, PORT: '0', ...env })
    const [code]: (number | null)[] = await once(main.process, 'exit')
    const lines = main
      .printed()
      .trimEnd()
      .split('\n')
      .filter((each) => !each.startsWith('WARNING'))
    expect([code, lines]).toEqual([1, [expect.stringMatching(line)]])
  })

  test('in normal mode it names the setting that is missing', async () => {
    const main = runMain({ SUPERGRAPH: supergraph })
    const [code]: (number | null)[] = await once(main.process, 'exit')
    expect(code).toBe(1)
    expect(main.printed()).toMatch(/^[A-Z_]+ is required: .+\n$/)
  })
})
