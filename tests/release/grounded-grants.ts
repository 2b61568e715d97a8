import type { Condition, Operand } from '#policies/model.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import type { Grants } from './grants.ts'

/** What the registers say of the resident, by relation. */
export type Relations = ReadonlyMap<string, readonly string[]>

/** The same grants for one caller, with the values that relations and claims stand for. */
export function groundedGrants(grants: Grants, caller: string, relations: Relations): Grants {
  const { claims, isResident } = demoCaller(caller)
  const valuesOf = (operand: Operand): readonly string[] | null => {
    if ('relation' in operand) return isResident ? (relations.get(operand.relation) ?? null) : null
    if (!('claim' in operand)) return null
    const claim = new Map(Object.entries(claims)).get(operand.claim)
    return claim === undefined ? null : [claim]
  }
  const grounded = (condition: Condition): Condition => {
    switch (condition.kind) {
      case 'all':
      case 'any':
        return { kind: condition.kind, of: condition.of.map(grounded) }
      case 'not':
        return { kind: 'not', of: grounded(condition.of) }
      case 'compare': {
        const values = valuesOf(condition.value)
        return values === null ? condition : { ...condition, value: { values } }
      }
      default:
        return condition
    }
  }
  return new Map(
    [...grants].map(([coordinate, granted]) => [
      coordinate,
      {
        ...granted,
        ways: granted.ways.map((way) => ({ ...way, condition: way.condition && grounded(way.condition) })),
      },
    ]),
  )
}
