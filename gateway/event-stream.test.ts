import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventStreamReader } from './event-stream.ts'
import type { ServerSentEvent } from './event-stream.ts'

function eventsOf(pieces: readonly Uint8Array[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = []
  const reader = eventStreamReader((event) => events.push(event))
  for (const piece of pieces) reader.push(piece)
  return events
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const stream =
  '\uFEFFid: 7\r\nevent: change\r\ndata: {"name":\rdata: "Bērziņš 🌳"}\n\n' +
  ': a comment\nevent: heartbeat\ndata:\n\nevent: nothing\n\ndata:no space\nretry: 10\nid\n\nid: \0\ndata:  two\n\n' +
  'data: unfinished\n'

const expected: ServerSentEvent[] = [
  { id: '7', event: 'change', data: '{"name":\n"Bērziņš 🌳"}' },
  { id: '7', event: 'heartbeat', data: '' },
  { id: '', event: 'message', data: 'no space' },
  { id: '', event: 'message', data: ' two' },
]

test('reads events as the standard says', () => {
  expect(eventsOf([bytesOf(stream)])).toStrictEqual(expected)
})

test('reads the same events wherever the stream is cut', () => {
  const bytes = bytesOf(stream)
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
      const borders = [0, ...cuts.toSorted((one, other) => one - other), bytes.length]
      const pieces = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end))
      expect(eventsOf(pieces)).toStrictEqual(expected)
    }),
  )
  expect(eventsOf([...bytes].map((byte) => Uint8Array.of(byte)))).toStrictEqual(expected)
})

test('gives an event as soon as it is complete', () => {
  expect(eventsOf([bytesOf('data: a\n')])).toStrictEqual([])
  expect(eventsOf([bytesOf('data: a\n'), bytesOf('\n')])).toHaveLength(1)
})

test('refuses a line without an end', () => {
  expect(() => eventsOf([bytesOf('data: '), new Uint8Array(2_000_000).fill(97)])).toThrow('too long')
})
