import { alternativeOf, inOrder } from './alternatives.ts'
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

/**
 * Makes the form that `decide` reads: one map per agreement, so that a coordinate costs one look-up. An agreement's map is
 * made when it is first decided from: an epoch with very many agreements takes effect at once.
 */
export function compilePolicySet(content: PolicyContent): PolicySet {
  return {
    epoch: content.epoch,
    agreements: new Map(
      content.agreements
        .filter((agreement) => typeof agreement?.permission === 'string')
        .map((agreement) => [agreement.permission, compile(agreement)]),
    ),
    applications: new Map(content.applications.map((application) => [application.id, application])),
  }
}

/**
 * The next policy set, from the one before and what differs from it. INVARIANT: it decides as one that is compiled from all of
 * the content; an agreement that did not change is the same object, by which whatever was made for it is found again.
 */
export function nextPolicySet(before: PolicySet, difference: PolicyContent): PolicySet {
  const { epoch, agreements, applications } = compilePolicySet(difference)
  return { epoch, agreements: new Map([...before.agreements, ...agreements]), applications }
}

function compile(agreement: Agreement): CompiledAgreement {
  let decisions: CompiledAgreement['decisions'] | undefined
  return {
    ...agreement,
    validFromMs: Date.parse(agreement.validFrom),
    validToMs: agreement.validTo === null ? Infinity : Date.parse(agreement.validTo),
    get decisions() {
      decisions ??= certainDecisionsOf(agreement)
      return decisions
    },
  }
}

/** INVARIANT: what has not the form of an agreement grants nothing, and stops no other one. */
function certainDecisionsOf(agreement: Agreement): CompiledAgreement['decisions'] {
  try {
    return decisionsOf(agreement)
  } catch {
    return new Map()
  }
}

function decisionsOf({ grants, forbids }: Agreement): Map<Coordinate, CoordinateDecision> {
  const granted = new Map<Coordinate, Alternative[]>()
  for (const grant of grants) {
    const alternative = alternativeOf(grant)
    if (alternative === null) continue
    for (const coordinate of coveredBy(grant) ?? []) append(granted, coordinate, alternative)
  }
  const forbidden = new Map<Coordinate, string[]>()
  for (const forbid of forbids) {
    for (const coordinate of coveredBy(forbid) ?? everyOf(granted.keys(), forbid)) {
      append(forbidden, coordinate, forbid.id)
    }
  }
  const decisions = new Map<Coordinate, CoordinateDecision>()
  for (const [coordinate, alternatives] of granted) decisions.set(coordinate, permit(inOrder(alternatives)))
  // INVARIANT: forbid overrides grant, whatever the grants are.
  for (const [coordinate, reasons] of forbidden) {
    decisions.set(coordinate, { granted: false, reason: 'FORBIDDEN', reasons })
  }
  return decisions
}

function append<Item>(lists: Map<Coordinate, Item[]>, coordinate: Coordinate, item: Item): void {
  const list = lists.get(coordinate)
  if (list === undefined) lists.set(coordinate, [item])
  else list.push(item)
}

function permit(alternatives: readonly Alternative[]): CoordinateDecision {
  return { granted: true, alternatives, reasons: alternatives.map(({ reason }) => reason) }
}

const wildcard = '*'

/** The coordinates that a grant or a forbid names; null where it is a `Type.*` of which nothing says what it covers. */
function coveredBy({ coordinate, covers }: Grant): readonly Coordinate[] | null {
  if (!coordinate.endsWith(`.${wildcard}`)) return [coordinate]
  if (!Array.isArray(covers)) return null
  // INVARIANT: `Type.*` names nothing of another type, and is no coordinate itself.
  const type = coordinate.slice(0, -wildcard.length)
  return covers.filter((each) => each.startsWith(type) && !each.endsWith(wildcard))
}

/** Where nobody knows what is forbidden of a type, everything of it is. */
function everyOf(coordinates: Iterable<Coordinate>, { coordinate }: Grant): Coordinate[] {
  const type = coordinate.slice(0, -wildcard.length)
  return [...coordinates].filter((each) => each.startsWith(type))
}
