import { isUtf8 } from 'node:buffer'
import { DagrError } from '../errors.ts'
import { isUtf8Name } from '../stages/respond.ts'

/** The parameters of a well-formed GraphQL over HTTP request; absent and null are the same. */
export interface RequestParameters {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Nesting that no real request reaches, and that no recursive reader after us has to survive. */
const maxJsonDepth = 200

/**
 * Throws (415) unless the body is JSON in UTF-8 as it stands: the only form that a page of another origin cannot
 * send without asking first.
 */
export function assertJsonBody(contentType: string | undefined, contentEncoding: string | undefined): void {
  if (contentType === 'application/json' && contentEncoding === undefined) return
  const [mediaType = '', ...parameters] = (contentType ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  if (mediaType !== 'application/json') throw unsupported('The body must be sent as application/json')
  if (charset !== undefined && !isUtf8Name(charset)) throw unsupported('The body must be sent in UTF-8')
  if (contentEncoding !== undefined && contentEncoding !== 'identity') {
    throw unsupported('The body must not be compressed')
  }
}

/** Reads the JSON of a POST body. Throws `GRAPHQL_PARSE_FAILED` (400) with a message that repeats none of it. */
export function readBody(bytes: Buffer): RequestParameters {
  if (bytes.length === 0) throw malformed('The body is empty')
  if (!isUtf8(bytes)) throw malformed('The body is not valid UTF-8')
  return readParameters(parseJson(bytes.toString('utf8'), 'The body'))
}

/** Reads the query string of a GET request; `variables` and `extensions` are JSON, empty text is absent. */
export function readQueryString(search: Readonly<Record<string, unknown>>): RequestParameters {
  const parameters: Record<string, unknown> = {}
  for (const name of parameterNames) {
    const value = search[name]
    if (value === undefined || value === '') continue
    if (typeof value !== 'string') throw malformed(`The parameter ${name} is given more than once`)
    parameters[name] = jsonParameters.has(name) ? parseJson(value, `The parameter ${name}`) : value
  }
  return readParameters(parameters)
}

const parameterNames = ['query', 'variables', 'operationName', 'extensions'] as const
const jsonParameters: ReadonlySet<string> = new Set(['variables', 'extensions'])

function readParameters(value: unknown): RequestParameters {
  if (Array.isArray(value)) throw malformed('Batches are not accepted: send one operation a request')
  if (!isMap(value)) throw malformed('The body must be a JSON object')
  const { query, operationName, variables, extensions } = value
  if (typeof query !== 'string') throw malformed('The parameter query is required and must be a string')
  if (operationName != null && typeof operationName !== 'string') {
    throw malformed('The parameter operationName must be a string')
  }
  return {
    query,
    ...(operationName != null && { operationName }),
    ...(variables != null && { variables: readMap(variables, 'variables') }),
    ...(extensions != null && { extensions: readMap(extensions, 'extensions') }),
  }
}

function readMap(value: unknown, name: string): Record<string, unknown> {
  if (!isMap(value)) throw malformed(`The parameter ${name} must be a JSON object`)
  assertPlain(value, 0)
  return value
}

/** INVARIANT: no name from the outside reaches an object's prototype, whoever copies these values later. */
function assertPlain(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > maxJsonDepth) throw malformed(`The JSON is nested deeper than ${maxJsonDepth} levels`)
  if (Array.isArray(value)) {
    for (const item of value) assertPlain(item, depth + 1)
    return
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw malformed('The key __proto__ is not accepted')
    assertPlain((value as Record<string, unknown>)[key], depth + 1)
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(`${what} is not valid JSON`)
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(message: string): DagrError {
  return new DagrError('GRAPHQL_PARSE_FAILED', message, { status: 400 })
}

function unsupported(message: string): DagrError {
  return new DagrError('GRAPHQL_PARSE_FAILED', message, { status: 415 })
}
