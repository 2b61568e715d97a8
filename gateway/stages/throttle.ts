import type { Caller } from '#policies/model.ts'
import { DagrError } from '../errors.ts'
import { createAllowances } from '../operation/allowances.ts'
import type { Allowances } from '../operation/allowances.ts'
import { allNamedSubjects } from '../operation/named-subjects.ts'
import type { Authority } from './authorise.ts'
import type { Operation } from './parse.ts'
import type { Refused } from './refuse.ts'
import type { Released } from './release.ts'

/** What this node lets one permission and one application do in a time. */
export interface Throttle {
  readonly requests: Allowances
  readonly misses: Allowances
}

export interface ThrottleOptions {
  /** Under one permission. */
  readonly requestsPerSecond: number
  /** Personal codes of nobody, of one application. */
  readonly missesPerMinute: number
}

export function createThrottle({ requestsPerSecond, missesPerMinute }: ThrottleOptions): Throttle {
  return {
    requests: createAllowances({ atOnce: requestsPerSecond, perSecond: requestsPerSecond }),
    misses: createAllowances({ atOnce: missesPerMinute, perSecond: missesPerMinute / 60 }),
  }
}

/**
 * Lets a request pass that its permission and its application may still make. What is refused here is no use of the
 * permission. @throws DagrError
 */
export function throttle(
  operation: Operation,
  caller: Caller,
  authority: Authority,
  { requests, misses }: Throttle,
): void {
  if (authority.kind === 'open') return
  const { receivedAt: at } = operation.request
  const { permission } = authority.agreement
  if (requests.left(permission, at) < 1) {
    throw new DagrError('OVERLOADED', 'Too many requests under this permission: try again a little later', {
      retryAfter: 1,
    })
  }
  requests.spend(permission, at)
  const wait = misses.wait(lookerOf(caller), at)
  if (wait === 0 || !namesSomebody(operation)) return
  throw new DagrError(
    'LOOKUPS_LIMITED',
    'Too many personal codes that this application has looked up are those of nobody: try again later',
    { retryAfter: Math.ceil(wait) },
  )
}

/** Notes the codes of nobody that an answer tells of. INVARIANT: what is told is noted before it leaves. */
export function noteMisses(
  outcome: Released | Refused,
  caller: Caller,
  at: Date,
  { misses }: Throttle,
): void {
  const missed = missesOf(outcome)
  if (missed > 0) misses.spend(lookerOf(caller), at, missed)
}

/** Personal codes of nobody that an answer tells of; a refusal tells of none. */
export function missesOf({ kind, records }: Released | Refused): number {
  return kind === 'refused' ? 0 : records.filter(({ outcome }) => outcome === 'NOT_FOUND').length
}

/** An application, but for one that residents use: each of those by themselves. */
function lookerOf({ consumer, application, personalCode }: Caller): string {
  return JSON.stringify([consumer, application, personalCode])
}

function namesSomebody(operation: Operation): boolean {
  const { variables, supergraph } = operation
  return allNamedSubjects(operation.fields(), variables, supergraph.facts.personal).length > 0
}
