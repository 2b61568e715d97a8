import { parse } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import { SourceUnreachable } from '#connectors/connector.ts'
import type { ErrorEntry } from './public-errors.ts'
import type { SubgraphDefinition } from './serve.ts'
import { serveSubgraph } from './serve.ts'
import { sourceHealth } from './source-health.ts'

const refused = Object.assign(new Error('connect to 10.0.0.7'), { code: 'ECONNREFUSED' })

async function serve(more: Partial<SubgraphDefinition<object>> = {}) {
  const entries: ErrorEntry[] = []
  const running = await serveSubgraph(
    {
      name: 'people',
      typeDefs: parse('type Query { here: String away: String broken: String }'),
      resolvers: {
        Query: {
          here: () => 'here',
          away: () => Promise.reject(new SourceUnreachable(refused)),
          broken: () => Promise.reject(refused),
        },
      },
      context: () => ({}),
      health: async () => undefined,
      close: async () => undefined,
      ...more,
    },
    { credential: 'secret', log: (entry) => entries.push(entry) },
  )
  onTestFinished(() => running.close())
  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(running.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer secret', ...headers },
      body: JSON.stringify({ query }),
    })
    return { status: response.status, body: await response.json() }
  }
  return { entries, ask }
}

const unreachable = { message: 'The source cannot be reached.', extensions: { code: 'SOURCE_UNREACHABLE' } }
const failed = { message: 'The source could not give this.', extensions: { code: 'SOURCE_FAILED' } }

test('says of what it lacks that the source cannot be reached, gives what it has, and logs the cause by its code', async () => {
  const { entries, ask } = await serve()
  expect(await ask('{ here away broken }')).toEqual({
    status: 200,
    body: {
      data: { here: 'here', away: null, broken: null },
      errors: [
        { ...unreachable, path: ['away'] },
        { ...failed, path: ['broken'] },
      ],
    },
  })
  expect(entries.map(({ name, code }) => [name, code])).toEqual([
    ['SourceUnreachable', 'ECONNREFUSED'],
    ['Error', 'ECONNREFUSED'],
  ])
  expect(JSON.stringify(entries)).not.toContain('10.0.0.7')
})

test('a subgraph that reads without a connector says itself what is an outage', async () => {
  const { ask } = await serve({ isUnreachable: (cause) => cause === refused })
  expect(await ask('{ broken }')).toMatchObject({ body: { errors: [unreachable] } })
})

test('a probe is answered only while the source answers; other requests do not ask it', async () => {
  let isUp = true
  let asked = 0
  const { ask } = await serve({
    health: async () => {
      asked += 1
      if (!isUp) throw refused
    },
  })
  const probe = () => ask('{ __typename }', { 'dagr-probe': '1' })
  const well = { status: 200, body: { data: { __typename: 'Query' } } }
  expect(await probe()).toEqual(well)
  isUp = false
  expect(await probe()).toEqual({ status: 503, body: {} })
  expect(asked).toBe(2)
  expect(await ask('{ __typename }')).toEqual(well)
  expect(asked).toBe(2)
  isUp = true
  expect(await probe()).toEqual(well)
})

test('a source that takes its time is asked by one at a time', async () => {
  const asked: PromiseWithResolvers<void>[] = []
  const isHealthy = sourceHealth(() => {
    const one = Promise.withResolvers<void>()
    asked.push(one)
    return one.promise
  })
  const first = [isHealthy(), isHealthy(), isHealthy()]
  expect(asked).toHaveLength(1)
  asked[0]?.reject(refused)
  expect(await Promise.all(first)).toEqual([false, false, false])
  const second = isHealthy()
  asked[1]?.resolve()
  expect(await second).toBe(true)
})
