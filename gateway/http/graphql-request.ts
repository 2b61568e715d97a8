import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { GraphQLRequest } from '../stages/parse.ts'
import { callerSignal } from './caller-signal.ts'
import type { RequestParameters } from './read-request.ts'

/** What came over HTTP, as the pipeline takes it. */
export class HttpRequest implements GraphQLRequest {
  readonly body: RequestParameters
  readonly method: 'GET' | 'POST'
  readonly headers: GraphQLRequest['headers']
  readonly remoteAddress: string
  readonly receivedAt = new Date()
  readonly #response: ServerResponse
  #signal: AbortSignal | null = null

  constructor(
    method: 'GET' | 'POST',
    headers: IncomingHttpHeaders,
    body: RequestParameters,
    remoteAddress: string,
    response: ServerResponse,
  ) {
    this.body = body
    this.method = method
    this.headers = requestHeaders(headers)
    this.remoteAddress = remoteAddress
    this.#response = response
  }

  /** Made when it is first asked for: what is answered from memory needs none. */
  get signal(): AbortSignal {
    this.#signal ??= callerSignal(this.#response)
    return this.#signal
  }
}

/** The headers that the pipeline knows. */
export function requestHeaders(headers: IncomingHttpHeaders): GraphQLRequest['headers'] {
  return {
    authorization: headers.authorization,
    accept: headers.accept,
    'x-dagr-permission': textOf(headers['x-dagr-permission']),
    'dagr-case': caseReference(headers['dagr-case']),
    'dagr-on-denied': textOf(headers['dagr-on-denied']),
    'dagr-deadline-ms': textOf(headers['dagr-deadline-ms']),
    'dagr-freshness': textOf(headers['dagr-freshness']),
    traceparent: textOf(headers['traceparent']),
  }
}

/** Node joins a header that comes twice into one text. */
export function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** HTTP hands header bytes on as Latin-1; a case reference may be written in UTF-8. */
function caseReference(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value
}
