export type PolicyErrorCode =
  'CONFLICT' | 'FOUR_EYES' | 'MOVE_NOT_ALLOWED' | 'NOT_FOUND' | 'NOT_YOUR_REGISTRY' | 'INVALID_TERMS'

/** Why a change of policies is refused, in words for a steward or a consumer; nothing has been changed. */
export class PolicyError extends Error {
  override readonly name: string = 'PolicyError'
  readonly code: PolicyErrorCode

  constructor(code: PolicyErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Somebody else has written meanwhile: read `newest`, and decide again. */
export class ConflictError extends PolicyError {
  override readonly name = 'ConflictError'
  /** Number of the permission's newest revision. */
  readonly newest: number

  constructor(newest: number, message: string) {
    super('CONFLICT', message)
    this.newest = newest
  }
}

/** One person would do what two must. */
export class FourEyesError extends PolicyError {
  override readonly name = 'FourEyesError'

  constructor(message: string) {
    super('FOUR_EYES', message)
  }
}

/** A move that `lifecycle.ts` does not list, or not for this role. */
export class MoveError extends PolicyError {
  override readonly name = 'MoveError'

  constructor(message: string) {
    super('MOVE_NOT_ALLOWED', message)
  }
}

export class NotFoundError extends PolicyError {
  override readonly name = 'NotFoundError'

  constructor(message: string) {
    super('NOT_FOUND', message)
  }
}

/** It is for another registry's steward, or another consumer. */
export class RegistryError extends PolicyError {
  override readonly name = 'RegistryError'

  constructor(message: string) {
    super('NOT_YOUR_REGISTRY', message)
  }
}

export class InvalidTermsError extends PolicyError {
  override readonly name = 'InvalidTermsError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('INVALID_TERMS', problems.join('\n'))
    this.problems = problems
  }
}

/** The states (SQLSTATE) by which the triggers of `migrations/` say which rule they hold. */
const refusals: Readonly<Record<string, (message: string) => PolicyError>> = {
  DG001: (message) => new FourEyesError(message),
  DG002: (message) => new MoveError(message),
}

/** What to do about what triggers refuse, by how their message begins. */
const advice: readonly (readonly [beginning: string, toDo: string])[] = [
  ['Nobody of ', 'a steward who writes, of that registry, reviews it first: reviewRevision.'],
]

/** The `PolicyError` that a trigger's refusal stands for; any other error as it is. */
export function asPolicyError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const { message } = error
  const toDo = advice.find(([beginning]) => message.startsWith(beginning))?.[1]
  const words = toDo === undefined ? message : `${message}: ${toDo}`
  return Object.hasOwn(refusals, error.code) ? (refusals[error.code]?.(words) ?? error) : error
}
