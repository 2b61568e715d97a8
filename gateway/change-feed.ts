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
  readonly credential: string
  /** Where to go on; null: from the present state on. */
  readonly cursor?: string | null
  /** Called in the order of the feed; a change that comes again after a reconnection has the cursor of the last one. */
  readonly onChange: (change: Change) => void
  /** The source says that everything until now has been passed on. */
  readonly onHeartbeat: () => void
  /** A connection that is silent for longer is given up for a new one. */
  readonly silenceMs?: number
  /** One line for each connection that failed, without personal data. */
  readonly log?: ((line: string) => void) | undefined
}

export interface ChangeFeed {
  /** No call-back is called any more. */
  close(): Promise<void>
}

const firstRetryMs = 50
const lastRetryMs = 1_000

/**
 * Follows the changes of one subgraph for as long as it is not closed: reconnects where the connection ends, fails or
 * falls silent, from the last change on. Says nothing of how long that takes: whoever needs to know counts the time
 * since the last call-back.
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
  const client = new Client(origin, {
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    connect: { timeout: silenceMs },
  })
  let cursor = options.cursor ?? null
  let retryMs = firstRetryMs

  const onEvent = ({ event, data, id }: ServerSentEvent): void => {
    if (signal.aborted) return
    retryMs = firstRetryMs
    if (event === 'heartbeat') options.onHeartbeat()
    if (event !== 'change' || id === null) return
    options.onChange({ cursor: id, data: JSON.parse(data) })
    cursor = id
  }

  while (!signal.aborted) {
    try {
      await readFeed(client, pathname, headersOf(options.credential, cursor), signal, onEvent)
    } catch (error) {
      if (!signal.aborted)
        options.log?.(`${options.url}: ${error instanceof Error ? error.message : 'failed'}`)
    }
    // Spread out, so that the gateways of a subgraph that comes back do not all come at once.
    await sleep(retryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
    retryMs = Math.min(retryMs * 2, lastRetryMs)
  }
  await client.destroy()
}

function headersOf(credential: string, cursor: string | null): Record<string, string> {
  return {
    authorization: `Bearer ${credential}`,
    accept: 'text/event-stream',
    ...(cursor !== null && { 'last-event-id': cursor }),
  }
}

async function readFeed(
  client: Client,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  onEvent: (event: ServerSentEvent) => void,
): Promise<void> {
  const { statusCode, body } = await client.request({ method: 'GET', path, headers, signal })
  if (statusCode !== 200) {
    await body.dump()
    throw new Error(`the feed of changes answered ${statusCode}`)
  }
  const reader = eventStreamReader(onEvent)
  for await (const bytes of body) reader.push(bytes)
}
