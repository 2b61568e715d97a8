import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { attributesOf } from '#policies/condition.ts'
import type { Agreement, Coordinate, PolicySet } from '#policies/model.ts'
import type { Supergraph } from './planner/supergraph.ts'

/**
 * What agreements grant that `next` has not, or has with another type than `previous`: one line for each, naming permission
 * and coordinate. What `previous` did not have either is no news and in no line; without a previous one, everything that
 * is missing is. Agreements that are suspended or not yet valid count as well: they must not be found hollow later.
 */
export function vanishedGrants(
  { agreements }: PolicySet,
  next: Supergraph,
  previous: Supergraph | null,
  now: Date,
): readonly string[] {
  return [...agreements.values()]
    .filter(({ status, validToMs }) => status !== 'ended' && now.getTime() < validToMs)
    .flatMap((agreement) =>
      [...granted(agreement, next, previous), ...dependedOn(agreement, next, previous)].map(
        (loss) => `permission ${agreement.permission} ${loss}`,
      ),
    )
}

/** The same for `followSubgraphs`; null while the policies are not known to be current. */
export function grantsLost(
  policies: () => PolicySet | null,
): (next: Supergraph, inUse: Supergraph | null) => readonly string[] | null {
  return (next, inUse) => {
    const set = policies()
    return set && vanishedGrants(set, next, inUse, new Date())
  }
}

function granted({ grants }: Agreement, next: Supergraph, previous: Supergraph | null): readonly string[] {
  const coordinates = new Set(grants.flatMap(({ coordinate, covers }) => covers ?? [coordinate]))
  return lossesOf('grants', coordinates, next.api, previous?.api ?? null)
}

/** Without an attribute that its condition compares, a grant gives nothing any more; some are hidden from callers. */
function dependedOn({ grants }: Agreement, next: Supergraph, previous: Supergraph | null): readonly string[] {
  const attributes = new Set(
    grants.flatMap(({ condition }) => (condition ? [...attributesOf(condition)] : [])),
  )
  return lossesOf('depends on', attributes, next.full, previous?.full ?? null)
}

function lossesOf(
  verb: string,
  coordinates: ReadonlySet<Coordinate>,
  next: GraphQLSchema,
  previous: GraphQLSchema | null,
): readonly string[] {
  return [...coordinates].flatMap((coordinate) => {
    const loss = lossOf(coordinate, next, previous)
    return loss === null ? [] : [`${verb} ${coordinate}, ${loss}`]
  })
}

function lossOf(coordinate: Coordinate, next: GraphQLSchema, previous: GraphQLSchema | null): string | null {
  const after = typeOf(next, coordinate)
  if (previous === null) return after === null ? gone : null
  const before = typeOf(previous, coordinate)
  if (before === null || before === after) return null
  return after === null ? gone : `whose type would change from ${before} to ${after}`
}

const gone = 'which is not in the schema'

/** The type of what a coordinate names; null where it names nothing. */
function typeOf(schema: GraphQLSchema, coordinate: Coordinate): string | null {
  const [, typeName = '', name = '', argument] = /^(\w+)\.(\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? []
  const type = schema.getType(typeName)
  if (isInputObjectType(type)) return type.getFields()[name]?.type.toString() ?? null
  if (!isObjectType(type) && !isInterfaceType(type)) return null
  const field = type.getFields()[name]
  if (argument === undefined) return field?.type.toString() ?? null
  return field?.args.find((each) => each.name === argument)?.type.toString() ?? null
}
