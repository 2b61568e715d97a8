import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { policyClient } from './policy-client.ts'

export interface AcknowledgeOptions {
  /** Of the policy subgraph's GraphQL endpoint. */
  readonly url: string
  readonly credential: string
  /** The epoch that this node holds, and decides from while it is in force; null while it holds none. */
  epoch(): number | null
  /** That epoch was in force at a moment after `askedAt`. */
  onConfirmed(epoch: number, askedAt: number): void
  /** Steady, in milliseconds. */
  readonly clock: { now(): number }
  /** One line for each failure that does not follow on another, without personal data. */
  readonly log?: ((line: string) => void) | undefined
}

export interface Acknowledging {
  /** There is another epoch to acknowledge. */
  wake(): void
  close(): Promise<void>
}

const everyMs = 500
/** Longer than that, the answer would confirm little. */
const timeoutMs = 1_000

const acknowledgement = 'mutation ($node: ID!, $epoch: Int!) { acknowledgeEpoch(node: $node, epoch: $epoch) }'

/**
 * Tells the policy subgraph which epoch this node acts on: at once when it is another one, and twice a second.
 * INVARIANT: no answer that was confirmed in an earlier epoch leaves after its acknowledgement is sent.
 */
export function acknowledgeEpochs(options: AcknowledgeOptions): Acknowledging {
  const { url, clock, log } = options
  const client = policyClient(options)
  const node = randomUUID()
  const closing = new AbortController()
  let awaited = Promise.withResolvers<void>()
  let hasFailed = false

  async function acknowledge(epoch: number): Promise<void> {
    const askedAt = clock.now()
    const question = { query: acknowledgement, variables: { node, epoch } }
    const { statusCode, text } = await client.ask(question, timeoutMs)
    if (statusCode !== 200) throw new Error(`an acknowledgement was answered with ${statusCode}`)
    const { data } = JSON.parse(text)
    if (typeof data?.acknowledgeEpoch !== 'boolean') throw new Error('an acknowledgement was not understood')
    if (data.acknowledgeEpoch) options.onConfirmed(epoch, askedAt)
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      awaited = Promise.withResolvers<void>()
      const epoch = options.epoch()
      // What was confirmed in this turn of the event loop, before this epoch was taken, is on its way after it.
      await nextTurn()
      try {
        if (epoch !== null) await acknowledge(epoch)
        hasFailed = false
      } catch (error) {
        if (!hasFailed && !closing.signal.aborted) {
          log?.(`${url}: ${error instanceof Error ? error.message : 'failed'}`)
        }
        hasFailed = true
      }
      const pause = sleep(everyMs, undefined, { signal: closing.signal }).catch(() => undefined)
      await Promise.race([awaited.promise, pause])
    }
  }

  const running = run()
  return {
    wake() {
      awaited.resolve()
    },
    async close() {
      closing.abort()
      await client.close()
      await running
    },
  }
}
