import { Kind, parseConstValue } from 'graphql'
import type { ArgumentNode, ConstValueNode, GraphQLInputType, GraphQLSchema } from 'graphql'
import { graphqlLiteral } from '#tests/graphql-literal.ts'
import { rowCondition } from '#tests/row-conditions.ts'
import type { Grants, GrantedWay } from './grants.ts'
import type { Wanted } from './knowing-query.ts'
import { comparedIn, isFree } from './way-oracle.ts'

/** What has to be known for these grants: searches give only the rows that the conditions let through. */
export function wantedFor(
  grants: Grants,
  full: GraphQLSchema,
  callerCodes: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): Wanted {
  const ways = [...grants.values()].flatMap((granted) => granted.ways)
  const isGiven = ({ value }: ArgumentNode) =>
    value.kind !== Kind.VARIABLE || variables[value.name.value] !== undefined
  return {
    attributes: new Set(ways.flatMap(({ condition }) => comparedIn(condition))),
    scopeOf(coordinate, node) {
      const field = full.getQueryType()?.getFields()[node.name.value]
      const scope = field?.args.find(({ name }) => name === 'scope')
      if (!coordinate.startsWith('Query.') || !scope || !String(field?.type).endsWith('Connection'))
        return null
      const asked = (node.arguments ?? []).filter(isGiven).map(({ name }) => `${coordinate}(${name.value}:)`)
      const guards = [coordinate, ...asked]
        .map((each) => grants.get(each)?.ways ?? [])
        .filter((guard) => !isFree(guard) && guard.length > 0)
      return guards.length === 0 ? null : scopeValue(guards, callerCodes, scope.type)
    },
  }
}

/** null for what no registry applies: such a search is denied. */
function scopeValue(
  guards: readonly (readonly GrantedWay[])[],
  callerCodes: readonly string[],
  type: GraphQLInputType,
): ConstValueNode | null {
  const cutting = guards.map((ways) =>
    ways.filter(({ condition }) => !comparedIn(condition).includes('Person.consents')),
  )
  if (cutting.some((ways) => ways.length === 0)) return null
  const all = cutting.map((ways) => ({
    any: ways.map(({ condition }) =>
      condition === null ? { all: [] } : rowCondition(condition, callerCodes),
    ),
  }))
  return parseConstValue(graphqlLiteral({ where: { all } }, type))
}
