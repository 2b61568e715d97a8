import demo from '#policies/demo/agreements.json' with { type: 'json' }
import type { Grants } from './release-oracle.ts'

/** Permission → what the demonstration's agreement file grants; read here anew, coordinate by coordinate. */
export const demoGrants: ReadonlyMap<string, Grants> = new Map(
  demo.agreements.map(({ permission, grants }) => [
    permission,
    new Map(
      grants.flatMap((grant) =>
        grant.coordinates.map((coordinate) => [coordinate, { isSelf: 'condition' in grant }] as const),
      ),
    ),
  ]),
)
