import type { Agreement, Condition, Obligation } from '#policies/model.ts'
import type { DraftLine, DraftTerms } from '#policies/revisions.ts'
import { ChangeRefused } from '../serve.ts'
import type { AgreementDraft, GrantDraft } from './types.generated.ts'

/** What a draft says, with what it leaves unsaid. @throws ChangeRefused where JSON in it has another form than its scalar */
export function draftTerms(draft: AgreementDraft): DraftTerms {
  return {
    purpose: draft.purpose,
    purposeTerm: draft.purposeTerm ?? null,
    legalBasis: draft.legalBasis,
    legalInstrument: draft.legalInstrument ?? null,
    retentionDays: draft.retentionDays ?? null,
    disclosureDelayDays: draft.disclosureDelayDays ?? 0,
    caseRequired: draft.caseRequired ?? false,
    quotaPerDay: draft.quotaPerDay ?? null,
    validFrom: instant('validFrom', draft.validFrom),
    validTo: draft.validTo == null ? null : instant('validTo', draft.validTo),
    parameters: parametersIn(draft.parameters ?? {}),
    grants: draft.grants.flatMap(linesOf),
    forbids: (draft.forbids ?? []).map((coordinate) => ({ coordinate })),
  }
}

function linesOf(grant: GrantDraft): DraftLine[] {
  const { coordinates, condition, obligations, consentRequired, maxStalenessSeconds } = grant
  return coordinates.map((coordinate) => ({
    coordinate,
    ...(condition != null && { condition: conditionIn(condition, coordinate) }),
    ...(obligations != null && {
      obligations: obligations.map((each) => obligationIn(each, coordinate)),
    }),
    ...(consentRequired === true && { consentRequired }),
    ...(maxStalenessSeconds != null && { maxStalenessSeconds }),
  }))
}

/** @throws ChangeRefused for what is no ISO 8601 instant with offset */
export function instant(name: string, text: unknown): string {
  const hasOffset = typeof text === 'string' && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)
  if (hasOffset && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString()
  throw new ChangeRefused(`${name} must be a moment with an offset, such as 2026-01-01T00:00:00+02:00.`)
}

function parametersIn(json: unknown): Agreement['parameters'] {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
  const lists: [string, unknown][] = isObject ? Object.entries(json) : []
  if (isObject && lists.every(([, list]) => isTextList(list))) return json as Agreement['parameters']
  throw new ChangeRefused('parameters must be lists of text by name, such as {"territory": ["0001000"]}.')
}

function isTextList(json: unknown): json is readonly string[] {
  return Array.isArray(json) && json.every((item) => typeof item === 'string')
}

/** What the store looks at next is an object of some kind; whether it is one that there is, it says itself. */
function assertKind(json: unknown, coordinate: string): asserts json is { readonly kind: string } {
  if (typeof json === 'object' && json !== null && 'kind' in json && typeof json.kind === 'string') return
  throw new ChangeRefused(
    `A condition or an obligation of ${coordinate} has no kind: docs/permissions.md lists those that there are.`,
  )
}

function conditionIn(json: unknown, coordinate: string): Condition {
  assertKind(json, coordinate)
  return json as Condition
}

function obligationIn(json: unknown, coordinate: string): Obligation {
  assertKind(json, coordinate)
  return json as Obligation
}
