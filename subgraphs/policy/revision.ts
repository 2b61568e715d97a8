import { conditionInWords, obligationInWords } from '#policies/in-words.ts'
import type { Agreement, Grant } from '#policies/model.ts'
import type { Revision as RevisionRecord } from '#policies/read-revisions.ts'
import { agreementState } from './states.ts'
import type { Grant as GrantFields, Revision as RevisionFields } from './types.generated.ts'

/** A revision as callers see it. */
export function revisionOf(revision: RevisionRecord): RevisionFields {
  const { permission, number, consumer, organisation, author, writtenAt, basedOn, epoch, terms } = revision
  const { purpose, purposeTerm, legalBasis, legalInstrument, caseRequired, quotaPerDay } = terms
  const { retentionDays, disclosureDelayDays, validFrom, validTo, parameters } = terms
  return {
    permission,
    number,
    consumer,
    organisation,
    state: agreementState(revision.state),
    author,
    writtenAt,
    basedOn,
    epoch,
    registries: revision.registries,
    reviews: revision.reviews,
    approvals: revision.approvals,
    moves: revision.moves.map(({ from, to, official, at, note }) => ({
      from: from === null ? null : agreementState(from),
      to: agreementState(to),
      official,
      at,
      note,
    })),
    purpose,
    purposeTerm,
    legalBasis,
    legalInstrument,
    retentionDays,
    disclosureDelayDays,
    caseRequired,
    quotaPerDay,
    validFrom,
    validTo,
    parameters,
    grants: terms.grants.map((grant) => grantOf(grant, parameters)),
    forbids: terms.forbids.map(({ coordinate }) => coordinate),
  }
}

export function grantOf(grant: Grant, parameters: Agreement['parameters']): GrantFields {
  const { id, coordinate, covers, condition, obligations = [], consentRequired, maxStalenessSeconds } = grant
  return {
    id,
    coordinate,
    covers: covers ?? null,
    condition: condition ?? null,
    conditionInWords: condition === undefined ? null : conditionInWords(condition, parameters),
    obligations,
    obligationsInWords: obligations.map(obligationInWords),
    consentRequired: consentRequired ?? false,
    maxStalenessSeconds: maxStalenessSeconds ?? null,
  }
}
