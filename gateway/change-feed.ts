import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'undici'
import { eventStreamReader } from './event-stream.ts'
import type { ServerSentEvent } from './event-stream.ts'

/** One change as a subgraph announces it. */
export interface Change {
  /** The place in the feed after it. */
  readonly cursor: string
  readonly data: unknown
}

export interface ChangeFeedOptions {
  /** Of the subgraph's `/changes`. */
  readonly url: string
  /** Left out where subgraphs ask for none. */
  readonly credential?: string | undefined
  /** Where to go on; null: from the present state on. */
  readonly cursor?: string | null
  /** What is called below, until this is called again, is of the connection that is asked for now. */
  readonly onConnecting?: (resumes: boolean) => void
  readonly onConnected?: (headers: Readonly<Record<string, unknown>>) => void
  /** The source follows from here on: what was before, or after the cursor that was asked for, is not told. */
  readonly onBegin?: (begin: Change) => void
  /**
   * Called in the order of the feed; a change that comes again after a reconnection has the cursor of the last one.
   * Whatever a call-back throws ends the connection; a `FeedGap` also forgets the cursor.
   */
  readonly onChange: (change: Change) => void
  /** The source says that everything until now has been passed on. */
  readonly onHeartbeat: (data: unknown) => void
  /** The connection ended, failed or fell silent, or was refused with this status. */
  readonly onLost?: (status: number | null) => void
  /** A connection that tells nothing for longer is given up for a new one. */
  readonly silenceMs?: number
  /** A connection is replaced after so long, without being lost. */
  readonly renewMs?: number
  /** One line for each connection that failed, without personal data; `status` where it was refused with one. */
  readonly log?: ((line: string, status: number | null) => void) | undefined
}

export interface ChangeFeed {
  /** No call-back is called any more. */
  close(): Promise<void>
}

/** What was told cannot be understood, and would not be another time: the feed is begun anew. */
export class FeedGap extends Error {}

const firstRetryMs = 50
const lastRetryMs = 1_000
/** Where there is no feed at all. */
const notFoundRetryMs = 10_000

/**
 * Follows the changes of one subgraph for as long as it is not closed: reconnects where the connection ends, fails or
 * falls silent, from the last change on. One connection after the other: nothing is told of one that has a successor.
 * Says nothing of how long that takes: whoever needs to know counts the time since the last call-back.
 */
export function followChanges(options: ChangeFeedOptions): ChangeFeed {
  const closing = new AbortController()
  const following = follow(options, closing.signal)
  return {
    async close() {
      closing.abort()
      await following
    },
  }
}

async function follow(options: ChangeFeedOptions, signal: AbortSignal): Promise<void> {
  const { origin, pathname } = new URL(options.url)
  const silenceMs = options.silenceMs ?? 2_000
  const client = new Client(origin, { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: silenceMs } })
  let cursor = options.cursor ?? null
  let retryMs = firstRetryMs

  const onEvent = ({ event, data, id }: ServerSentEvent): void => {
    if (signal.aborted) return
    if (event === 'heartbeat') {
      options.onHeartbeat(data === '' ? null : parsed(data))
      retryMs = firstRetryMs
      // Where nothing changes for long, so that the place is not forgotten.
      cursor = id ?? cursor
    }
    if (event !== 'change' && event !== 'begin') return
    // It would not come again after a reconnection.
    if (id === null) throw new FeedGap('the feed told a change without its place')
    const told = { cursor: id, data: parsed(data) }
    if (event === 'begin') options.onBegin?.(told)
    else options.onChange(told)
    cursor = id
  }

  while (!signal.aborted) {
    let end: Ending = { status: null, isRenewal: false }
    try {
      options.onConnecting?.(cursor !== null)
      end = await readFeed(client, { ...options, silenceMs, pathname, cursor }, signal, onEvent)
      if (end.status !== 200) throw new Error(`the feed of changes answered ${end.status}`)
    } catch (error) {
      if (error instanceof FeedGap) cursor = null
      if (!signal.aborted)
        options.log?.(`${options.url}: ${error instanceof Error ? error.message : 'failed'}`, end.status)
    }
    if (signal.aborted || end.isRenewal) continue
    options.onLost?.(end.status)
    if (end.status === 404) retryMs = notFoundRetryMs
    // Spread out, so that the gateways of a subgraph that comes back do not all come at once.
    await sleep(retryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
    retryMs = Math.min(retryMs * 2, lastRetryMs)
  }
  await client.destroy()
}

/** @throws FeedGap, whose message, unlike the parser's own, repeats nothing of the text: that may name people. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FeedGap('the feed told what is no JSON')
  }
}

interface Ending {
  readonly status: number | null
  readonly isRenewal: boolean
}

interface Connecting extends Pick<ChangeFeedOptions, 'credential' | 'onConnected' | 'renewMs'> {
  readonly silenceMs: number
  readonly pathname: string
  readonly cursor: string | null
}

/** Reads one connection to its end. @throws where it fails, falls silent, or a call-back throws. */
async function readFeed(
  client: Client,
  { credential, onConnected, renewMs = Infinity, silenceMs, pathname, cursor }: Connecting,
  closing: AbortSignal,
  onEvent: (event: ServerSentEvent) => void,
): Promise<Ending> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error('the feed of changes is silent')), silenceMs)
  const renewedAt = performance.now() + renewMs
  try {
    const { statusCode, headers, body } = await client.request({
      method: 'GET',
      path: pathname,
      headers: headersOf(credential, cursor),
      signal: AbortSignal.any([closing, silence.signal]),
    })
    if (statusCode !== 200) {
      await body.dump()
      return { status: statusCode, isRenewal: false }
    }
    onConnected?.(headers)
    const reader = eventStreamReader((event) => {
      timer.refresh()
      onEvent(event)
    })
    for await (const bytes of body) {
      reader.push(bytes)
      if (performance.now() > renewedAt) return { status: statusCode, isRenewal: true }
    }
    return { status: statusCode, isRenewal: false }
  } finally {
    clearTimeout(timer)
  }
}

function headersOf(credential: string | undefined, cursor: string | null): Record<string, string> {
  return {
    accept: 'text/event-stream',
    ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
    ...(cursor !== null && { 'last-event-id': cursor }),
  }
}
