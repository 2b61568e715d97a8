import { expect, test } from 'vitest'
import type { LogReader } from '#audit/proofs/log-reader.ts'
import { startShell } from '#tests/http-shell.ts'

test('whoever reads more than 64 files at once is told to come again, and others are answered after that', async () => {
  const held = Promise.withResolvers<null>()
  const allRead = Promise.withResolvers<void>()
  let reading = 0
  const slow: LogReader = {
    checkpoint: async () => 'a checkpoint\n',
    tile: async () => {
      reading += 1
      if (reading === 64) allRead.resolve()
      return held.promise
    },
    entries: async () => null,
    keys: async () => '',
    close: async () => undefined,
  }
  const server = await startShell({ logFiles: slow })
  const waiting = Array.from({ length: 64 }, () => fetch(`${server.url}/log/tile/0/000`))
  await allRead.promise
  const refused = await fetch(`${server.url}/log/checkpoint`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  held.resolve(null)
  for (const response of await Promise.all(waiting)) expect(response.status).toBe(404)
  expect((await fetch(`${server.url}/log/checkpoint`)).status).toBe(200)
  await server.stop(1000)
})
