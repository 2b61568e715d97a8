import { setTimeout as sleep } from 'node:timers/promises'
import type { OtlpTraces } from './otlp.ts'

/** The receiver did not take what it was sent; its message repeats nothing of either. */
export class ExportFailed extends Error {
  override name = 'ExportFailed'
}

export interface OtlpEndpoint {
  /** Base address; `/v1/traces` is appended. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Longest wait for one answer. */
  readonly timeoutMs?: number
  /** How often it is tried before it is given up. */
  readonly attempts?: number
  /** Wait before the second attempt; it doubles with each. */
  readonly backoffMs?: number
}

/** Answers after which OTLP/HTTP wants the same request sent again. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504])
const longestWaitMs = 60_000

/**
 * Resolves when the receiver has confirmed every span, as *Logboek Dataverwerkingen* asks of a log. What it may have
 * taken before its confirmation was lost is sent again: at least once, with the same span ids.
 * @throws ExportFailed
 */
export async function sendTraces(endpoint: OtlpEndpoint, traces: OtlpTraces): Promise<void> {
  const { attempts = 6, backoffMs = 1_000 } = endpoint
  const body = JSON.stringify(traces)
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(endpoint, body)
    if (answer === 'taken') return
    if (attempt === attempts)
      throw new ExportFailed(`The receiver was tried ${attempts} times: ${answer.problem}`)
    await sleep(Math.min(answer.retryAfterMs ?? backoffMs * 2 ** (attempt - 1), longestWaitMs))
  }
}

interface Again {
  readonly problem: string
  readonly retryAfterMs: number | null
}

async function post(
  { url, headers, timeoutMs = 10_000 }: OtlpEndpoint,
  body: string,
): Promise<'taken' | Again> {
  let response: Response
  let answer: string
  try {
    response = await fetch(`${url.replace(/\/$/, '')}/v1/traces`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    answer = await response.text()
  } catch {
    return { problem: 'no answer', retryAfterMs: null }
  }
  if (retryable.has(response.status))
    return {
      problem: `HTTP ${response.status}`,
      retryAfterMs: secondsOf(response.headers.get('retry-after')),
    }
  if (!response.ok) throw new ExportFailed(`The receiver answered HTTP ${response.status}`)
  const rejected = rejectedIn(answer)
  if (rejected > 0) throw new ExportFailed(`The receiver rejected ${rejected} spans`)
  return 'taken'
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null
}

/** `partialSuccess.rejectedSpans`, a number or its digits; a receiver that says nothing has taken all. */
function rejectedIn(answer: string): number {
  if (answer.trim() === '') return 0
  try {
    const body: { partialSuccess?: { rejectedSpans?: number | string } | null } | null = JSON.parse(answer)
    return Number(body?.partialSuccess?.rejectedSpans ?? 0)
  } catch {
    throw new ExportFailed('The receiver answered something that is not OTLP')
  }
}
