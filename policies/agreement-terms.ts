import type { Agreement, Grant } from './model.ts'

/** An agreement as it is kept: the consumer's name is the organisation's own. */
export type AgreementTerms = Omit<Agreement, 'organisation'>

/** What a revision says; the status is what becomes of it. */
export type RevisionTerms = Omit<AgreementTerms, 'status'>

export function revisionTerms(agreement: AgreementTerms): RevisionTerms {
  const { status: _, ...terms } = agreement
  return terms
}

/** The one form in which agreements are compared: instants in UTC, lines by id, and no member that says nothing. */
export function normalisedAgreement(agreement: AgreementTerms): AgreementTerms {
  return {
    permission: agreement.permission,
    revision: agreement.revision,
    providers: agreement.providers,
    consumer: agreement.consumer,
    purpose: agreement.purpose,
    purposeTerm: agreement.purposeTerm,
    legalBasis: agreement.legalBasis,
    legalInstrument: agreement.legalInstrument,
    retentionDays: agreement.retentionDays,
    disclosureDelayDays: agreement.disclosureDelayDays,
    caseRequired: agreement.caseRequired,
    quotaPerDay: agreement.quotaPerDay,
    validFrom: new Date(agreement.validFrom).toISOString(),
    validTo: agreement.validTo === null ? null : new Date(agreement.validTo).toISOString(),
    status: agreement.status,
    parameters: agreement.parameters,
    grants: inOrder(agreement.grants),
    forbids: inOrder(agreement.forbids),
  }
}

function inOrder(lines: readonly Grant[]): Grant[] {
  return lines.map(normalisedLine).toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

export function normalisedLine(line: Grant): Grant {
  const { id, coordinate, covers, condition, obligations, consentRequired, maxStalenessSeconds } = line
  return {
    id,
    coordinate,
    ...(covers && { covers }),
    ...(condition && { condition }),
    ...(obligations && obligations.length > 0 && { obligations }),
    ...(consentRequired === true && { consentRequired }),
    ...(maxStalenessSeconds !== undefined && { maxStalenessSeconds }),
  }
}
