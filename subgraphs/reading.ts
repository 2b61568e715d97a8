import type { Connector, KeysRequest, RequestOptions, Row, SearchRequest } from '#connectors/connector.ts'

export interface ReadingRequest {
  readonly signal: AbortSignal
  /** When what is read is of no use any more, by `performance.now()`; Infinity for never. */
  readonly deadline: number
}

/** One request's way to its source. */
export interface Reading {
  fetchByKeys(request: KeysRequest): Promise<Row[]>
  search(request: SearchRequest): Promise<Row[]>
  /** Calls `send` with everything else that waits for the next level. */
  schedule(send: () => void): void
}

/**
 * Reads level by level: batches wait until every statement under way has answered and whoever waited for it has asked
 * for more. So a level costs one statement a table, also where its keys come from answers that arrive one by one.
 */
export function openReading(connector: Connector, { signal, deadline }: ReadingRequest): Reading {
  let underWay = 0
  let waiting: (() => void)[] = []

  function sendLevel(): void {
    if (underWay > 0) return
    const level = waiting
    waiting = []
    for (const send of level) send()
  }

  function options(): RequestOptions {
    return deadline === Infinity ? { signal } : { signal, timeoutMs: deadline - performance.now() }
  }

  async function counted<Answer>(answer: Promise<Answer>): Promise<Answer> {
    underWay++
    try {
      return await answer
    } finally {
      underWay--
      afterPromises(sendLevel)
    }
  }

  return {
    fetchByKeys: (request) => counted(connector.fetchByKeys(request, options())),
    search: (request) => counted(Array.fromAsync(connector.search(request, options()))),
    schedule(send) {
      waiting.push(send)
      afterPromises(sendLevel)
    },
  }
}

/** After all promises that are settled by then have been heard; the way of DataLoader itself. */
function afterPromises(call: () => void): void {
  queueMicrotask(() => process.nextTick(call))
}
