import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedAnswer } from './answer-head.ts'
import { AnswerReader } from './answer-reader.ts'

const limits = { maxHeadBytes: 400, maxBodyBytes: 2_000 }

interface Reading {
  readonly bodies: readonly string[]
  readonly outcome: 'between answers' | 'in an answer' | 'malformed'
}

/** Reads the bytes cut at these places, from one buffer that is overwritten each time, as a connection's is. */
function read(bytes: Buffer, cuts: readonly number[] = [], ends = false): Reading {
  const bodies: string[] = []
  const reader = new AnswerReader((head, body) => bodies.push(`${head.status} ${body}`), limits)
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])]
  places.sort((one, other) => one - other)
  const reused = Buffer.alloc(bytes.length)
  try {
    for (const [index, start] of places.entries()) {
      const length = bytes.copy(reused, 0, start, places[index + 1] ?? start)
      if (length > 0) reader.read(reused.subarray(0, length))
      reused.fill('#')
    }
    if (ends) reader.end()
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error
    return { bodies, outcome: 'malformed' }
  }
  return { bodies, outcome: reader.isBetweenAnswers ? 'between answers' : 'in an answer' }
}

const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8')

const bodyText = fc.string({ unit: 'grapheme', maxLength: 60 })

const withLength = bodyText.map((body) => ({
  body,
  bytes: text('HTTP/1.1 200 OK', `Content-Length: ${Buffer.byteLength(body)}`, '', body),
}))

const chunked = fc.tuple(bodyText, fc.array(fc.nat(59), { maxLength: 4 })).map(([body, cuts]) => {
  const whole = Buffer.from(body)
  const places = [...new Set([0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length])]
  places.sort((one, other) => one - other)
  const chunks = places.flatMap((start, index) => {
    const chunk = whole.subarray(start, places[index + 1] ?? start)
    return chunk.length === 0
      ? []
      : [Buffer.from(`${chunk.length.toString(16)};x=1\r\n`), chunk, Buffer.from('\r\n')]
  })
  const head = text('HTTP/1.1 200', 'transfer-encoding: chunked', 'x:', '', '')
  return { body, bytes: Buffer.concat([head, ...chunks, Buffer.from('0\r\n\r\n')]) }
})

const provisional = fc.constantFrom(Buffer.alloc(0), text('HTTP/1.1 100 Continue', '', ''))

const answers = fc.array(
  fc
    .tuple(provisional, fc.oneof(withLength, chunked))
    .map(([before, { body, bytes }]) => ({ body, bytes: Buffer.concat([before, bytes]) })),
  { minLength: 1, maxLength: 3 },
)

test('answers are read the same wherever their bytes are cut', () => {
  fc.assert(
    fc.property(answers, fc.array(fc.nat(), { maxLength: 40 }), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map((answer) => answer.bytes))
      expect(read(bytes, cuts)).toEqual({
        bodies: sent.map(({ body }) => `200 ${body}`),
        outcome: 'between answers',
      })
    }),
  )
})

test('byte by byte as well', () => {
  const bytes = text('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '3', 'abc', '0', '', '')
  const everywhere = Array.from(bytes, (_byte, index) => index)
  expect(read(bytes, everywhere)).toEqual({ bodies: ['200 abc'], outcome: 'between answers' })
})

test('an answer that is not whole is none', () => {
  fc.assert(
    fc.property(fc.oneof(withLength, chunked), fc.nat(), fc.array(fc.nat()), ({ bytes }, length, cuts) => {
      const part = bytes.subarray(0, length % bytes.length)
      expect(read(part, cuts).bodies).toEqual([])
      expect(read(part, cuts, true).outcome).toBe(part.length > 0 ? 'malformed' : 'between answers')
    }),
  )
})

test('bytes of any kind give answers or a fault, and the same ones wherever they are cut', () => {
  const part = fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.0 200 OK\r\n',
    'content-length: 2\r\n',
    'content-length: 3\r\n',
    'transfer-encoding: chunked\r\n',
    'x: y\r\n',
    '\r\n',
    '{}',
    '2\r\n',
    '0\r\n',
    '\n',
    ' ',
  )
  const bytes = fc.oneof(
    fc.array(part, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''))),
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  )
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 20 }), fc.boolean(), (sent, cuts, ends) => {
      expect(read(sent, cuts, ends)).toEqual(read(sent, [], ends))
    }),
  )
})

test('a body without a length ends with the connection', () => {
  const bytes = text('HTTP/1.0 200 OK', '', '{"data"', ':1}')
  expect(read(bytes)).toEqual({ bodies: [], outcome: 'in an answer' })
  expect(read(bytes, [30, 31], true).bodies).toEqual(['200 {"data"\r\n:1}'])
})

test.for([
  ['no HTTP', ['hello', '', '']],
  ['another version', ['HTTP/2 200 OK', '', '']],
  ['another protocol', ['HTTP/1.1 101 Switching Protocols', 'upgrade: x', '', '']],
  ['a status of two digits', ['HTTP/1.1 20 OK', '', '']],
  ['a blank before the status line', [' HTTP/1.1 200 OK', '', '']],
  ['a bare line feed', ['HTTP/1.1 200 OK\ncontent-length: 0', '', '']],
  ['a bare carriage return', ['HTTP/1.1 200 OK', 'x: a\rcontent-length: 0', '', '']],
  ['a NUL', ['HTTP/1.1 200 OK', 'x: a\0', '', '']],
  ['a folded header', ['HTTP/1.1 200 OK', 'x: a', ' b: c', '', '']],
  ['a blank in the name of a header', ['HTTP/1.1 200 OK', 'content-length : 0', '', '']],
  ['a header without a colon', ['HTTP/1.1 200 OK', 'content-length', '', '']],
  ['two lengths', ['HTTP/1.1 200 OK', 'content-length: 2', 'content-length: 2', '', '{}']],
  ['a list of lengths', ['HTTP/1.1 200 OK', 'content-length: 2, 2', '', '{}']],
  ['a length and chunks', ['HTTP/1.1 200 OK', 'content-length: 2', 'transfer-encoding: chunked', '', '{}']],
  ['a negative length', ['HTTP/1.1 200 OK', 'content-length: -1', '', '']],
  ['a length with a sign', ['HTTP/1.1 200 OK', 'content-length: +2', '', '{}']],
  ['a length in hexadecimal', ['HTTP/1.1 200 OK', 'content-length: 0x2', '', '{}']],
  ['a length that is too long', ['HTTP/1.1 200 OK', 'content-length: 2001', '', '']],
  ['an unknown encoding', ['HTTP/1.1 200 OK', 'transfer-encoding: gzip, chunked', '', '']],
  ['chunks in HTTP/1.0', ['HTTP/1.0 200 OK', 'transfer-encoding: chunked', '', '0', '', '']],
  [
    'a chunk that is longer than it says',
    ['HTTP/1.1 200', 'transfer-encoding: chunked', '', '1', 'ab', '0', '', ''],
  ],
  ['a chunk of no length', ['HTTP/1.1 200', 'transfer-encoding: chunked', '', ';a=1', '']],
  ['chunks that are too long together', ['HTTP/1.1 200', 'transfer-encoding: chunked', '', 'ffffffff', '']],
  ['a trailer', ['HTTP/1.1 200', 'transfer-encoding: chunked', '', '0', 'content-length: 5', '', '']],
  ['headers without end', ['HTTP/1.1 200 OK', `x: ${'y'.repeat(400)}`]],
  ['a chunk line without end', ['HTTP/1.1 200', 'transfer-encoding: chunked', '', `1;${'y'.repeat(300)}`]],
  ['provisional answers without end', Array(20).fill('HTTP/1.1 102 Processing\r\n')],
] as const)('%s is refused, wherever it is cut', ([, lines]) => {
  const bytes = text(...lines)
  expect(read(bytes)).toEqual({ bodies: [], outcome: 'malformed' })
  for (let cut = 1; cut < bytes.length; cut += 7) expect(read(bytes, [cut]).outcome).toBe('malformed')
})
