import { OperationTypeNode } from 'graphql'
import type { OperationRecord } from '#audit/access-record.ts'
import { AuditOverloaded } from '#audit/failures.ts'
import type { AuditLog } from '#audit/log.ts'
import { operationId } from '#audit/operation-id.ts'
import type { Agreement, Caller } from '#policies/model.ts'
import { DagrError } from '../errors.ts'
import { longestCase } from '../operation/case-reference.ts'
import { traceparentOf } from '../operation/traceparent.ts'
import type { Authority, Permitted } from './authorise.ts'
import type { Unidentified } from './identify.ts'
import type { GraphQLRequest, Operation } from './parse.ts'
import type { Refused } from './refuse.ts'
import type { Released } from './release.ts'

declare const durable: unique symbol

interface CommittedData {
  readonly kind: 'released'
  readonly body: string
}

interface CommittedRefusal {
  readonly kind: 'refused'
  /** Decides the status. */
  readonly error: DagrError
  readonly body: string
}

/**
 * An answer whose records are durable. INVARIANT: only `commit` makes one, and only a `Committed` can be responded with.
 */
export type Committed = (CommittedData | CommittedRefusal) & { readonly [durable]: true }

/** Who asked for what, as far as it came to be known. */
export interface Attempt {
  readonly request: GraphQLRequest
  readonly caller: Caller | Unidentified
  readonly authority: Authority | null
  /** Whether it came to be counted as a use of its permission. */
  readonly counted: boolean
}

/**
 * Makes the records of an outcome durable. `audit` is null in open mode. INVARIANT: where the records cannot be made
 * durable, or that is not known, the answer is an error without data. Never throws.
 *
 * `isInForce` tells whether what was released may still be, now that writing has taken its time. INVARIANT: data is
 * committed only after it has said so, with nothing awaited between. Where it says no, the records stand and say more
 * than was seen.
 */
export function commit(
  outcome: Released | Refused,
  attempt: Attempt,
  audit: AuditLog | null,
  isInForce: (permitted: Permitted) => boolean,
): Committed | Promise<Committed> {
  return audit === null || isFlood(attempt) ? committed(outcome) : record(outcome, attempt, audit, isInForce)
}

async function record(
  outcome: Released | Refused,
  attempt: Attempt,
  audit: AuditLog,
  isInForce: (permitted: Permitted) => boolean,
): Promise<Committed> {
  try {
    await audit.append(operationRecord(outcome, attempt), outcome.records)
    if (outcome.kind === 'released' && !isInForce(outcome.permitted)) return overtaken(outcome.permitted)
    return committed(outcome)
  } catch (error) {
    return unrecorded(error)
  }
}

/** Attempts without a valid token beyond their rate leave no record, or anybody could fill the audit. */
function isFlood({ caller }: Attempt): boolean {
  return 'unidentified' in caller && caller.code === 'OVERLOADED'
}

function committed(outcome: Released | Refused): Committed {
  if (outcome.kind === 'released') return { kind: 'released', body: outcome.body } as Committed
  const { errors } = outcome
  return { kind: 'refused', error: errors[0], body: JSON.stringify({ errors }) } as Committed
}

function refused(refusal: DagrError): Committed {
  return { kind: 'refused', error: refusal, body: JSON.stringify({ errors: [refusal] }) } as Committed
}

function unrecorded(error: unknown): Committed {
  return refused(
    error instanceof AuditOverloaded
      ? new DagrError('OVERLOADED', 'Too many requests wait for the audit: try again a little later')
      : new DagrError('AUDIT_UNAVAILABLE', 'The access could not be recorded, so nothing is released'),
  )
}

function overtaken({ operation }: Permitted): Committed {
  const isDone = operation.definition.operation === OperationTypeNode.MUTATION
  return refused(
    new DagrError(
      'POLICY_STALE',
      `${isDone ? 'What was asked is done, but the' : 'The'} policies changed before the answer could leave`,
    ),
  )
}

function operationRecord(
  outcome: Released | Refused,
  { request, caller, authority, counted }: Attempt,
): OperationRecord {
  const known = 'unidentified' in caller ? null : caller
  const agreement = authority?.kind === 'agreement' ? authority.agreement : null
  const permitted: Permitted | null = outcome.kind === 'released' ? outcome.permitted : null
  const operation: Operation | null =
    outcome.kind === 'released' ? outcome.permitted.operation : outcome.operation
  return {
    id: operationId(request.receivedAt),
    at: request.receivedAt,
    consumer: known?.consumer ?? null,
    organisation: agreement?.organisation ?? known?.consumer ?? null,
    application: known?.application ?? null,
    official: known?.official ?? null,
    permission: agreement?.permission ?? null,
    purpose: agreement?.purpose ?? null,
    legalBasis: agreement?.legalBasis ?? null,
    // A longer one is refused, and the refusal's record needs no more of it.
    case: request.headers['dagr-case']?.slice(0, longestCase) ?? null,
    operationName: operation?.name ?? null,
    operationHash: operation?.parsed.hash ?? null,
    coordinates: permitted?.compiled.coordinates ?? (outcome.kind === 'refused' ? outcome.coordinates : []),
    subgraphs: outcome.fetches,
    subjects: outcome.records.length,
    outcome: outcome.kind === 'released' ? 'RELEASED' : outcome.fault === null ? 'REFUSED' : 'FAILED',
    code: outcome.kind === 'released' ? null : outcome.errors[0].code,
    epoch: authority?.kind === 'agreement' ? authority.set.epoch : null,
    trace: traceparentOf(request.headers.traceparent)?.traceId ?? null,
    counted,
    disclosedFrom: disclosedFrom(request.receivedAt, agreement),
  }
}

const dayMs = 86_400_000

function disclosedFrom(at: Date, agreement: Agreement | null): Date | null {
  const days = agreement?.disclosureDelayDays ?? 0
  return days > 0 ? new Date(at.getTime() + days * dayMs) : null
}
