import type { AgreementTerms, RevisionTerms } from './agreement-terms.ts'
import { normalisedAgreement, revisionTerms } from './agreement-terms.ts'
import { DataReader } from './data-reader.ts'
import { knownSchema } from './known-schema.ts'
import { noteNamedPeople } from './named-people.ts'
import { InvalidTermsError } from './policy-errors.ts'
import { mostDelayDays } from './plain-terms.ts'
import { noteMissingParameters } from './read-grants.ts'
import type { DraftLine, KnownCoordinates, LinesContext } from './revision-lines.ts'
import { registriesOf, storedLines } from './revision-lines.ts'
import { stewardedRegistries } from './stewardship.ts'

/** What a writer of a revision says; the rest is the store's to give. */
export type DraftTerms = Omit<
  AgreementTerms,
  'permission' | 'revision' | 'status' | 'providers' | 'consumer' | 'grants' | 'forbids'
> & {
  readonly grants: readonly DraftLine[]
  readonly forbids: readonly { readonly coordinate: string }[]
}

export interface DraftContext {
  readonly permission: string
  readonly revision: number
  readonly consumer: string
  /** The revision that it is based on; null for the first. */
  readonly base: RevisionTerms | null
  readonly catalogue: KnownCoordinates
}

/**
 * The terms as they are stored, with every wildcard spelled out as the catalogue has it now.
 * @throws InvalidTermsError with all that is wrong.
 */
export function storedTerms(draft: DraftTerms, context: DraftContext): RevisionTerms {
  const { permission, revision, consumer, base, catalogue } = context
  checkNamesNobody(draft)
  const problems = [...problemsOf(draft), ...unknownRegistries(draft, catalogue)]
  const taken = new Set([...(base?.grants ?? []), ...(base?.forbids ?? [])].map(({ id }) => id))
  const schema = knownSchema(catalogue.values())
  const lines = (kept: LinesContext['base']): LinesContext => ({
    permission,
    catalogue,
    schema,
    parameters: draft.parameters,
    base: kept,
    baseParameters: base?.parameters ?? {},
    taken,
    problems,
  })
  const grants = storedLines('grant', draft.grants, lines(base?.grants ?? []))
  const forbids = storedLines('forbid', draft.forbids.map(onlyCoordinate), lines(base?.forbids ?? []))
  const reader = new DataReader()
  noteMissingParameters(reader, grants, draft.parameters, 'grants')
  problems.push(...reader.problems)
  if (problems.length > 0) throw new InvalidTermsError(problems)
  const answering = registriesOf([...grants, ...forbids], catalogue)
  // INVARIANT: nobody ceases to answer for a line because the catalogue does not know it.
  const stated = answering.includes(null) ? (base?.providers ?? []) : []
  const providers = [...new Set([...answering, ...stated])].filter((registry) => registry !== null).toSorted()
  const terms = { ...draft, permission, revision, consumer, providers, grants, forbids }
  return revisionTerms(normalisedAgreement({ ...terms, status: 'active' }))
}

/** Alone and first: what else is wrong may be told with the value that is. @throws InvalidTermsError */
function checkNamesNobody({ grants, parameters }: DraftTerms): void {
  const reader = new DataReader()
  noteNamedPeople(reader, grants, parameters, 'grants')
  if (reader.problems.length > 0) throw new InvalidTermsError(reader.problems)
}

/** Nobody could ever approve them. */
function unknownRegistries(draft: DraftTerms, catalogue: KnownCoordinates): string[] {
  const known = new Set([...catalogue.values()].map(({ registry }) => registry))
  return stewardedRegistries(draft)
    .filter((registry) => !known.has(registry))
    .map((registry) => `parameters.stewardOf: there is no registry ${JSON.stringify(registry)}`)
}

function onlyCoordinate({ coordinate }: { readonly coordinate: string }): DraftLine {
  return { coordinate }
}

function problemsOf(draft: DraftTerms): string[] {
  const from = Date.parse(draft.validFrom)
  const to = draft.validTo === null ? Infinity : Date.parse(draft.validTo)
  const rules: readonly (readonly [boolean, string])[] = [
    [draft.purpose.trim() !== '', 'purpose: must be said'],
    [draft.legalBasis.trim() !== '', 'legalBasis: must be said'],
    [draft.purposeTerm?.trim() !== '', 'purposeTerm: must be a term, or nothing'],
    [!Number.isNaN(from), 'validFrom: must be an instant'],
    [!Number.isNaN(to), 'validTo: must be an instant'],
    [Number.isNaN(from) || Number.isNaN(to) || from < to, 'validTo: must be after validFrom'],
    [isCount(draft.quotaPerDay), 'quotaPerDay: must be a number of requests'],
    [isCount(draft.retentionDays) && draft.retentionDays !== 0, 'retentionDays: must be a number of days'],
    [
      isCount(draft.disclosureDelayDays) && draft.disclosureDelayDays <= mostDelayDays,
      `disclosureDelayDays: must be a number of days, ${mostDelayDays} at most`,
    ],
    [draft.grants.length > 0, 'grants: an agreement grants something'],
    // PostgreSQL keeps no such characters in JSON.
    [
      !/\\u(?:0000|d[89a-f])/.test(JSON.stringify(draft)),
      'no text may have the character U+0000, or half of one',
    ],
  ]
  return rules.flatMap(([isKept, problem]) => (isKept ? [] : [problem]))
}

function isCount(count: number | null): boolean {
  return count === null || (Number.isInteger(count) && count >= 0)
}
