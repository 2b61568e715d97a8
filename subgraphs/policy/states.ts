import type { RevisionState } from '#policies/lifecycle.ts'
import type { AgreementState } from './types.generated.ts'

const states: Readonly<Record<AgreementState, RevisionState>> = {
  DRAFT: 'draft',
  SUBMITTED: 'submitted',
  IN_REVIEW: 'in_review',
  APPROVED: 'approved',
  ACTIVE: 'active',
  SUSPENDED: 'suspended',
  ENDED: 'ended',
  REJECTED: 'rejected',
  WITHDRAWN: 'withdrawn',
}

const names = new Map(Object.entries(states).map(([name, state]) => [state, name as AgreementState]))

export function revisionState(name: AgreementState): RevisionState {
  return states[name]
}

export function agreementState(state: RevisionState): AgreementState | null {
  return names.get(state) ?? null
}
