import { OperationTypeNode } from 'graphql'
import type { AuditLog } from '#audit/log.ts'
import type { Quota } from '#audit/quota.ts'
import type { Caller, PolicySet } from '#policies/model.ts'
import { DagrError } from './errors.ts'
import type { Fetched } from './executor/run-plan.ts'
import type { CursorSeal } from './operation/cursors.ts'
import { deadlineOf } from './operation/deadline.ts'
import type { Times } from './operation/deadline.ts'
import type { Limits } from './operation/limits.ts'
import type { Serving } from './serving.ts'
import { authorise, authorityOf } from './stages/authorise.ts'
import type { Authority } from './stages/authorise.ts'
import { commit } from './stages/commit.ts'
import { confirm } from './stages/confirm.ts'
import { count } from './stages/count.ts'
import { execute } from './stages/execute.ts'
import type { Sources } from './stages/execute.ts'
import { inform } from './stages/inform.ts'
import { identify } from './stages/identify.ts'
import type { Trust, Unidentified } from './stages/identify.ts'
import { parse } from './stages/parse.ts'
import type { GraphQLRequest, Operation } from './stages/parse.ts'
import { plan } from './stages/plan.ts'
import { refuse } from './stages/refuse.ts'
import type { Refused } from './stages/refuse.ts'
import { release } from './stages/release.ts'
import type { Released } from './stages/release.ts'
import { respond } from './stages/respond.ts'
import type { Answer } from './stages/respond.ts'
import { noteMisses, throttle } from './stages/throttle.ts'
import type { Throttle } from './stages/throttle.ts'

/** What a request is answered with. */
export interface Gateway extends Sources {
  /** null before the first composition has succeeded. */
  serving(): Serving | null
  readonly seal: CursorSeal
  /** Of pseudonyms. 32 bytes. */
  readonly pseudonymKey: Buffer
  readonly limits: Limits
  readonly times: Times
  /** Without: open mode, where anybody may ask for anything, and nothing is recorded. */
  readonly guard: Guard | null
  /** What became of each request, for metrics and the log. */
  observe(outcome: Released | Refused): void
}

/** Who is believed, what is granted, and where it is recorded. */
export interface Guard {
  readonly trust: Trust
  /** null where the policies are not loaded, or not known to be current. */
  policies(): PolicySet | null
  readonly audit: AuditLog
  readonly quota: Quota
  readonly throttle: Throttle
}

/**
 * One request, from top to bottom. The order is the security argument: nobody is answered who is not known, nothing is
 * fetched that is not granted, nothing is written that was not decided, and nothing leaves that is not recorded, or that
 * the policies in force at that moment would not release.
 */
export async function answer(request: GraphQLRequest, gateway: Gateway): Promise<Answer> {
  const arrivedAt = performance.now()
  const identified = gateway.guard ? identify(request, gateway.guard.trust) : anybody
  const caller = identified instanceof Promise ? await identified : identified
  const attempted = await attempt(request, arrivedAt, caller, gateway)
  gateway.observe(attempted.outcome)
  if (gateway.guard && !('unidentified' in caller))
    noteMisses(attempted.outcome, caller, request.receivedAt, gateway.guard.throttle)
  const { authority, counted } = attempted
  const committed = commit(
    attempted.outcome,
    { request, caller, authority, counted },
    gateway.guard?.audit ?? null,
    (permitted) => confirm(permitted, policiesOf(gateway)) !== null,
  )
  return respond(committed instanceof Promise ? await committed : committed, request.headers.accept)
}

const anybody: Caller = { consumer: 'anybody', application: 'open-mode' }

function policiesOf({ guard }: Gateway): PolicySet | null {
  return guard?.policies() ?? null
}

interface Attempted {
  readonly outcome: Released | Refused
  readonly authority: Authority | null
  /** Whether it came to be counted as a use of its permission. */
  readonly counted: boolean
}

/** Policies that change meanwhile are followed once; a second change is for the caller to try again. */
const mostAttempts = 2

/** INVARIANT: every failure is an outcome, so that released and refused requests both pass through `commit`. */
async function attempt(
  request: GraphQLRequest,
  /** By the steady clock. */
  arrivedAt: number,
  caller: Caller | Unidentified,
  gateway: Gateway,
): Promise<Attempted> {
  let operation: Operation | null = null
  let authority: Authority | null = null
  let counted = false
  let fetches: Fetched['fetches'] = {}
  try {
    if ('unidentified' in caller) throw new DagrError(caller.code, caller.message)
    const serving = gateway.serving()
    if (!serving) throw new DagrError('OVERLOADED', 'The gateway is starting: no supergraph is composed yet')
    const found = authorityIn(request, caller, gateway.guard)
    if (!(found instanceof DagrError)) authority = found
    operation = parse(request, {
      supergraph: serving.supergraph,
      documents: serving.documents,
      limits: gateway.limits,
      contract: () => serving.contracts.of(authority, caller, request.receivedAt),
    })
    const deadline = deadlineOf(request.headers['dagr-deadline-ms'], gateway.times, arrivedAt)
    if (found instanceof DagrError) throw found
    if (gateway.guard) throttle(operation, caller, found, gateway.guard.throttle)
    const counting = count(found, request, gateway.guard?.quota ?? null)
    if (counting !== undefined) await counting
    counted = found.kind === 'agreement'
    let decidedBy = found
    for (let attempts = 1; ; attempts += 1) {
      const decided = authorise(operation, caller, decidedBy, serving.compiled, gateway.seal)
      const informing = inform(decided, serving.plans, gateway, deadline.fetchUntil)
      const { permitted, fetches: asked } = informing instanceof Promise ? await informing : informing
      fetches = sum(fetches, asked)
      const planned = plan(permitted, serving.plans)
      const isNew = planned instanceof Promise
      const queryPlan = isNew ? await planned : planned
      const fetchUntil = isNew ? deadline.afterPlanning(performance.now()) : deadline.fetchUntil
      const executed = execute(queryPlan, permitted, gateway, fetchUntil)
      const fetched = executed instanceof Promise ? await executed : executed
      fetches = sum(fetches, fetched.fetches)
      const confirmed = confirm(permitted, policiesOf(gateway))
      if (confirmed) {
        authority = confirmed.authority
        return { outcome: release({ ...fetched, fetches }, confirmed, gateway), authority, counted }
      }
      decidedBy = authorityAnew(operation, caller, decidedBy, policiesOf(gateway))
      authority = decidedBy
      if (attempts === mostAttempts) {
        throw new DagrError('POLICY_STALE', 'The policies changed more than once meanwhile: try again')
      }
    }
  } catch (error) {
    return { outcome: refuse(error, operation, fetches), authority, counted }
  }
}

/** What the request is decided by, or why there is nothing: a text is looked at either way, and the people it names are recorded. */
function authorityIn(request: GraphQLRequest, caller: Caller, guard: Guard | null): Authority | DagrError {
  if (guard === null) return { kind: 'open' }
  try {
    return authorityOf(request, caller, guard.policies())
  } catch (error) {
    if (error instanceof DagrError) return error
    throw error
  }
}

/**
 * What the request is decided by, now that the policies have changed. @throws DagrError where there is nothing, or the
 * operation must not be carried out a second time.
 */
function authorityAnew(
  { request, definition }: Operation,
  caller: Caller,
  before: Authority,
  policies: PolicySet | null,
): Authority {
  if (definition.operation === OperationTypeNode.MUTATION) {
    throw new DagrError('POLICY_STALE', 'What was asked is done, but the policies changed before its answer')
  }
  const authority = authorityOf(request, caller, policies)
  // Another default permission has another purpose, and a quota of its own.
  if (permissionOf(authority) !== permissionOf(before)) {
    throw new DagrError('POLICY_STALE', 'The default permission changed meanwhile: try again')
  }
  return authority
}

function permissionOf(authority: Authority): string | null {
  return authority.kind === 'agreement' ? authority.agreement.permission : null
}

function sum(one: Fetched['fetches'], other: Fetched['fetches']): Fetched['fetches'] {
  if (isEmpty(other)) return one
  if (isEmpty(one)) return other
  const counts = { ...one }
  for (const [subgraph, fetches] of Object.entries(other)) counts[subgraph] = (one[subgraph] ?? 0) + fetches
  return counts
}

function isEmpty(counts: Fetched['fetches']): boolean {
  for (const _ in counts) return false
  return true
}
