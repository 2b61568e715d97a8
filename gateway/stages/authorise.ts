import { getArgumentValues } from 'graphql'
import type { LRUCache } from 'lru-cache'
import { rigaDay } from '#audit/riga-day.ts'
import type { Bindings } from '#policies/condition.ts'
import { decide, permissionOf } from '#policies/decide.ts'
import type { Agreement, Caller, Coordinate, PolicySet } from '#policies/model.ts'
import { DagrError } from '../errors.ts'
import { bindingsOf } from '../operation/bindings.ts'
import { longestCase } from '../operation/case-reference.ts'
import { compileOpen, compilePermitted } from '../operation/compile.ts'
import type { CompiledOperation } from '../operation/compile.ts'
import type { CursorBinding, CursorSeal } from '../operation/cursors.ts'
import { denialError, rejection } from '../operation/denial-errors.ts'
import { namedSubjects } from '../operation/named-subjects.ts'
import { cappedFirst } from '../operation/page-size.ts'
import { askedCoordinates } from '../operation/asked-coordinates.ts'
import type { SelectedField } from '../operation/selection.ts'
import type { GraphQLRequest, Operation } from './parse.ts'

/** What a request is decided by. */
export type Authority =
  /** An agreement in force, in one epoch of the policies. */
  | { readonly kind: 'agreement'; readonly agreement: Agreement; readonly set: PolicySet }
  /** No permissions at all: open mode, which refuses to start in production. */
  | { readonly kind: 'open' }

/**
 * INVARIANT: keyed by operation and by the agreement as it was compiled, so that two callers with different rights share
 * nothing, and neither do two epochs between which an agreement changed.
 */
export type CompiledCache = LRUCache<string, CompiledOperation>

/** An operation of which only granted coordinates are left. */
export interface Permitted {
  readonly operation: Operation
  readonly compiled: CompiledOperation
  readonly caller: Caller
  readonly authority: Authority
  /** What row conditions compare with. */
  readonly bindings: Bindings
  /** The caller's, with helpers' values. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Named in arguments of fields that are denied. */
  readonly deniedSubjects: readonly { readonly code: string; readonly withheld: readonly Coordinate[] }[]
  bindingOf(connection: SelectedField): CursorBinding
}

/**
 * The agreement that a request is made under. @throws DagrError where there is none in force, or `set` is null since the
 * policies are not known to be current.
 */
export function authorityOf(request: GraphQLRequest, caller: Caller, set: PolicySet | null): Authority {
  if (set === null) {
    throw new DagrError(
      'POLICY_STALE',
      'The policies are not known to be current: nothing is released until they are',
    )
  }
  const { headers, receivedAt } = request
  // A client that sends the header empty names nothing.
  const named = headers['x-dagr-permission']?.trim() || undefined
  const found = permissionOf(set, caller, named, receivedAt)
  if ('code' in found) throw new DagrError(found.code, found.message)
  const caseReference = headers['dagr-case'] ?? ''
  if (found.agreement.caseRequired && caseReference === '') {
    throw new DagrError(
      'PERMISSION_NOT_VALID',
      'This permission is valid only with a case reference in DAGR-Case',
    )
  }
  if (caseReference.length > longestCase) {
    throw new DagrError('PERMISSION_NOT_VALID', `DAGR-Case may have at most ${longestCase} characters`)
  }
  return { kind: 'agreement', agreement: found.agreement, set }
}

/**
 * Only what the agreement grants, plus helpers. @throws DagrError where `DAGR-On-Denied: reject` meets a denial, or a
 * cursor is not one of ours.
 */
export function authorise(
  operation: Operation,
  caller: Caller,
  authority: Authority,
  compiledCache: CompiledCache,
  seal: CursorSeal,
): Permitted {
  const permission = authority.kind === 'open' ? '' : authority.agreement.permission
  const key = `${authority.kind === 'open' ? '' : numberOf(authority.agreement)} ${operation.key}`
  let compiled = compiledCache.get(key)
  if (!compiled) {
    compiled = compile(operation, caller, authority)
    compiledCache.set(key, compiled)
  }
  if (operation.rejectsDenied && compiled.denials.length > 0)
    throw rejection(compiled.denials.map(denialError))
  const bindingOf = (connection: SelectedField) => cursorBinding(connection, operation, permission)
  return {
    operation,
    compiled,
    caller,
    authority,
    bindings: bindingsOf(
      caller,
      authority.kind === 'open' ? {} : authority.agreement.parameters,
      rigaDay(operation.request.receivedAt),
    ),
    variables: boundVariables(operation, compiled, { caller, permission }, seal, bindingOf),
    deniedSubjects: deniedSubjects(operation, compiled),
    bindingOf,
  }
}

/** Of agreements, as one epoch or several in a row have compiled them. */
const numbers = new WeakMap<Agreement, number>()
let lastNumber = 0

function numberOf(agreement: Agreement): number {
  const known = numbers.get(agreement)
  if (known !== undefined) return known
  lastNumber += 1
  numbers.set(agreement, lastNumber)
  return lastNumber
}

function compile(operation: Operation, caller: Caller, authority: Authority): CompiledOperation {
  const { supergraph, variables, definition, parsed } = operation
  const fields = operation.fields(authority.kind === 'open')
  const coordinates = [...askedCoordinates(fields, variables)]
  const { document, fragments, key } = parsed
  const source = {
    api: supergraph.api,
    full: supergraph.full,
    document,
    definition,
    fragments,
    key,
    fields,
    coordinates,
    variables,
  }
  if (authority.kind === 'open') return compileOpen(source)
  const decisions = decide(authority.set, {
    caller,
    permission: authority.agreement.permission,
    coordinates,
    at: operation.request.receivedAt,
  })
  const byCoordinate = new Map(decisions.map((decision, position) => [coordinates[position] ?? '', decision]))
  return compilePermitted(source, byCoordinate, supergraph.facts)
}

function deniedSubjects({ variables, supergraph }: Operation, compiled: CompiledOperation) {
  return compiled.deniedNaming.flatMap(({ selected, withheld }) =>
    namedSubjects(selected, variables, supergraph.facts.personal).map((code) => ({ code, withheld })),
  )
}

function boundVariables(
  operation: Operation,
  compiled: CompiledOperation,
  acting: { readonly caller: Caller; readonly permission: string },
  seal: CursorSeal,
  bindingOf: Permitted['bindingOf'],
): Readonly<Record<string, unknown>> {
  const { cursors, pages, selfVariable, actingVariable } = compiled
  const isBound = cursors.length > 0 || pages.length > 0 || selfVariable !== null || actingVariable !== null
  if (!isBound) return operation.variables
  const bound: Record<string, unknown> = Object.assign(Object.create(null), operation.variables)
  for (const { variable, field } of cursors) {
    const cursor = getArgumentValues(field.definition, field.nodes[0], operation.variables)['after']
    bound[variable] = typeof cursor === 'string' ? opened(cursor, bindingOf(field), seal) : null
  }
  const { caller } = acting
  for (const { variable, field, maxRows } of pages)
    bound[variable] = cappedFirst(field, maxRows, operation.variables)
  if (selfVariable !== null) bound[selfVariable] = caller.personalCode ?? ''
  if (actingVariable !== null) {
    const { consumer, application, official, personalCode } = caller
    bound[actingVariable] = {
      consumer,
      application,
      official,
      personalCode,
      permission: acting.permission,
    }
  }
  return bound
}

function opened(cursor: string, binding: CursorBinding, seal: CursorSeal): string {
  const position = seal.open(cursor, binding)
  if (position !== null) return position
  throw new DagrError(
    'GRAPHQL_VALIDATION_FAILED',
    'The cursor in `after` does not belong to this search under this permission: begin again without it',
  )
}

const pageArguments = new Set(['first', 'after'])

function cursorBinding(
  connection: SelectedField,
  { variables }: Operation,
  permission: string,
): CursorBinding {
  const values = getArgumentValues(connection.definition, connection.nodes[0], variables)
  return {
    permission,
    coordinate: connection.coordinate,
    arguments: Object.fromEntries(Object.entries(values).filter(([name]) => !pageArguments.has(name))),
  }
}
