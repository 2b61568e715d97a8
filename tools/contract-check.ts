import type { GraphQLSchema } from 'graphql'
import type { OperationShape } from '#audit/operation-shapes.ts'
import { createContracts } from '#gateway/contracts.ts'
import { coordinatesOf, placeholder } from '#gateway/operation/contract.ts'
import { compilePolicySet } from '#policies/compile.ts'
import { effectOf } from '#policies/effect.ts'
import type { Agreement, Coordinate } from '#policies/model.ts'

/** What an edit of an agreement does to those who rely on its contract schema. */
export interface ContractCheck {
  /** Coordinates that the contract schema would no longer have. */
  readonly broken: readonly { readonly coordinate: Coordinate; readonly uses: readonly Use[] }[]
  /** In words: what stays in the schema, and is released for other rows or in another form. */
  readonly changed: readonly string[]
}

/** Recorded operations of one application that asked for a coordinate. */
export interface Use {
  readonly consumer: string
  readonly application: string
  readonly operations: number
}

/** The contract schema of an agreement at a moment; next to nothing where it is not in force. */
export function contractOf(api: GraphQLSchema, agreement: Agreement, at: Date): GraphQLSchema {
  const set = compilePolicySet({ epoch: 0, agreements: [agreement], applications: [] })
  const compiled = set.agreements.get(agreement.permission)
  const caller = { consumer: agreement.consumer, application: '' }
  return createContracts(api).of(
    compiled ? { kind: 'agreement', agreement: compiled, set } : null,
    caller,
    at,
  )
}

/** What breaks, or gets narrower, where `after` takes the place of `before`; `shapes` are what was recorded under it. */
export function checkContract(
  api: GraphQLSchema,
  { before, after, at }: { readonly before: Agreement; readonly after: Agreement; readonly at: Date },
  shapes: readonly OperationShape[],
): ContractCheck {
  const kept = new Set(coordinatesOf(contractOf(api, after, at)))
  const lost = coordinatesOf(contractOf(api, before, at)).filter(
    (coordinate) => !kept.has(coordinate) && !coordinate.endsWith(`.${placeholder}`),
  )
  return {
    broken: lost.map((coordinate) => ({ coordinate, uses: usesOf(coordinate, shapes) })),
    changed: effectOf(before, after, at).changed.map(({ words }) => words),
  }
}

function usesOf(coordinate: Coordinate, shapes: readonly OperationShape[]): readonly Use[] {
  const asking = shapes.filter(({ coordinates }) => coordinates.includes(coordinate))
  const byApplication = Map.groupBy(asking, ({ consumer, application }) => `${consumer} ${application}`)
  return [...byApplication.values()].map((same) => ({
    consumer: same[0]?.consumer ?? 'unknown',
    application: same[0]?.application ?? 'unknown',
    operations: same.reduce((sum, { count }) => sum + count, 0),
  }))
}
