import type { Condition } from './model.ts'

/** What is known of a row when its condition is checked. */
export interface Circumstances {
  /** Id of the row's data subject; null where the row is about nobody, or nobody knows about whom. */
  readonly subject: string | null
  /** Every personal code, 11 digits each, that the caller has had; empty where the caller is no natural person. */
  readonly callerCodes: ReadonlySet<string>
}

/** Whether the condition holds, for sure: what is unknown denies, a kind of condition that is not listed here included. */
export function holds(condition: Condition, circumstances: Circumstances): boolean {
  return isKnown(condition) && (checks[condition.kind]?.(circumstances) ?? false)
}

/** False for a condition that a newer program has written, of a kind that this one cannot check. */
export function isKnown(condition: Condition): boolean {
  return Object.hasOwn(checks, condition.kind)
}

const checks: Readonly<Partial<Record<Condition['kind'], (circumstances: Circumstances) => boolean>>> = {
  self: ({ subject, callerCodes }) => subject !== null && callerCodes.has(subject),
}
