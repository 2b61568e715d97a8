import { OperationTypeNode } from 'graphql'
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { DagrError } from '../errors.ts'
import { documentErrors, variableErrors } from '../operation/contract-errors.ts'
import { assertVariables, assertWithin } from '../operation/limits.ts'
import type { Limits } from '../operation/limits.ts'
import { documentOf, inputsOf, operationOf, writtenDefinition } from '../operation/parsed-document.ts'
import type { DocumentCache, ParsedDocument } from '../operation/parsed-document.ts'
import { selectFields } from '../operation/selection.ts'
import type { SelectedField } from '../operation/selection.ts'
import type { Supergraph } from '../planner/supergraph.ts'

/** A GraphQL request as it came over HTTP. */
export interface GraphQLRequest {
  readonly body: {
    readonly query?: unknown
    readonly variables?: unknown
    readonly operationName?: unknown
    readonly extensions?: unknown
  }
  readonly method: 'GET' | 'POST'
  readonly headers: {
    readonly authorization?: string
    readonly 'x-dagr-permission'?: string
    readonly 'dagr-case'?: string
    readonly 'dagr-on-denied'?: string
    readonly 'dagr-deadline-ms'?: string
    readonly 'dagr-freshness'?: string
    readonly traceparent?: string
    readonly accept?: string
  }
  readonly remoteAddress: string
  readonly receivedAt: Date
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal
}

/** One operation, valid against the API schema, with its variables coerced. */
export interface Operation {
  readonly request: GraphQLRequest
  readonly supergraph: Supergraph
  /** What the caller may know of the API schema. */
  contract(): GraphQLSchema
  readonly parsed: ParsedDocument
  readonly definition: OperationDefinitionNode
  readonly name: string | null
  readonly variables: Readonly<Record<string, unknown>>
  /** Equal for requests that ask for the same fields, whatever the values of their variables. */
  readonly key: string
  /** `DAGR-On-Denied: reject`: all or nothing. */
  readonly rejectsDenied: boolean
  /** `DAGR-Freshness: full`: also that everything is current is told. */
  readonly tellsAllFreshness: boolean
  /** What it asks for, place by place. */
  fields(withInterfaces?: boolean): readonly SelectedField[]
}

/** What texts are read by. */
export interface ParseSource {
  readonly supergraph: Supergraph
  readonly documents: DocumentCache
  readonly limits: Limits
  /** What the caller may know of the API schema; only asked where something is told from it. */
  contract(): GraphQLSchema
}

/**
 * From text to operation. A caller's text is validated against the API schema, never the full one. INVARIANT: what is wrong
 * with a text or with a variable is told from the caller's contract, never from the API schema.
 * @throws DagrError or AggregateError of them: the text, its variables or its size are not acceptable.
 */
export function parse(request: GraphQLRequest, source: ParseSource): Operation {
  const { supergraph, limits } = source
  const { query, operationName, variables } = request.body
  if (typeof query !== 'string') {
    throw new DagrError('GRAPHQL_PARSE_FAILED', 'The parameter query is required and must be a string')
  }
  const given = isRecord(variables) ? variables : {}
  assertVariables(given, limits)
  const parsed = documentOf(query, { api: supergraph.api, documents: source.documents, limits })
  if (!parsed.isValid) throw failed(documentErrors(parsed.written(), source.contract()))
  const definition = operationOf(parsed, typeof operationName === 'string' ? operationName : null)
  assertKind(definition, request.method)
  const { coerce, costOf, variantOf, nonNull } = inputsOf(parsed, definition, supergraph.api)
  const coerced = coerce(parsed.literals === null ? given : { ...given, ...parsed.literals })
  if (coerced.errors) {
    const definitions = writtenDefinition(parsed, definition).variableDefinitions ?? []
    const schemas = { api: supergraph.api, contract: source.contract() }
    throw failed(variableErrors(definitions, given, schemas))
  }
  if (limits.listCost !== Number.POSITIVE_INFINITY) assertWithin(limits, 'listCost', costOf(coerced.coerced))
  assertNotNull(nonNull, coerced.coerced)
  const variant = variantOf(coerced.coerced)
  const name = definition.name?.value ?? null
  return {
    request,
    supergraph,
    contract: () => source.contract(),
    parsed,
    definition,
    name,
    variables: coerced.coerced,
    key: `${parsed.key} ${name ?? ''} ${variant}`,
    rejectsDenied: rejectsDenied(request.headers['dagr-on-denied']),
    tellsAllFreshness: tellsAllFreshness(request.headers['dagr-freshness']),
    fields: (withInterfaces) =>
      selectFields(supergraph.api, definition, parsed.fragments, coerced.coerced, withInterfaces),
  }
}

function assertNotNull(nonNull: readonly string[], variables: Readonly<Record<string, unknown>>): void {
  const name = nonNull.find((each) => variables[each] === null)
  if (name !== undefined)
    throw new DagrError('GRAPHQL_VALIDATION_FAILED', `Variable "$${name}" must not be null`)
}

/** A word that we do not know must not quietly mean the laxer of the two. */
function rejectsDenied(header: string | undefined): boolean {
  const word = header?.trim().toLowerCase() ?? ''
  if (word === 'reject') return true
  if (word === '' || word === 'withhold') return false
  throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'DAGR-On-Denied must be reject or withhold')
}

function tellsAllFreshness(header: string | undefined): boolean {
  const word = header?.trim().toLowerCase() ?? ''
  if (word === 'full') return true
  if (word === '') return false
  throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'DAGR-Freshness can only be full')
}

function assertKind(definition: OperationDefinitionNode, method: GraphQLRequest['method']): void {
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'Subscriptions are not offered')
  }
  if (method === 'GET' && definition.operation !== OperationTypeNode.QUERY) {
    throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'A mutation must be sent by POST', { status: 405 })
  }
}

function failed(errors: readonly DagrError[]): Error {
  const [first] = errors
  return first && errors.length === 1 ? first : new AggregateError(errors)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
