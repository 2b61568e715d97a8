import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { request } from 'undici'
import type { Agent } from 'undici'
import { postponeWebhook, takeDueWebhooks, webhookDelivered } from '#policies/webhook-outbox.ts'
import type { WebhookMessage } from '#policies/webhook-outbox.ts'
import { guardedAgent, refusalOf } from './webhook-address.ts'
import { signatureHeaders } from './webhook-signature.ts'

export interface WebhookDelivery {
  /** Breaks off what is under way; it is sent again by whoever delivers next. */
  close(): Promise<void>
}

export interface WebhookDeliveryOptions {
  /** Of the database of policies. It need not answer yet. */
  readonly url: string
  /** Whether webhooks may lead to private addresses, and by http to the loopback interface. */
  readonly allowsPrivate: boolean
  /** How often the outbox is looked at; a second unless said otherwise. */
  readonly everyMs?: number
  /** Before the first repetition; each later one waits twice as long, at most an hour. A second unless said otherwise. */
  readonly firstRetrySeconds?: number
  /** Hears of an attempt that failed; names the consumer, and nothing of what was said. */
  readonly onProblem?: (line: string) => void
}

const attemptTimeoutMs = 10_000
/** Longer than an attempt takes: a message that nobody gives account of is taken again. */
const leaseSeconds = 60
const longestRetrySeconds = 3_600
const messagesAtOnce = 20

/**
 * Delivers what the outbox holds, each message at least once and, for each consumer, in the order of epochs. Several may
 * run on one database. Beside the subgraph's requests: nothing waits for a receiver.
 */
export function deliverWebhooks(options: WebhookDeliveryOptions): WebhookDelivery {
  const { url, everyMs = 1_000, onProblem = () => undefined } = options
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  const agent = guardedAgent(options.allowsPrivate, attemptTimeoutMs)
  const closing = new AbortController()

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const delivered = await deliverDue({ ...options, pool, agent, signal: closing.signal }).catch(() => {
        onProblem('The outbox of webhooks cannot be read')
        return 0
      })
      // What waited for its predecessor is due as soon as that is delivered.
      if (delivered > 0) continue
      await sleep(everyMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  const running = run()
  return {
    async close() {
      closing.abort()
      await running
      await Promise.all([agent.close(), pool.end()])
    },
  }
}

interface Sending extends WebhookDeliveryOptions {
  readonly pool: Pool
  readonly agent: Agent
  readonly signal: AbortSignal
}

/** @returns how many were delivered. */
async function deliverDue(sending: Sending): Promise<number> {
  const messages = await takeDueWebhooks(sending.pool, { limit: messagesAtOnce, leaseSeconds })
  const outcomes = await Promise.all(messages.map((message) => deliver(message, sending)))
  return outcomes.filter((isDelivered) => isDelivered).length
}

async function deliver(message: WebhookMessage, sending: Sending): Promise<boolean> {
  const { pool, firstRetrySeconds = 1, onProblem } = sending
  const problem = await send(message, sending)
  if (problem === null) {
    await webhookDelivered(pool, message.id)
    return true
  }
  onProblem?.(`The webhook of ${message.consumer} has not taken epoch ${message.epoch}: ${problem}`)
  const seconds = Math.min(firstRetrySeconds * 2 ** (message.attempts - 1), longestRetrySeconds)
  await postponeWebhook(pool, message.id, seconds)
  return false
}

/** @returns null where the receiver has taken the message; otherwise why it has not. */
async function send(
  message: WebhookMessage,
  { agent, allowsPrivate, signal }: Sending,
): Promise<string | null> {
  const refused = refusalOf(message.url, allowsPrivate)
  if (refused !== null) return refused
  const body = JSON.stringify(bodyOf(message))
  const signed = { id: `dagr_${message.id}`, body, at: new Date() }
  try {
    // Redirects are not followed: they are answers that are not 2xx.
    const response = await request(message.url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', ...signatureHeaders(signed, message.secret) },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(attemptTimeoutMs)]),
    })
    await response.body.dump()
    return response.statusCode >= 200 && response.statusCode < 300 ? null : `status ${response.statusCode}`
  } catch (error) {
    return error instanceof Error ? error.message : 'it does not answer'
  }
}

const types = {
  active: 'agreement.changed',
  suspended: 'agreement.suspended',
  ended: 'agreement.ended',
} as const

/** As Standard Webhooks recommends it: what happened, when, and its data. */
function bodyOf({ payload }: WebhookMessage) {
  return { type: types[payload.status], timestamp: payload.at, data: payload }
}
