/** What a client needs to know of the head of an HTTP/1.1 answer. */
export interface AnswerHead {
  readonly status: number
  /** Bytes of the body; null where it is chunked, or ends with the connection. */
  readonly length: number | null
  readonly chunked: boolean
  /** Whether another request may follow on the same connection. */
  readonly persistent: boolean
  /** Seconds for which the server keeps an idle connection, by its own word. */
  readonly idleSeconds: number | null
  readonly contentType: string
  readonly compressed: boolean
  /** `DAGR-Source-Position`. */
  readonly position: string | null
  /** `DAGR-Request`: the request that is answered, by the word of a server that repeats it. */
  readonly request: string | null
}

/** The connection cannot be trusted any more: whatever was asked on it has failed. */
export class MalformedAnswer extends Error {}

/** No fault of the server, perhaps, but more than is read. */
export class TooLongAnswer extends MalformedAnswer {}

const tokenCharacters = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Latin-1 without control characters, but for the tab. */
const fieldText = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Reads status line and header fields; `text` is Latin-1, without the empty line at its end. @throws MalformedAnswer for
 * whatever two readers could understand in two ways: other line ends, folded lines, two lengths, unknown encodings.
 */
export function readAnswerHead(text: string): AnswerHead {
  let end = text.indexOf('\r\n')
  if (end === -1) end = text.length
  const { status, minor } = readStatusLine(text.slice(0, end))
  let length: number | null = null
  let encoding: string | null = null
  let connection: string | null = null
  let keepAlive = ''
  let contentType = ''
  let compressed = false
  let position: string | null = null
  let request: string | null = null
  while (end < text.length) {
    const start = end + 2
    end = text.indexOf('\r\n', start)
    if (end === -1) end = text.length
    const colon = text.indexOf(':', start)
    if (colon === -1 || colon >= end) throw new MalformedAnswer('answered with a malformed header')
    const name = text.slice(start, colon)
    if (!tokenCharacters.test(name)) throw new MalformedAnswer('answered with a malformed header')
    const value = text.slice(colon + 1, end).trim()
    if (!fieldText.test(value)) throw new MalformedAnswer('answered with a malformed header')
    switch (name.toLowerCase()) {
      case 'content-length':
        if (length !== null) throw new MalformedAnswer('answered with two lengths')
        length = readLength(value)
        break
      case 'transfer-encoding':
        if (encoding !== null || value.toLowerCase() !== 'chunked')
          throw new MalformedAnswer('answered in an unknown transfer encoding')
        encoding = value
        break
      case 'connection':
        connection = connection === null ? value.toLowerCase() : `${connection},${value.toLowerCase()}`
        break
      case 'keep-alive':
        keepAlive = value
        break
      case 'content-type':
        contentType = value
        break
      case 'content-encoding':
        compressed ||= value.toLowerCase() !== 'identity'
        break
      case 'dagr-source-position':
        if (position !== null) throw new MalformedAnswer('answered with two positions')
        position = value
        break
      case 'dagr-request':
        if (request !== null) throw new MalformedAnswer('answered two requests at once')
        request = value
    }
  }
  if (length !== null && encoding !== null) throw new MalformedAnswer('answered with two lengths')
  if (minor === 0 && encoding !== null) throw new MalformedAnswer('answered in an unknown transfer encoding')
  const bodiless = status < 200 || status === 204 || status === 304
  const endsWithConnection = !bodiless && length === null && encoding === null
  return {
    status,
    length: bodiless ? 0 : length,
    chunked: !bodiless && encoding !== null,
    persistent: minor === 1 && !endsWithConnection && !mentionsClose(connection),
    idleSeconds: readIdleSeconds(keepAlive),
    contentType,
    compressed,
    position,
    request,
  }
}

function readStatusLine(line: string): { status: number; minor: number } {
  const match = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(line)
  if (match === null) throw new MalformedAnswer('answered something other than HTTP/1.1')
  const status = Number(match[2])
  if (status === 101) throw new MalformedAnswer('answered in another protocol')
  return { status, minor: Number(match[1]) }
}

function readLength(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new MalformedAnswer('answered with a malformed length')
  return Number(value)
}

function mentionsClose(connection: string | null): boolean {
  if (connection === null || connection === 'keep-alive') return false
  return connection.split(',').some((option) => option.trim() === 'close')
}

function readIdleSeconds(keepAlive: string): number | null {
  const seconds = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/.exec(keepAlive)
  return seconds === null ? null : Number(seconds[1])
}
