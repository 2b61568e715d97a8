import { statusOf, type DagrError, type ErrorCode, type MediaType } from '../errors.ts'
import type { Committed } from './commit.ts'

/** What goes over the wire. `body` is a complete GraphQL response in JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The code of a refusal, for metrics and logs; null where data is sent. */
  readonly code: ErrorCode | null
}

/**
 * The last stage: what was committed, as an HTTP answer in the media type that the caller accepts.
 * INVARIANT: data leaves only as `Committed`, which only the commit stage can make: durable before visible.
 */
export function respond(committed: Committed, accept: string | undefined): Answer {
  const mediaType = negotiate(accept) ?? 'application/json'
  if (committed.kind === 'released') {
    return { status: 200, headers: contentType(mediaType), body: committed.body, code: null }
  }
  return answerTo(committed.error, mediaType, committed.body)
}

/** The answer to a request that never became an operation: one error, no data, nothing to record. */
export function refusal(error: DagrError, mediaType: MediaType): Answer {
  return answerTo(error, mediaType, JSON.stringify({ errors: [error] }))
}

/**
 * The media type to answer in, by RFC 9110 quality values; null where the caller accepts neither.
 * Wildcards and silence mean `application/json`, the one that every client reads.
 */
export function negotiate(accept: string | undefined): MediaType | null {
  if (accept === undefined) return 'application/json'
  const usual = usualHeaders.get(accept)
  if (usual) return usual
  const ranges = accept.split(',').map(readRange)
  const offers = mediaTypes
    .map((mediaType) => ({ mediaType, range: mostSpecific(ranges, mediaType) }))
    .filter((offer) => offer.range !== undefined && offer.range.quality > 0)
    .toSorted((a, b) => compareRanges(b.range, a.range, ranges))
  return offers[0]?.mediaType ?? null
}

const mediaTypes: readonly MediaType[] = ['application/json', 'application/graphql-response+json']

const usualHeaders: ReadonlyMap<string, MediaType> = new Map([
  ['*/*', 'application/json'],
  ...mediaTypes.map((mediaType) => [mediaType, mediaType] as const),
])

interface Range {
  readonly type: string
  readonly quality: number
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  let quality = 1
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=', 2)
    if (name === 'q') quality = Number(value) || 0
    // The gateway answers in UTF-8 only: a range that asks for another charset matches nothing.
    if (name === 'charset' && !isUtf8Name(value)) quality = 0
  }
  return { type, quality }
}

export function isUtf8Name(charset: string): boolean {
  return /^"?utf-?8"?$/i.test(charset)
}

function mostSpecific(ranges: readonly Range[], mediaType: MediaType): Range | undefined {
  const wildcards = [mediaType, 'application/*', '*/*']
  return wildcards.map((type) => ranges.find((range) => range.type === type)).find((range) => range)
}

/** Higher quality first, a named type before a wildcard, then the caller's own order. */
function compareRanges(a: Range | undefined, b: Range | undefined, ranges: readonly Range[]): number {
  if (!a || !b) return 0
  if (a.quality !== b.quality) return a.quality - b.quality
  const named = Number(b.type.endsWith('*')) - Number(a.type.endsWith('*'))
  return named || ranges.indexOf(b) - ranges.indexOf(a)
}

function answerTo(error: DagrError, mediaType: MediaType, body: string): Answer {
  const status = error.status ?? statusOf(error.code, mediaType)
  const headers: Record<string, string> = contentType(mediaType)
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  if (status === 405) headers['allow'] = 'GET, POST'
  const retryAfter = error.retryAfter ?? (status === 503 ? 1 : null)
  if (retryAfter !== null) headers['retry-after'] = String(retryAfter)
  return { status, headers, body, code: error.code }
}

function contentType(mediaType: MediaType): Record<string, string> {
  return { 'content-type': `${mediaType}; charset=utf-8` }
}
