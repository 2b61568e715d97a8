import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** One change, unless `event` says otherwise; `cursor` is the place in the feed after it, in one line. */
export interface Change {
  event?: 'begin' | 'heartbeat'
  cursor: string
  data: unknown
}

/**
 * Everything after `cursor` (null: from now on, beginning with the present state), in order. `'heartbeat'`, at least
 * every 500 ms, says that the source was just asked and that the follower has everything: a source that cannot be
 * asked is silent, and its followers know within their lease.
 */
export type ChangeSource = (
  cursor: string | null,
  options: { signal: AbortSignal },
) => AsyncIterable<Change | 'heartbeat', void>

/**
 * Writes a feed of changes as server-sent events until the follower goes away, `closing` aborts, or the source ends or fails.
 * A follower that reads slowly holds the source back; nothing piles up here.
 */
export async function streamChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  changes: ChangeSource,
  options: { closing: AbortSignal; onFailure: (error: unknown) => void },
): Promise<void> {
  const cameAt = performance.now()
  reply.hijack()
  const response = reply.raw
  const gone = new AbortController()
  response.once('close', () => {
    gone.abort()
  })
  const signal = AbortSignal.any([gone.signal, options.closing])
  signal.addEventListener('abort', () => {
    // Also where the source takes its time to notice: the server waits for this answer to end.
    response.end()
  })
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // By which followers understand the moments in the events, however long these are on their way.
    'dagr-source-clock': String(cameAt),
  })
  response.flushHeaders()
  try {
    for await (const change of changes(cursorOf(request), { signal })) {
      if (signal.aborted) break
      if (!response.write(eventOf(change))) await once(response, 'drain', { signal })
    }
  } catch (error) {
    // The follower sees the stream end, and asks again from its cursor.
    if (!signal.aborted) options.onFailure(error)
  } finally {
    response.end()
  }
}

function cursorOf(request: FastifyRequest): string | null {
  const cursor = request.headers['last-event-id']
  return typeof cursor === 'string' && cursor !== '' ? cursor : null
}

function eventOf(change: Change | 'heartbeat'): string {
  if (change === 'heartbeat') return 'event: heartbeat\ndata:\n\n'
  // JSON has no line breaks of its own, and a cursor must not have any: the format ends a field with them.
  const { event = 'change', cursor, data } = change
  return `id: ${cursor.replaceAll(/[\r\n]/g, '')}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
