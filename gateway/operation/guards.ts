import type { GraphQLField } from 'graphql'
import { attributesOf, needsOf, rowTypeOf } from '#policies/condition.ts'
import type { Alternative, Condition, Coordinate, CoordinateDecision, Obligation } from '#policies/model.ts'
import { canBeDone, fewestRows } from './obligations.ts'

/** One way in which a value may be released: a grant, seen from the place where the value stands. */
export interface Way {
  /** null: whatever the row. */
  readonly condition: Condition | null
  /** Type of the rows that the condition compares attributes of; null where it compares none, or of several types. */
  readonly rowType: string | null
  readonly attributes: ReadonlySet<Coordinate>
  readonly needs: ReturnType<typeof needsOf>
  readonly obligations: readonly Obligation[]
  /** How many rows of one list it lets through; null: each. */
  readonly maxRows: number | null
}

/** What one coordinate asks of a value: that one of the ways holds. They are tried in this order. */
export type Guard = readonly Way[]

const noNeeds: Way['needs'] = { self: false, consent: false, relations: new Set() }
const noAttributes: ReadonlySet<Coordinate> = new Set()

/**
 * The guard of a granted coordinate of a field; null where every value is released as it is. A way whose obligations
 * cannot be done on the field is none: the guard then has fewer, or no ways.
 */
export function guardOf(
  decision: Extract<CoordinateDecision, { granted: true }>,
  typeName: string,
  field: GraphQLField<unknown, unknown>,
): Guard | null {
  const ways = decision.alternatives
    .filter(({ obligations }) => obligations.every((each) => canBeDone(each, typeName, field)))
    .map(wayOf)
  const [first] = ways
  return first?.condition === null && first.obligations.length === 0 ? null : ways
}

function wayOf({ condition, obligations }: Alternative): Way {
  const maxRows = fewestRows(obligations)
  if (condition === null) {
    return { condition, rowType: null, attributes: noAttributes, needs: noNeeds, obligations, maxRows }
  }
  return {
    condition,
    rowType: rowTypeOf(condition),
    attributes: attributesOf(condition),
    needs: needsOf(condition),
    obligations,
    maxRows,
  }
}

/** Whether it is the caller's own data, and nothing else, that the coordinate is granted for. */
export function isSelfOnly(guard: Guard): boolean {
  return guard.length > 0 && guard.every(({ condition }) => condition?.kind === 'self')
}

export function dependsOnRow({ attributes, needs }: Way): boolean {
  return attributes.size > 0 || needs.consent
}

/** What the field's place says of which rows there can be. */
export interface RowsAround {
  /** Whether something around the field, or itself, may be about a data subject. */
  readonly hasSubject: boolean
  /** Types of objects around the field, and of its own values. */
  readonly types: ReadonlySet<string>
}

/** Whether the way can hold at a place at all; what cannot is not even fetched. */
export function canHold({ condition, rowType, needs, attributes }: Way, around: RowsAround): boolean {
  if (condition === null) return true
  if (needs.self && around.hasSubject) return true
  if (attributes.size === 0 && !needs.consent) return !needs.self
  return rowType !== null && around.types.has(rowType)
}

/** Attributes of rows of this type that the ways compare. */
export function attributesFor(type: string, guards: Iterable<Guard>): ReadonlySet<Coordinate> {
  const found = new Set<Coordinate>()
  for (const way of [...guards].flat()) {
    if (way.rowType !== type) continue
    for (const attribute of way.attributes) found.add(attribute)
    if (way.needs.consent) found.add(`${type}.${consentsField}`)
  }
  return found
}

/** Field of a data subject's type that lists whom, and for what, the person consents. */
export const consentsField = 'consents'
