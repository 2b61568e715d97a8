import type { GraphQLObjectType } from 'graphql'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'
import type { Grants, GrantedWay } from './grants.ts'
import { asksSelf, comparedIn, isFree, rowTypeOf } from './way-oracle.ts'

/** What a place in an operation says of the rows that there can be. */
export interface StaticPlace {
  /** Of the objects around. */
  readonly types: ReadonlySet<string>
  readonly hasSubject: boolean
}

interface AskedField {
  readonly coordinate: string
  readonly around: StaticPlace
  readonly rowTypes: readonly GraphQLObjectType[]
  readonly isList: boolean
  readonly isSearch: boolean
}

interface Leading {
  readonly rowTypes: readonly GraphQLObjectType[]
  readonly isTarget: boolean
  readonly isSearch: boolean
  readonly leadsToSubjects: boolean
  readonly isInherited: boolean
}

/** Of the coordinates that a field needs, the ways of those that are not granted for everything. */
export function guardsOf(asked: readonly string[], grants: Grants): readonly (readonly GrantedWay[])[] {
  return asked.map((each) => grants.get(each)?.ways ?? []).filter((ways) => !isFree(ways))
}

/** Whether the ways are about the rows that a field leads to, and not about what lies around it. */
export function isOfRows(ways: readonly GrantedWay[], leading: Leading): boolean {
  const { rowTypes, isTarget, isSearch, leadsToSubjects, isInherited } = leading
  return ways.some(({ condition, obligations }) => {
    const type = rowTypeOf({ condition, obligations })
    const compares = comparedIn(condition).length > 0
    if (compares && rowTypes.some(({ name }) => name === type)) return true
    return asksSelf(condition) && (isSearch ? leadsToSubjects && isInherited : isTarget)
  })
}

/** The coordinate for which a field is denied, whatever its rows are; null where the rows decide. */
export function staticDenial(
  asked: readonly string[],
  grants: Grants,
  facts: SchemaFacts,
  field: AskedField,
): string | null {
  const { coordinate, around, rowTypes, isList, isSearch } = field
  const guarded = asked.filter((each) => !isFree(grants.get(each)?.ways ?? []))
  const waysOf = (each: string) => grants.get(each)?.ways ?? []
  const personal = facts.personal.get(coordinate)
  const leadsToSubjects = rowTypes.some(({ name }) => facts.dataSubjectTypes.has(name))
  const hasSubject = around.hasSubject || personal !== undefined || (isSearch && leadsToSubjects)
  const canHold = (way: GrantedWay): boolean => {
    const type = rowTypeOf(way)
    if (way.condition === null || (asksSelf(way.condition) && hasSubject)) return true
    if (comparedIn(way.condition).length === 0) return false
    return type !== null && (around.types.has(type) || rowTypes.some(({ name }) => name === type))
  }
  const impossible = guarded.find((each) => !waysOf(each).some(canHold))
  if (impossible !== undefined) return impossible

  const isTarget = personal?.subject === null
  const leading = { rowTypes, isTarget, isSearch, leadsToSubjects, isInherited: personal === undefined }
  const isSelfOnly = (each: string) => waysOf(each).every(({ condition }) => condition?.kind === 'self')
  const uncut = guarded.find(
    (each) =>
      (isSearch || (isList && !isSelfOnly(each))) &&
      isOfRows(waysOf(each), leading) &&
      cuttingWays(waysOf(each), coordinate, rowTypes, facts).length === 0,
  )
  return uncut ?? null
}

/** The ways by which a registry can cut a list: no row comes by another. */
export function cuttingWays(
  ways: readonly GrantedWay[],
  coordinate: string,
  rowTypes: readonly GraphQLObjectType[],
  facts: SchemaFacts,
): readonly GrantedWay[] {
  const [rowType, another] = rowTypes
  const takesScope = facts.inaccessible.has(`${coordinate}(scope:)`)
  return ways.filter(({ condition }) => {
    if (condition === null) return true
    if (rowType === undefined || another !== undefined || !takesScope) return false
    if (asksSelf(condition) && !facts.dataSubjectTypes.has(rowType.name)) return false
    return comparedIn(condition).every(
      (each) => each.startsWith(`${rowType.name}.`) && facts.scopes.get(coordinate)?.has(each) === true,
    )
  })
}
