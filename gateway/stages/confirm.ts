import { isDeepStrictEqual } from 'node:util'
import { needsOf } from '#policies/condition.ts'
import type { CompiledAgreement, CoordinateDecision, PolicySet } from '#policies/model.ts'
import type { Permitted } from './authorise.ts'

/**
 * The permitted operation, under the policies that are in force by now; null where they would not decide the same, or are not
 * known to be current. What is fetched with helpers and shape of the one decision can then be released by the other: they
 * are equal.
 *
 * An operation that needs consents is confirmed in its own epoch only: a withdrawn consent makes an epoch and changes no
 * agreement.
 */
export function confirm(permitted: Permitted, current: PolicySet | null): Permitted | null {
  const { authority, compiled } = permitted
  if (authority.kind === 'open' || authority.set === current) return permitted
  const { permission } = authority.agreement
  const before = authority.set.agreements.get(permission)
  const after = current?.agreements.get(permission)
  if (!current || !before || !after) return null
  // An agreement that an epoch did not change is the same object in it.
  const isSame = before === after
  if (!isSame && !isDeepStrictEqual(termsOf(before), termsOf(after))) return null
  for (const coordinate of compiled.coordinates) {
    const decision = before.decisions.get(coordinate)
    if (needsConsent(decision)) return null
    if (!isSame && !isDeepStrictEqual(decision, after.decisions.get(coordinate))) return null
  }
  return { ...permitted, authority: { ...authority, agreement: after, set: current } }
}

const lineMembers = new Set<string>([
  'grants',
  'forbids',
  'decisions',
  'revision',
] satisfies (keyof CompiledAgreement)[])

/** Everything but its lines, which `decisions` say coordinate by coordinate. */
function termsOf(agreement: CompiledAgreement): object {
  return Object.fromEntries(Object.entries(agreement).filter(([name]) => !lineMembers.has(name)))
}

function needsConsent(decision: CoordinateDecision | undefined): boolean {
  return (
    decision?.granted === true &&
    decision.alternatives.some(({ condition }) => condition !== null && needsOf(condition).consent)
  )
}
