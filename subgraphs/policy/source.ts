import DataLoader from 'dataloader'
import { Pool } from 'pg'
import { rigaDay } from '#audit/riga-day.ts'
import { actingAs } from '#audit/roles.ts'
import { readUseCounts } from '#audit/use-counts.ts'
import { activeConsents } from '#policies/consents.ts'
import type { Consent } from '#policies/consents.ts'
import type { Agreement, PolicyContent } from '#policies/model.ts'
import { readNewerContent } from '#policies/newer-content.ts'
import type { KeptContent } from '#policies/newer-content.ts'
import { readAgreement, readEpoch, readPolicyContent } from '#policies/store.ts'
import type { ChangeSource } from '../change-stream.ts'
import { epochChanges, watchEpoch } from './epoch-watch.ts'

export interface PolicySource {
  /** The database of policies, for stewards, consumers and residents. */
  readonly policies: Pool
  /** The same for gateways, whose leases must not wait for whoever searches. */
  readonly gateways: Pool
  /** The audit's, for what was asked and how often; only read. */
  readonly audit: Pool
  /** By which people are told apart who consent. */
  readonly consentKey: Buffer
  /** Everything that is in force, all of one epoch, for a gateway that holds what was in force under this hash, or nothing. */
  contentAfter(hash: string | null): Promise<ContentAfter>
  /** What follows from everything that is in force; worked out once an epoch. */
  derived<Value>(derive: (content: PolicyContent) => Value): Promise<Value>
  /** An agreement that is, or was, in force. */
  agreement(permission: string): Promise<Agreement | null>
  /** The number of the epoch in force and of each one that follows; followers need only the newest. */
  epochs: ChangeSource
  /** Rejects while the database cannot be asked. */
  health(): Promise<void>
  close(): Promise<void>
}

/** What a gateway needs to know to hold all of an epoch. */
export interface ContentAfter extends PolicyContent {
  /** Tells the epoch from one of the same number in another history; null where epochs had none. */
  readonly hash: string | null
  /** True: the agreements that stand as the gateway holds them are left out. */
  readonly isDifference: boolean
}

export interface PolicySourceOptions {
  /** Of the database of policies. */
  readonly url: string
  /** Of the audit's database. */
  readonly auditUrl: string
  /** 32 bytes. */
  readonly consentKey: Buffer
}

/** What is read and written for one request. */
export interface PolicyContext {
  readonly source: PolicySource
  /** Consents at this moment, one statement for all people that are asked for at once; by their codes. */
  readonly consents: DataLoader<readonly string[], readonly Consent[]>
  /** Uses of today, one statement for all permissions. */
  readonly uses: DataLoader<string, number>
}

const readTimeoutMs = 5_000

/** Opens the databases of policies and of the audit. They need not answer yet: until they do, the feed is silent. */
export function openPolicySource({ url, auditUrl, consentKey }: PolicySourceOptions): PolicySource {
  const policies = openPool(url)
  const gateways = openPool(url)
  const audit = openPool(actingAs(auditUrl, 'reader'))
  const watch = watchEpoch(url)
  const derivations = epochCache(policies)
  return {
    policies,
    gateways,
    audit,
    consentKey,
    contentAfter: followedContent(gateways),
    derived: derivations,
    agreement: (permission) => readAgreement(policies, permission),
    epochs: (cursor, { signal }) => epochChanges(cursor, watch, signal),
    async health() {
      await readEpoch(gateways)
    },
    async close() {
      await watch.close()
      await Promise.all([policies.end(), gateways.end(), audit.end()])
    },
  }
}

export function policyContext(source: PolicySource): PolicyContext {
  return {
    source,
    consents: new DataLoader((people) => activeConsents(source.gateways, source.consentKey, people), {
      cache: false,
    }),
    uses: new DataLoader(async (permissions) => {
      const reading = readUseCounts(source.audit, { permissions, day: rigaDay(new Date()) })
      const counts = await reading.catch(auditUnreadable)
      return permissions.map((permission) => counts.get(permission) ?? 0)
    }),
  }
}

/** The policies can be asked all the same: `SOURCE_UNREACHABLE` would say that they cannot. */
export function auditUnreadable(cause: unknown): never {
  throw new Error('The audit cannot be read', { cause })
}

function openPool(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 4,
    connectionTimeoutMillis: readTimeoutMs,
    query_timeout: readTimeoutMs,
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  return pool
}

/** Gateways that have missed more epochs than this are given all of it. */
const epochsRemembered = 20

/**
 * Gateways ask after each epoch, all at once: what has not changed is not read again, and not sent to one that holds it.
 * INVARIANT: an agreement that has not changed is the same object in one content and the next, and none is ever removed: what
 * is another object is all the difference.
 */
function followedContent(gateways: Pool): PolicySource['contentAfter'] {
  let kept: KeptContent | null = null
  let earlier: readonly KeptContent[] = []
  return async (hash) => {
    const newest = await readNewerContent(gateways, kept)
    if (newest !== kept) earlier = [newest, ...earlier].slice(0, epochsRemembered)
    kept = newest
    const { content } = newest
    const held = hash === null ? undefined : earlier.find((each) => each.hash === hash)
    if (held === undefined) return { ...content, hash: newest.hash, isDifference: false }
    const same = new Set(held.content.agreements)
    const agreements = content.agreements.filter((agreement) => !same.has(agreement))
    return { ...content, agreements, hash: newest.hash, isDifference: true }
  }
}

/** An epoch's content never changes: what follows from it is kept until there is another one. */
function epochCache(policies: Pool): PolicySource['derived'] {
  let kept: { readonly content: PolicyContent; readonly values: Map<unknown, unknown> } | null = null
  return async function derived<Value>(derive: (content: PolicyContent) => Value): Promise<Value> {
    const epoch = await readEpoch(policies)
    if (kept?.content.epoch !== epoch)
      kept = { content: await readPolicyContent(policies), values: new Map() }
    const { content, values } = kept
    if (!values.has(derive)) values.set(derive, derive(content))
    return values.get(derive) as Value
  }
}
