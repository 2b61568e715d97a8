import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { composeSupergraph } from './planner/compose.ts'
import type { Supergraph } from './planner/supergraph.ts'
import { createCatalogueRecorder } from './record-catalogue.ts'
import type { CatalogueRecorder } from './record-catalogue.ts'

let server: Server
let recorder: CatalogueRecorder
/** Names of the fields in each catalogue that was sent. */
let sent: string[][]
let answers: ({ status: number; body: string } | 'cut')[]
let logged: string[]

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { variables } = JSON.parse(await text(request)) as {
    variables: { entries: { coordinate: string }[] }
  }
  sent.push(variables.entries.map(({ coordinate }) => coordinate))
  const answer = answers.shift() ?? { status: 200, body: '{"data":{"recordCatalogue":true}}' }
  if (answer === 'cut') request.socket.destroy()
  else response.writeHead(answer.status).end(answer.body)
}

beforeEach(async () => {
  sent = []
  answers = []
  logged = []
  server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  recorder = createCatalogueRecorder({
    url: `http://127.0.0.1:${port}/graphql`,
    credential: 'secret',
    log: (line) => logged.push(line),
    retryMs: 10,
  })
})
afterEach(async () => {
  await recorder.close()
  server.closeAllConnections()
  server.close()
})

function schemaWith(field: string): Supergraph {
  const sdl = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { "A value" ${field}: String }`
  return composeSupergraph([{ name: 'hello', url: 'http://hello.invalid', sdl }])
}

test('a catalogue that is not taken is told again until it is, and the trouble is logged once', async () => {
  answers = [
    { status: 503, body: '{}' },
    'cut',
    { status: 200, body: '{"data":{"recordCatalogue":null},"errors":[{"message":"no"}]}' },
    { status: 200, body: '{"data":{"recordCatalogue":false}}' },
  ]
  recorder.record(schemaWith('one'))
  await expect.poll(() => sent.length).toBe(4)
  recorder.record(schemaWith('other'))
  await expect.poll(() => sent.length).toBe(5)
  expect(sent).toEqual([...Array.from({ length: 4 }, () => ['Query.one']), ['Query.other']])
  expect(logged).toHaveLength(1)
})

test('of several schemas the newest is told last', async () => {
  for (const field of ['one', 'two', 'three']) recorder.record(schemaWith(field))
  await expect.poll(() => sent.at(-1)).toEqual(['Query.three'])
})
