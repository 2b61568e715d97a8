import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { graphqlJsAnswer } from '#tests/graphql-js-answer.ts'
import { post, sendRaw, startShell } from '#tests/http-shell.ts'

const body = '{"query":"{ hello }"}'
const head = (more = ''): string =>
  `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n${more}\r\n`
const told = (answer: string): string | undefined => answer.split('\r\n\r\n')[1]
const ofLength = `content-length: ${body.length}\r\n`

test('a body is the same in one piece, in several and in chunks', async () => {
  const server = await startShell()
  const whole = await sendRaw(server.url, head(ofLength) + body)
  expect(whole).toContain('HTTP/1.1 200 OK')
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  expect(told(await sendRaw(server.url, head('transfer-encoding: chunked\r\n') + chunked))).toBe(told(whole))
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  let answered = ''
  socket.on('data', (bytes: Buffer) => (answered += bytes.toString()))
  for (const part of [head(ofLength), body.slice(0, 5), body.slice(5)]) {
    await new Promise((sent) => socket.write(part, sent))
    await new Promise(setImmediate)
  }
  await new Promise((closed) => socket.once('close', closed))
  expect(told(answered)).toBe(told(whole))
  await server.stop(1000)
})

test('who goes away in the middle of a body is answered by nobody, and the next caller is', async () => {
  let asked = 0
  const server = await startShell({
    answer: (request) => {
      asked += 1
      return graphqlJsAnswer(request)
    },
  })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await new Promise((sent) => socket.write(head(ofLength) + body.slice(0, 5), sent))
  socket.destroy()
  expect((await post(server.url, body)).status).toBe(200)
  expect(asked).toBe(1)
  await server.stop(1000)
})

test('what a proxy says of an address counts where the proxy is believed, and nowhere else', async () => {
  const seen: string[] = []
  for (const trustProxy of [[], ['127.0.0.1']]) {
    const server = await startShell({
      trustProxy,
      answer: (request) => {
        seen.push(request.remoteAddress)
        return graphqlJsAnswer(request)
      },
    })
    await post(server.url, body, { 'x-forwarded-for': '203.0.113.7' })
    await post(server.url, body)
    await server.stop(1000)
  }
  expect(seen).toEqual(['127.0.0.1', '127.0.0.1', '203.0.113.7', '127.0.0.1'])
})

test('letters of every length in UTF-8 arrive, in short answers and in long ones', async () => {
  const text = 'ā"€\u{1f600}'
  const server = await startShell()
  for (const times of [1, 30_000]) {
    const name = text.repeat(times)
    const query = 'query Q($n: String) { hello(name: $n) }'
    const answer = await post(server.url, JSON.stringify({ query, variables: { n: name } }))
    expect(answer.body.data).toEqual({ hello: `Hello ${name}` })
  }
  await server.stop(1000)
})
