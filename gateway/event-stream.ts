export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly event: string
  readonly data: string
  /** The last id that the stream has given, in this event or an earlier one. */
  readonly id: string | null
}

const maxBufferedCharacters = 1024 * 1024

/**
 * Reads a `text/event-stream` (HTML standard, 9.2.6) that comes in pieces cut anywhere, also within a character or a
 * line end. `push` gives each event as soon as it is complete; an unfinished one at the end of the stream is dropped.
 */
export function eventStreamReader(onEvent: (event: ServerSentEvent) => void): {
  push(bytes: Uint8Array): void
} {
  // Also takes a byte order mark away.
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  let id: string | null = null

  function readLine(line: string): void {
    if (line === '') {
      dispatch()
      return
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  function dispatch(): void {
    const complete = { event: event === '' ? 'message' : event, data: data.join('\n'), id }
    const isEvent = data.length > 0
    event = ''
    data = []
    if (isEvent) onEvent(complete)
  }

  return {
    push(bytes) {
      // A carriage return at the very end may be the first half of a line end.
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      if (rest.length > maxBufferedCharacters) throw new Error('A line of the event stream is too long.')
      for (const line of lines) readLine(line)
    },
  }
}
