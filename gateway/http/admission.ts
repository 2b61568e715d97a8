import type { ServerResponse } from 'node:http'
import { DagrError } from '../errors.ts'

export interface Admission {
  isOpen(): boolean
  /** Throws `OVERLOADED` when full, so that a body need not be read first. */
  assertOpen(): void
  /**
   * Counts a request until its response is sent or its connection is gone. Throws `OVERLOADED` when full. To be called
   * when the body is there: whoever sends one slowly, or never, takes nobody's place.
   */
  enter(response: ServerResponse): void
  count(): number
}

export interface RequestCounter {
  readonly entered: () => void
  readonly answered: () => void
}

/**
 * Lets in as many requests as may be in flight at that moment: beyond that the gateway says so early instead of late.
 */
export function admission(limit: () => number, counter?: RequestCounter): Admission {
  let inFlight = 0
  const isOpen = (): boolean => inFlight < limit()
  function assertOpen(): void {
    if (isOpen()) return
    throw new DagrError('OVERLOADED', 'Too many requests at once: try again later', { retryAfter: 1 })
  }
  const leave = (): void => {
    inFlight -= 1
    counter?.answered()
  }
  return {
    isOpen,
    assertOpen,
    enter(response) {
      assertOpen()
      inFlight += 1
      counter?.entered()
      response.once('close', leave)
    },
    count: () => inFlight,
  }
}
