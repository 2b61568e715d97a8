import type { GraphQLError } from 'graphql'
import { SourceUnreachable } from '#connectors/connector.ts'
import { errorCode } from '#connectors/error-code.ts'

/** What a source cannot do as asked. Its message reaches whoever asks, so it never repeats a value of the request. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

/**
 * What cannot be done with an agreement or a consent as asked. Its message reaches whoever asks, in these words: it says
 * what to do, and tells nothing of anybody.
 */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused'
}

/** An error for the operator's log: where and of what kind, without the message, which may carry personal data. */
export interface ErrorEntry {
  subgraph: string
  path: readonly (string | number)[]
  name: string
  /** Of the system or the database, where there is one. */
  code: string | null
  /** Places in the code, innermost first. */
  stack: readonly string[]
}

export interface PublicError {
  message: string
  path?: readonly (string | number)[]
  extensions: { code: PublicErrorCode }
}

/** `SOURCE_UNREACHABLE`: nothing can be read now, whatever is asked; by it a gateway knows the registry as one that does not answer. */
type PublicErrorCode =
  'ARGUMENT_NOT_VALID' | 'CHANGE_REFUSED' | 'SOURCE_FAILED' | 'SOURCE_UNREACHABLE' | 'OPERATION_NOT_VALID'

/** Of the subgraph whose errors they are. */
interface ErrorSource {
  readonly name: string
  readonly isUnreachable?: ((cause: unknown) => boolean) | undefined
}

/** The errors of a subgraph's answer: the path stays, and only messages that are meant for others. */
export function publicErrors(
  errors: readonly GraphQLError[],
  { name: subgraph, isUnreachable = () => false }: ErrorSource,
  log: ((entry: ErrorEntry) => void) | undefined,
): PublicError[] {
  return errors.map((error) => {
    const path = error.path ?? []
    const cause: unknown = error.originalError ?? error
    if (cause instanceof ArgumentError) {
      return { message: cause.message, path, extensions: { code: 'ARGUMENT_NOT_VALID' } }
    }
    if (cause instanceof ChangeRefused) {
      return { message: cause.message, path, extensions: { code: 'CHANGE_REFUSED' } }
    }
    // Whoever asked has gone away: that is no failure.
    if (!(cause instanceof Error && cause.name === 'AbortError')) log?.(entryOf(cause, subgraph, path))
    if (cause instanceof SourceUnreachable || isUnreachable(cause))
      return { message: 'The source cannot be reached.', path, extensions: { code: 'SOURCE_UNREACHABLE' } }
    return { message: 'The source could not give this.', path, extensions: { code: 'SOURCE_FAILED' } }
  })
}

/** The error of an operation that was not executed at all: it does not fit the schema, or no context could be made. */
export function refusal(
  cause: unknown,
  subgraph: string,
  log: ((entry: ErrorEntry) => void) | undefined,
): PublicError {
  log?.(entryOf(cause, subgraph))
  return {
    message: 'The operation or its variables do not fit the schema of this subgraph.',
    extensions: { code: 'OPERATION_NOT_VALID' },
  }
}

export function entryOf(cause: unknown, subgraph: string, path: ErrorEntry['path'] = []): ErrorEntry {
  if (!(cause instanceof Error)) return { subgraph, path, name: typeof cause, code: null, stack: [] }
  const lines = cause.stack?.split('\n') ?? []
  return {
    subgraph,
    path,
    name: cause.name,
    code: errorCode(cause) ?? errorCode(cause.cause),
    stack: lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim()),
  }
}
