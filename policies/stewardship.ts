import type { Agreement } from './model.ts'

/** The parameter of a steward's agreement that lists the registries it is about. */
const stewardship = 'stewardOf'
/** The registry that answers for what may be done with agreements. */
const policyRegistry = 'policy'

/** Registries for which whoever asks under the agreement answers; none: they are a consumer. */
export function stewardedRegistries({ parameters }: Pick<Agreement, 'parameters'>): readonly string[] {
  return Object.hasOwn(parameters, stewardship) ? (parameters[stewardship] ?? []) : []
}

/**
 * Who must agree to that, besides those who answer for the lines: each registry, and who answers for agreements.
 * INVARIANT: a parameter makes nobody a steward of a registry that has not approved it.
 */
export function answeringForStewards(terms: Pick<Agreement, 'parameters'>): readonly string[] {
  const registries = stewardedRegistries(terms)
  return registries.length === 0 ? [] : [...registries, policyRegistry]
}
