import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { serveSubgraph } from './serve.ts'

test('the source is closed after the last request, also where whoever asked is gone', async () => {
  const told: string[] = []
  const begun = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const running = await serveSubgraph<{ signal: AbortSignal }>(
    {
      name: 'slow',
      typeDefs: parse('type Query { slow: String }'),
      resolvers: {
        Query: {
          async slow(_: unknown, __: unknown, { signal }: { signal: AbortSignal }) {
            signal.addEventListener('abort', () => gone.resolve())
            begun.resolve()
            await held.promise
            told.push('read')
          },
        },
      },
      context: ({ signal }) => ({ signal }),
      health: async () => undefined,
      close: async () => void told.push('closed'),
    },
    { credential: 'secret' },
  )
  const caller = new AbortController()
  const asking = fetch(running.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret' },
    body: JSON.stringify({ query: '{ slow }' }),
    signal: caller.signal,
  })
  await begun.promise
  caller.abort()
  await expect(asking).rejects.toThrow('aborted')
  await gone.promise
  const closing = running.close()
  // The server itself has nothing to wait for any more; had it not waited, the source would be closed by now.
  await sleep(100)
  held.resolve()
  await closing
  expect(told).toEqual(['read', 'closed'])
})
