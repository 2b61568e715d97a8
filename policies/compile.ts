import { isKnown } from './condition.ts'
import type {
  Agreement,
  Alternative,
  CompiledAgreement,
  Coordinate,
  CoordinateDecision,
  Grant,
  PolicyContent,
  PolicySet,
} from './model.ts'

/** Makes the form that `decide` reads: one map per agreement, so that a coordinate costs one look-up. */
export function compilePolicySet(content: PolicyContent): PolicySet {
  return {
    epoch: content.epoch,
    agreements: new Map(content.agreements.map((agreement) => [agreement.permission, compile(agreement)])),
    applications: new Map(content.applications.map((application) => [application.id, application])),
  }
}

function compile(agreement: Agreement): CompiledAgreement {
  return {
    ...agreement,
    validFromMs: Date.parse(agreement.validFrom),
    validToMs: agreement.validTo === null ? Infinity : Date.parse(agreement.validTo),
    decisions: decisionsOf(agreement),
  }
}

type Granted = Extract<CoordinateDecision, { granted: true }>

function decisionsOf({ grants, forbids }: Agreement): Map<Coordinate, CoordinateDecision> {
  const granted = new Map<Coordinate, Granted>()
  for (const grant of grants) {
    // INVARIANT: a condition that cannot be checked grants nothing, and is never taken for another one.
    if (grant.condition !== undefined && !isKnown(grant.condition)) continue
    const other = granted.get(grant.coordinate)
    const decision = permit(grant)
    granted.set(grant.coordinate, other === undefined ? decision : either(other, decision))
  }
  const decisions = new Map<Coordinate, CoordinateDecision>(granted)
  // INVARIANT: forbid overrides grant, whatever the grants are.
  for (const [coordinate, same] of Map.groupBy(forbids, (forbid) => forbid.coordinate)) {
    decisions.set(coordinate, { granted: false, reason: 'FORBIDDEN', reasons: same.map(({ id }) => id) })
  }
  return decisions
}

function permit({ id, condition, obligations = [], ...others }: Grant): Granted {
  const alternative: Alternative = {
    condition: condition ?? null,
    obligations,
    maxStalenessSeconds: others.maxStalenessSeconds ?? null,
    reason: id,
  }
  return { granted: true, alternatives: [alternative], reasons: [id] }
}

function either(one: Granted, other: Granted): Granted {
  const alternatives = [...one.alternatives, ...other.alternatives]
  const [idle] = alternatives.filter(({ condition }) => condition === null)
  if (idle) return { granted: true, alternatives: [idle], reasons: [idle.reason] }
  return { granted: true, alternatives, reasons: alternatives.map(({ reason }) => reason) }
}
