import { execute as executeIntrospection } from 'graphql'
import type { AccessRecordInput } from '#audit/access-record.ts'
import { DagrError } from '../errors.ts'
import type { FetchError } from '../executor/fetch-error.ts'
import type { Fetched } from '../executor/run-plan.ts'
import { accessRecords } from '../operation/access-records.ts'
import { askedPath } from '../operation/asked-path.ts'
import { knowledgeOf } from '../operation/bindings.ts'
import type { CursorSeal } from '../operation/cursors.ts'
import { conditionErrors, rejection, toldDenials, toldPath } from '../operation/denial-errors.ts'
import { seeFreshness } from '../operation/freshness-walk.ts'
import type { Sights } from '../operation/freshness-walk.ts'
import { namedSubjects } from '../operation/named-subjects.ts'
import { pseudonyms } from '../operation/obligations.ts'
import type { Response } from '../operation/response.ts'
import type { ResponsePath } from '../operation/response-journal.ts'
import { toldError } from '../operation/told-error.ts'
import { toldFreshness } from '../operation/told-freshness.ts'
import type { Permitted } from './authorise.ts'

/** An answer with data, and the records that must be durable before it leaves. */
export interface Released {
  readonly kind: 'released'
  readonly permitted: Permitted
  /** The whole GraphQL response in JSON. */
  readonly body: string
  readonly records: readonly AccessRecordInput[]
  readonly fetches: Readonly<Record<string, number>>
  /** Values that a registry returned unasked. */
  readonly dropped: number
}

export interface ReleaseKeys {
  readonly seal: CursorSeal
  /** 32 bytes. */
  readonly pseudonymKey: Buffer
}

/** In open mode nothing is under a condition. */
const nobodysAgreement = { consumer: '', purpose: '', purposeTerm: null }

/**
 * Writes the response and, in the same walk, the access records: what the response says and what the records say is one
 * set. @throws DagrError with `DAGR-On-Denied: reject`, where something is denied only now that its row is known.
 */
export function release(
  fetched: Fetched,
  permitted: Permitted,
  { seal, pseudonymKey }: ReleaseKeys,
): Released {
  const { compiled, operation, caller, authority, bindings } = permitted
  const agreement = authority.kind === 'open' ? nobodysAgreement : authority.agreement
  const response = compiled.write(fetched.data, {
    knowledge: knowledgeOf(caller, agreement, bindings, callerCodes(fetched, permitted)),
    pseudonymOf: pseudonyms(pseudonymKey, caller.consumer),
    introspected: introspect(permitted),
    sealCursor: (position, connection) => seal.seal(position, permitted.bindingOf(connection)),
  })
  const denials = toldDenials(compiled.denials)
  const withheld = conditionErrors(response)
  if (operation.rejectsDenied && denials.errors.length + withheld.length > 0)
    throw rejection([...denials.errors, ...withheld])
  const isOpen = authority.kind === 'open'
  const errors = [...denials.texts]
  for (const error of withheld) errors.push(JSON.stringify(error))
  if (fetched.errors.length > 0)
    for (const error of fetchErrors(fetched, response, permitted)) errors.push(JSON.stringify(error))
  for (const each of response.violations) errors.push(JSON.stringify(violationError(each, response)))
  const sights = sightsOf(fetched, response, permitted)
  return {
    kind: 'released',
    permitted,
    body: bodyOf(errors, response, sights && toldOf(sights, permitted)),
    records: isOpen ? [] : recordsOf(response, permitted, sights),
    fetches: fetched.fetches,
    dropped: fetched.dropped + response.dropped,
  }
}

/**
 * What registries did not deliver. INVARIANT: nothing of what is withheld by a row condition, or an error would tell that
 * there is a row: neither one of its own, nor that of a fetch for nothing else.
 */
function fetchErrors(fetched: Fetched, { outside, cut }: Response, permitted: Permitted): DagrError[] {
  const withheld = new Set(outside.map(({ path }) => JSON.stringify(path)))
  const isWithheld = (path: ResponsePath = []): boolean =>
    path.some((_, end) => withheld.has(JSON.stringify(path.slice(0, end + 1))))
  const isAroundWithheld = ({ around = [] }: FetchError): boolean =>
    around.length > 0 &&
    around.every((each) => isWithheld(askedPath(each, permitted.compiled.shape, fetched.data)))
  return fetched.errors
    .filter((error) => withheld.size === 0 || error.path !== null || !isAroundWithheld(error))
    .map((error) => ({ error, path: pathOf(error, fetched, permitted) }))
    .filter(({ path }) => !isWithheld(path))
    .map(({ error, path }) => fetchError(error, path && toldPath(path, cut), permitted))
}

function pathOf(
  { path }: FetchError,
  { data }: Fetched,
  { authority, compiled }: Permitted,
): ResponsePath | undefined {
  return authority.kind === 'open'
    ? (path ?? undefined)
    : path
      ? askedPath(path, compiled.shape, data)
      : undefined
}

function fetchError(error: FetchError, path: ResponsePath | undefined, permitted: Permitted): DagrError {
  const { message, code, subgraph, extensions } = error
  return permitted.authority.kind === 'open'
    ? new DagrError(code, message, { path, extensions: { ...extensions, service: subgraph } })
    : new DagrError(...toldError(error, permitted.operation.supergraph.facts), {
        path,
        extensions: { registry: subgraph },
      })
}

function violationError({ coordinate, path }: Response['violations'][number], { cut }: Response): DagrError {
  return new DagrError('REGISTRY_UNAVAILABLE', `A registry gave no valid value for ${coordinate}`, {
    path: toldPath(path, cut),
  })
}

/** Every code that the population register knows the caller by, where it was asked. */
function callerCodes(fetched: Fetched, { compiled, caller }: Permitted): readonly string[] {
  if (caller.personalCode === undefined) return []
  const found = compiled.selfVariable === null ? undefined : fetched.data[compiled.selfVariable]
  const codes: unknown = typeof found === 'object' && found !== null && 'codes' in found ? found.codes : []
  return Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : []
}

function introspect({ compiled, operation }: Permitted): Readonly<Record<string, unknown>> | null {
  if (compiled.introspection === null) return null
  const result = executeIntrospection({
    schema: operation.contract(),
    document: compiled.introspection,
    variableValues: operation.variables,
  })
  return 'then' in result ? null : (result.data ?? null)
}

/** How fresh what is released is; null where all of it is, and nobody asked. */
function sightsOf(
  { data, freshness: notes }: Fetched,
  findings: Response,
  { compiled: { shape }, operation }: Permitted,
): Sights | null {
  if (notes.length === 0 && !operation.tellsAllFreshness) return null
  return seeFreshness({ shape, data, notes, findings, owners: operation.supergraph.facts.owners })
}

/** What the response tells of freshness; null: nothing. */
function toldOf(sights: Sights, { operation }: Permitted): object | null {
  const { tellsAllFreshness, request } = operation
  const moment = { at: request.receivedAt, now: Date.now(), steadyNow: performance.now() }
  const freshness = toldFreshness(sights, tellsAllFreshness, moment)
  return freshness.length > 0 || tellsAllFreshness ? { freshness } : null
}

/** `errors`: in JSON. */
function bodyOf(errors: readonly string[], { text }: Response, extensions: object | null): string {
  const told = errors.length > 0 ? `"errors":[${errors.join(',')}],` : ''
  return `{${told}"data":${text}${extensions === null ? '' : `,"extensions":${JSON.stringify(extensions)}`}}`
}

const allFresh: Sights['bySubject'] = new Map()

type NamedLookup = Parameters<typeof accessRecords>[0]['lookups'][number]

function recordsOf(
  response: Response,
  permitted: Permitted,
  sights: Sights | null,
): readonly AccessRecordInput[] {
  const { variables, supergraph } = permitted.operation
  const lookups: NamedLookup[] = []
  const denied = [...permitted.deniedSubjects]
  for (const { selected, isDelivered, withheld } of response.lookups)
    for (const code of namedSubjects(selected, variables, supergraph.facts.personal)) {
      lookups.push({ code, isDelivered })
      if (withheld.length > 0) denied.push({ code, withheld })
    }
  return accessRecords({
    released: response.released,
    withheld: response.withheld,
    seen: response.seen,
    lookups,
    denied,
    owners: supergraph.facts.owners,
    freshness: sights?.bySubject ?? allFresh,
  })
}
