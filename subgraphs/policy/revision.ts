import { conditionInWords, obligationInWords } from '#policies/in-words.ts'
import type { Agreement, Grant } from '#policies/model.ts'
import { stateAt } from '#policies/read-revisions.ts'
import type { Revision as RevisionRecord } from '#policies/read-revisions.ts'
import { agreementState } from './states.ts'
import type { Grant as GrantFields, Revision as RevisionFields, RevisionMove } from './types.generated.ts'

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
    state: agreementState(stateAt(revision, new Date())),
    author,
    writtenAt,
    basedOn,
    epoch,
    registries: revision.registries,
    reviews: revision.reviews,
    approvals: revision.approvals,
    moves: [written(revision), ...revision.moves.map(moveOf)],
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

/** That it was written, as the first of its moves. */
function written({ author, writtenAt, note, moves, state }: RevisionRecord): RevisionMove {
  const to = agreementState(moves[0]?.from ?? state)
  return { from: null, to, official: author, at: writtenAt, note }
}

function moveOf({ from, to, official, at, note }: RevisionRecord['moves'][number]): RevisionMove {
  return { from: agreementState(from), to: agreementState(to), official, at, note }
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
