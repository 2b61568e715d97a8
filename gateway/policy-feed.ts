import { setTimeout as sleep } from 'node:timers/promises'
import { compilePolicySet, nextPolicySet } from '#policies/compile.ts'
import type { PolicyContent, PolicySet } from '#policies/model.ts'
import { acknowledgeEpochs } from './acknowledge-epochs.ts'
import { followChanges } from './change-feed.ts'
import { policyClient } from './policy-client.ts'
import type { PolicyClient } from './policy-client.ts'
import { policyLease } from './policy-lease.ts'

export interface PolicyFeedOptions {
  /** Of the policy subgraph's GraphQL endpoint; its `/changes` is beside it. */
  readonly url: string
  readonly credential: string
  /** Steady, in milliseconds. */
  readonly clock?: { now(): number }
  /** One line for each failure, without personal data. */
  readonly log?: (line: string) => void
}

export interface PolicyFeed {
  /** The policies to decide from; null, which answers POLICY_STALE, where they are not known to be in force. */
  current(): PolicySet | null
  /** Resolves when policies have been loaded for the first time; rejects when the feed is closed before. */
  readonly ready: Promise<void>
  close(): Promise<void>
}

const retryMs = 100
const loadTimeoutMs = 5_000

/** Loads the policies from the policy subgraph, and again whenever it announces an epoch. */
export function followPolicies(options: PolicyFeedOptions): PolicyFeed {
  const { url, credential, clock = performance, log } = options
  const client = policyClient(options)
  const closing = new AbortController()
  const lease = policyLease()
  const ready = Promise.withResolvers<void>()
  // Whoever starts a gateway may close it without having waited for this.
  ready.promise.catch(() => undefined)
  let loading: Promise<void> | null = null
  let held: HeldPolicies | null = null

  async function load(): Promise<void> {
    while (lease.isBehind() && !closing.signal.aborted) {
      try {
        const askedAt = clock.now()
        const loaded = await readPolicies(client, held)
        if (lease.loaded(loaded.policySet, askedAt)) {
          held = loaded
          ready.resolve()
          acknowledging.wake()
        }
      } catch (error) {
        if (!closing.signal.aborted) log?.(`${url}: ${error instanceof Error ? error.message : 'failed'}`)
      }
      if (lease.isBehind()) await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
    loading = null
  }

  const acknowledging = acknowledgeEpochs({
    url,
    credential,
    epoch: () => lease.heldEpoch(),
    onConfirmed: (epoch, askedAt) => lease.confirmed(epoch, askedAt),
    clock,
    log,
  })
  const changes = followChanges({
    url: new URL('changes', url).href,
    credential,
    log,
    onChange: ({ data }) => {
      lease.announced(epochOf(data))
      loading ??= load()
    },
    // It may have been long on its way, and keeps the connection only.
    onHeartbeat: () => undefined,
  })

  return {
    current: () => lease.current(clock.now()),
    ready: ready.promise,
    async close() {
      closing.abort()
      ready.reject(new Error('The feed of policies was closed.'))
      await Promise.all([changes.close(), acknowledging.close(), client.close()])
      await loading
    },
  }
}

function epochOf(data: unknown): number {
  if (typeof data === 'object' && data !== null && 'epoch' in data && Number.isSafeInteger(data.epoch)) {
    return Number(data.epoch)
  }
  throw new Error('the feed of changes announced no epoch')
}

/** What this node holds, and by which hash the subgraph knows it. */
interface HeldPolicies {
  readonly policySet: PolicySet
  readonly hash: string | null
}

/** As the subgraph answers; `isDifference`: without the agreements that stand as they are held. */
interface ToldPolicies extends PolicyContent {
  readonly hash: string | null
  readonly isDifference: boolean
}

const policySetQuery = `query ($after: String) {
  policySet(after: $after) { epoch hash isDifference agreements applications { id consumer defaultPermission } }
}`

/** After most epochs one agreement has changed: reading and compiling all of them anew would hold up every request. */
async function readPolicies(client: PolicyClient, held: HeldPolicies | null): Promise<HeldPolicies> {
  const variables = { after: held?.hash ?? null }
  const { statusCode, text } = await client.ask({ query: policySetQuery, variables }, loadTimeoutMs)
  if (statusCode !== 200) throw new Error(`the policies were answered with ${statusCode}`)
  // The subgraph is ours and its schema has no nullable lists: what does not fit throws here, and grants nothing.
  const { policySet: told }: { policySet: ToldPolicies } = JSON.parse(text).data
  const content = { ...told, epoch: epochOf(told) }
  if (!told.isDifference) return { policySet: compilePolicySet(content), hash: told.hash }
  if (held === null) throw new Error('the policies were answered as a difference from nothing')
  return { policySet: nextPolicySet(held.policySet, content), hash: told.hash }
}
