import type { ServerResponse } from 'node:http'

/**
 * Aborted when the caller is gone before the answer is. It hangs on the response: the request is closed as soon as its body is
 * read.
 */
export function callerSignal(response: ServerResponse): AbortSignal {
  if (response.destroyed) return AbortSignal.abort()
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}
