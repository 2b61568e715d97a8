import type {
  Agreement,
  AgreementStatus,
  Caller,
  CompiledAgreement,
  CoordinateDecision,
  DenialReason,
  PolicySet,
  Question,
} from './model.ts'

/**
 * What the named agreement grants of each coordinate, in the question's order. Pure and total: no clock but the
 * question's, no exception that could grant, and whatever is not known denies.
 */
export function decide(policySet: PolicySet, question: Question): CoordinateDecision[] {
  const agreement = policySet.agreements.get(question.permission)
  // INVARIANT: default deny; nothing below this line grants what the agreement's own map does not.
  if (agreement === undefined || agreement.consumer !== question.caller.consumer) {
    return question.coordinates.map(() => noGrant)
  }
  const outOfForce = whyOutOfForce(agreement, question.at)
  if (outOfForce !== null) return question.coordinates.map(() => denials[outOfForce])
  const { decisions } = agreement
  return question.coordinates.map((coordinate) => decisions.get(coordinate) ?? noGrant)
}

export type PermissionRefusal = {
  readonly code: 'PERMISSION_REQUIRED' | 'PERMISSION_NOT_VALID'
  /** For the caller: says nothing about other consumers' agreements. */
  readonly message: string
}

/**
 * The agreement under which a request is made: the named one or, where none is named, the default of the caller's
 * registered application. Expiry or suspension never moves a request to another agreement.
 */
export function permissionOf(
  policySet: PolicySet,
  caller: Caller,
  named: string | undefined,
  at: Date,
): { readonly agreement: Agreement } | PermissionRefusal {
  const permission = named ?? defaultPermission(policySet, caller)
  if (permission === null) {
    return {
      code: 'PERMISSION_REQUIRED',
      message: 'Name the permission in X-DAGR-Permission: the application has no default permission.',
    }
  }
  const agreement = policySet.agreements.get(permission)
  // Another consumer's permission reads as an unknown one, so that numbers cannot be probed.
  if (agreement === undefined || agreement.consumer !== caller.consumer) {
    return {
      code: 'PERMISSION_NOT_VALID',
      message: 'The permission is not known, or not one of your organisation.',
    }
  }
  const outOfForce = whyOutOfForce(agreement, at)
  if (outOfForce !== null) return { code: 'PERMISSION_NOT_VALID', message: refusals[outOfForce] }
  return { agreement }
}

function defaultPermission(policySet: PolicySet, caller: Caller): string | null {
  const application = policySet.applications.get(caller.application)
  return application?.consumer === caller.consumer ? application.defaultPermission : null
}

type OutOfForce = Extract<DenialReason, 'EXPIRED' | 'SUSPENDED'>

/** By the question's clock: time ends an agreement by itself. */
function whyOutOfForce(agreement: CompiledAgreement, at: Date): OutOfForce | null {
  const now = at.getTime()
  // A time that is no number is in no validity.
  if (!(agreement.validFromMs <= now && now < agreement.validToMs)) return 'EXPIRED'
  return byStatus(agreement.status)
}

/** A status that is not in the table, from a newer database, denies as an ended one. */
function byStatus(status: AgreementStatus): OutOfForce | null {
  return Object.hasOwn(statusDenials, status) ? statusDenials[status] : 'EXPIRED'
}

const statusDenials: Readonly<Record<AgreementStatus, OutOfForce | null>> = {
  active: null,
  suspended: 'SUSPENDED',
  ended: 'EXPIRED',
}

const refusals: Readonly<Record<OutOfForce, string>> = {
  EXPIRED: 'The permission is not in force: it has ended, or has not begun.',
  SUSPENDED: 'The permission is suspended.',
}

const noGrant: CoordinateDecision = denial('NO_GRANT')

const denials: Readonly<Record<OutOfForce, CoordinateDecision>> = {
  EXPIRED: denial('EXPIRED'),
  SUSPENDED: denial('SUSPENDED'),
}

function denial(reason: DenialReason): CoordinateDecision {
  return Object.freeze({ granted: false, reason, reasons: Object.freeze([]) })
}
