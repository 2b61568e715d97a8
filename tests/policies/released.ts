import { compilePolicySet } from '#policies/compile.ts'
import { holds } from '#policies/condition.ts'
import { decide } from '#policies/decide.ts'
import type { Agreement, Alternative, Coordinate } from '#policies/model.ts'
import type { Asked } from './arbitrary-agreements.ts'

/** As what each coordinate of the row is released, by `decide` and `holds`; null: it is not. */
export function releaser(
  agreement: Agreement,
  coordinates: readonly Coordinate[],
): (asked: Asked) => readonly (Alternative | null)[] {
  const policySet = compilePolicySet({ epoch: 1, agreements: [agreement], applications: [] })
  return ({ caller, permission, at, circumstances }) =>
    decide(policySet, { caller, permission, coordinates, at }).map((decision) => {
      const alternatives = decision.granted ? decision.alternatives : []
      return (
        alternatives.find(({ condition }) => condition === null || holds(condition, circumstances)) ?? null
      )
    })
}
