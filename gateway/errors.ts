/**
 * The closed catalogue of error codes: what `extensions.code` can be, in every answer of the gateway.
 * `docs/errors.md` shows the same table to callers; `errors.test.ts` holds one against the other.
 */

/** How a code relates to the answer it stands in. */
type Placement =
  /** Beside data: the answer is a partial one and always 200. */
  | 'field'
  /** Instead of data, about the GraphQL document: own status, but 200 for callers who accept only `application/json`. */
  | 'document'
  /** Instead of data, about the HTTP exchange or the gateway: own status for every media type. */
  | 'exchange'

interface CatalogueEntry {
  /** HTTP status of an answer without data whose first error has this code. */
  readonly status: number
  readonly placement: Placement
  /** True where the same request, sent again a little later, may succeed. */
  readonly retryable: boolean
  readonly meaning: string
}

export const errorCatalogue = {
  UNAUTHENTICATED: {
    status: 401,
    placement: 'exchange',
    retryable: false,
    meaning: 'The bearer token is missing, malformed, expired, not yet valid, or not from a trusted issuer.',
  },
  PERMISSION_REQUIRED: {
    status: 403,
    placement: 'exchange',
    retryable: false,
    meaning: 'No permission is named in X-DAGR-Permission and the application has no default permission.',
  },
  PERMISSION_NOT_VALID: {
    status: 403,
    placement: 'exchange',
    retryable: false,
    meaning:
      'The named permission is unknown, belongs to another consumer, has expired, is suspended, or needs a case.',
  },
  QUOTA_EXCEEDED: {
    status: 429,
    placement: 'exchange',
    retryable: false,
    meaning: "The permission's quota of requests for this day is used up; see Retry-After.",
  },
  LOOKUPS_LIMITED: {
    status: 429,
    placement: 'exchange',
    retryable: true,
    meaning:
      'Too many look-ups of this application have found nobody; it may look people up again after Retry-After.',
  },
  FIELD_NOT_GRANTED: {
    status: 200,
    placement: 'field',
    retryable: false,
    meaning: 'The permission does not cover a coordinate; its value is withheld and comes back as null.',
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    placement: 'document',
    retryable: false,
    meaning: 'The request is not a well-formed GraphQL request, or its document has a syntax error.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    placement: 'document',
    retryable: false,
    meaning:
      'The document, its variables or an argument do not fit the schema, or no operation can be determined.',
  },
  OPERATION_REFUSED: {
    status: 403,
    placement: 'document',
    retryable: false,
    meaning: 'The operation as a whole is refused, as asked by DAGR-On-Denied: reject; nothing is released.',
  },
  POLICY_STALE: {
    status: 503,
    placement: 'exchange',
    retryable: true,
    meaning:
      'The policies are not loaded, not known to be current, or changed meanwhile, so nothing can be released.',
  },
  CHANGE_REFUSED: {
    status: 200,
    placement: 'field',
    retryable: false,
    meaning:
      'What is to be done with an agreement or a consent is not possible as asked; the message says what to do.',
  },
  REGISTRY_UNAVAILABLE: {
    status: 200,
    placement: 'field',
    retryable: true,
    meaning: 'A registry failed or did not answer in time; its own fields come back as null.',
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    placement: 'exchange',
    retryable: true,
    meaning: 'The access could not be recorded or counted durably, so nothing is released.',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    placement: 'exchange',
    retryable: false,
    meaning: 'The body, the document, its variables or the cost of the operation is over a limit.',
  },
  OVERLOADED: {
    status: 503,
    placement: 'exchange',
    retryable: true,
    meaning:
      'Too many requests at once or under one permission, too many attempts without a valid token, or not ready yet.',
  },
  INTERNAL: {
    status: 500,
    placement: 'exchange',
    retryable: false,
    meaning: 'A fault of the gateway; nothing is released. The details are in its log only.',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof errorCatalogue

export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errorCatalogue, text)
}

export type MediaType = 'application/json' | 'application/graphql-response+json'

/**
 * The HTTP status of an answer whose data is absent because of `code`. GraphQL over HTTP: under `application/json`
 * a well-formed request whose document fails is answered 200, since a client cannot tell who made another status.
 */
export function statusOf(code: ErrorCode, mediaType: MediaType): number {
  const { status, placement } = errorCatalogue[code]
  return placement === 'document' && mediaType === 'application/json' ? 200 : status
}

export interface DagrErrorDetails {
  /** Place in the response, in the response's terms. */
  readonly path?: readonly (string | number)[] | undefined
  /** Places in the caller's document. */
  readonly locations?: readonly { readonly line: number; readonly column: number }[] | undefined
  /** Further members of `extensions`; `code` is always the error's own. */
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
  /** Replaces the catalogue's status for every media type, such as 405 for a mutation by GET. */
  readonly status?: number | undefined
  /** Seconds for a `Retry-After` header. */
  readonly retryAfter?: number | undefined
  readonly cause?: unknown
}

/** The form of an error in a GraphQL response. */
export interface SerializedError {
  readonly message: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly path?: readonly (string | number)[]
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: ErrorCode }
}

/**
 * Every failure that a caller is told of. Its message goes to the caller: no personal data, no secrets. What is written like a
 * personal code is masked, for messages may repeat what a text named.
 */
export class DagrError extends Error {
  override readonly name = 'DagrError'
  readonly code: ErrorCode
  readonly path: DagrErrorDetails['path']
  readonly locations: DagrErrorDetails['locations']
  readonly extensions: DagrErrorDetails['extensions']
  readonly status: number | undefined
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, details: DagrErrorDetails = {}) {
    // An answer is no fault: where in the program it was made is told to nobody, and costs more than all else of it.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(masked(message), details.cause === undefined ? undefined : { cause: details.cause })
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.path = details.path
    this.locations = details.locations
    this.extensions = details.extensions
    this.status = details.status
    this.retryAfter = details.retryAfter
  }

  toJSON(): SerializedError {
    return {
      message: this.message,
      ...(this.locations && { locations: this.locations }),
      ...(this.path && { path: this.path }),
      extensions: { ...this.extensions, code: this.code },
    }
  }
}

function masked(message: string): string {
  return message.replaceAll(/\d{6}[-_]?\d{5}/g, (code) => '*'.repeat(code.length))
}
