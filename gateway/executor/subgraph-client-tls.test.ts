import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { selfSigned } from '#tests/self-signed.ts'
import { createSubgraphClient } from './subgraph-client.ts'

test('asks over TLS those whom it can verify, and nobody else', async () => {
  const { key, cert } = selfSigned()
  const sockets = new Set<TLSSocket>()
  let asked = 0
  const server = createServer({ key, cert }, (request, response) => {
    request.resume().once('end', () => {
      asked += 1
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"a":"ā"}}')
    })
  })
  server.on('secureConnection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = createSubgraphClient({ credential: 'secret' })
  const ask = (host = '127.0.0.1') =>
    client.send({ name: 'x', url: `https://${host}:${port}/graphql` }, '{"query":"ā"}', { repeatable: true })

  await expect(ask()).rejects.toThrow('self-signed certificate')
  expect(asked).toBe(0)

  setDefaultCACertificates([...getCACertificates('default'), cert])
  sockets.clear()
  for (let round = 0; round < 5; round++) expect((await ask()).data).toEqual({ a: 'ā' })
  expect(asked).toBe(5)
  expect(sockets.size).toBe(1)
  // A server of several names is told which of them is meant.
  await ask('localhost')
  expect([...sockets].map(({ servername }) => servername)).toEqual([false, 'localhost'])
  await client.close()
  server.close()
})
