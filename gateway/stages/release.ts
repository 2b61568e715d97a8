import { execute as executeIntrospection } from 'graphql'
import type { AccessRecordInput } from '#audit/access-record.ts'
import { holds } from '#policies/condition.ts'
import { DagrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import type { FetchError } from '../executor/fetch-error.ts'
import type { Fetched } from '../executor/run-plan.ts'
import { accessRecords } from '../operation/access-records.ts'
import { askedPath } from '../operation/asked-path.ts'
import type { CursorSeal } from '../operation/cursors.ts'
import { conditionErrors, denialError, rejection } from '../operation/denial-errors.ts'
import { namedSubjects } from '../operation/named-subjects.ts'
import { writeResponse } from '../operation/response.ts'
import type { Response } from '../operation/response.ts'
import type { SchemaFacts } from '../planner/schema-facts.ts'
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

/**
 * Writes the response and, in the same walk, the access records: what the response says and what the records say is one
 * set. @throws DagrError with `DAGR-On-Denied: reject`, where something is denied only now that its row is known.
 */
export function release(fetched: Fetched, permitted: Permitted, seal: CursorSeal): Released {
  const { compiled, operation } = permitted
  const codes = callerCodes(fetched, permitted)
  const response = writeResponse(compiled.shape, fetched.data, {
    isAboutCaller: (subject) => holds({ kind: 'self' }, { subject, callerCodes: codes }),
    introspected: introspect(permitted),
    sealCursor: (position, connection) => seal.seal(position, permitted.bindingOf(connection)),
  })
  const denials = [...compiled.denials.map(denialError), ...conditionErrors(response.notAboutCaller)]
  if (denials.length > 0 && operation.rejectsDenied) throw rejection(denials)
  const isOpen = permitted.authority.kind === 'open'
  const errors = [
    ...denials,
    ...fetchErrors(fetched, response, permitted),
    ...response.violations.map(violationError),
  ]
  return {
    kind: 'released',
    permitted,
    body: JSON.stringify(errors.length > 0 ? { errors, data: response.data } : { data: response.data }),
    records: isOpen ? [] : recordsOf(response, permitted),
    fetches: fetched.fetches,
    dropped: fetched.dropped + response.dropped,
  }
}

/**
 * What registries did not deliver. INVARIANT: nothing of what is withheld by a row condition, or an error would tell that
 * there is a row.
 */
function fetchErrors(fetched: Fetched, { notAboutCaller }: Response, permitted: Permitted): DagrError[] {
  const withheld = new Set(notAboutCaller.map(({ path }) => JSON.stringify(path)))
  return fetched.errors
    .map((error) => fetchError(error, fetched, permitted))
    .filter(({ path = [] }) => !path.some((_, end) => withheld.has(JSON.stringify(path.slice(0, end + 1)))))
}

function fetchError(error: FetchError, { data }: Fetched, permitted: Permitted): DagrError {
  const { authority, compiled } = permitted
  const { message, code, subgraph, extensions } = error
  const path = error.path ?? undefined
  // A registry's own words may hold personal data, and no record names those.
  return authority.kind === 'open'
    ? new DagrError(code, message, { path, extensions: { ...extensions, service: subgraph } })
    : new DagrError(...told(error, permitted), {
        path: path && askedPath(path, compiled.shape, data),
        extensions: { registry: subgraph },
      })
}

/**
 * What is the caller's own mistake must not read as if trying again could help. A subgraph that is told who acts says in its
 * own words why it refuses: it writes them for whoever acts, and has no registry's data to put into them.
 */
function told(
  { code, message, extensions, subgraph }: FetchError,
  { operation }: Permitted,
): [ErrorCode, string] {
  const reason = extensions?.['code']
  if (reason === 'ARGUMENT_NOT_VALID')
    return ['GRAPHQL_VALIDATION_FAILED', 'The registry does not take an argument with this value']
  if (reason === 'CHANGE_REFUSED' && isToldWhoActs(subgraph, operation.supergraph.facts))
    return ['CHANGE_REFUSED', message]
  return [code, 'A registry did not deliver what was asked']
}

function isToldWhoActs(subgraph: string, { acting, owners }: SchemaFacts): boolean {
  return [...acting].some((coordinate) => owners.get(coordinate) === subgraph)
}

function violationError({ coordinate, path }: Response['violations'][number]): DagrError {
  return new DagrError('REGISTRY_UNAVAILABLE', `A registry gave no valid value for ${coordinate}`, { path })
}

/** The code in the token, and every other code that the population register knows the caller by. */
function callerCodes(fetched: Fetched, { compiled, caller }: Permitted): ReadonlySet<string> {
  if (caller.personalCode === undefined) return new Set()
  const found = compiled.selfVariable === null ? undefined : fetched.data[compiled.selfVariable]
  const codes: unknown = typeof found === 'object' && found !== null && 'codes' in found ? found.codes : []
  const known = Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : []
  return new Set([caller.personalCode, ...known])
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

function recordsOf(response: Response, permitted: Permitted): readonly AccessRecordInput[] {
  const { variables, supergraph } = permitted.operation
  const lookups = response.lookups.flatMap(({ selected, isDelivered, withheld }) =>
    namedSubjects(selected, variables, supergraph.facts.personal).map((code) => ({
      code,
      isDelivered,
      withheld,
    })),
  )
  const refused = lookups.filter(({ withheld }) => withheld.length > 0)
  return accessRecords({
    released: response.released,
    withheld: response.withheld,
    seen: response.seen,
    lookups,
    denied: [...permitted.deniedSubjects, ...refused],
    owners: supergraph.facts.owners,
  })
}
