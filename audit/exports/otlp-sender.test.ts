import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ExportFailed, sendTraces } from './otlp-sender.ts'

const traces = { resourceSpans: [] }

interface Receiver {
  readonly url: string
  readonly requests: {
    readonly path: string
    readonly headers: IncomingMessage['headers']
    readonly body: string
  }[]
}

/** A receiver that answers each request in its turn as told; the last answer stays. */
async function receiver(...answers: ((response: ServerResponse) => void)[]): Promise<Receiver> {
  const requests: Receiver['requests'] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part))
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body })
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      answer?.(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const taken = (response: ServerResponse): void => void response.end('{"partialSuccess":{}}')
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end()
const cut = (response: ServerResponse): void => void response.socket?.destroy()

const quick = { headers: { authorization: 'Bearer x' }, backoffMs: 1, timeoutMs: 2_000 }

test('sends JSON to the path of traces, with the headers of the receiver', async () => {
  const { url, requests } = await receiver(taken)
  await sendTraces({ ...quick, url: `${url}/` }, traces)
  expect(requests).toMatchObject([
    {
      path: '/v1/traces',
      headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
      body: JSON.stringify(traces),
    },
  ])
})

test.each([
  ['a receiver that is overloaded', status(429, { 'retry-after': '0' })],
  ['one that is away', status(503)],
  ['a connection that is cut before the confirmation', cut],
])('the same is sent again after %s', async (_name, failure) => {
  const { url, requests } = await receiver(failure, failure, taken)
  await sendTraces({ ...quick, url }, traces)
  expect(requests.map(({ body }) => body)).toEqual(Array(3).fill(JSON.stringify(traces)))
})

test.each([
  ['does not want it', status(400), 'HTTP 400', 1],
  ['sends elsewhere', status(307, { location: 'http://127.0.0.1:9/' }), 'no answer', 2],
  [
    'rejects a part',
    (response: ServerResponse) => void response.end('{"partialSuccess":{"rejectedSpans":"2"}}'),
    'rejected 2 spans',
    1,
  ],
  ['is something else', (response: ServerResponse) => void response.end('<html>'), 'not OTLP', 1],
  ['never takes it', status(503), 'tried 2 times: HTTP 503', 2],
])('a receiver that %s fails the export', async (_name, answer, message, tried) => {
  const { url, requests } = await receiver(answer)
  const sending = sendTraces({ ...quick, url, attempts: 2 }, traces)
  await expect(sending).rejects.toThrow(ExportFailed)
  await expect(sending).rejects.toThrow(message)
  expect(requests).toHaveLength(tried)
})
