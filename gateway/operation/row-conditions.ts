import type { Coordinate, DenialReason } from '#policies/model.ts'
import { isList } from './coordinates.ts'
import type { Structure } from './coordinates.ts'
import { canHold, dependsOnRow, isSelfOnly } from './guards.ts'
import type { Guard, RowsAround } from './guards.ts'
import { canPushDown } from './row-scope.ts'
import type { SelectedField } from './selection.ts'
import { rowTypeOfConnection } from './subjects.ts'
import type { About, Subjects } from './subjects.ts'

/** How the guards of one selected field are kept. */
export interface RowConditions {
  /** Checked of the field's value: itself a row, or in one. */
  readonly guards: readonly Guard[]
  /** Checked of each row of the field's list or connection. */
  readonly rowGuards: readonly Guard[]
  /** Applied by the registry where it reads the rows; null: it is not asked to. */
  readonly scope: readonly Guard[] | null
  /** What is told of a value for which the guards do not hold; null: nothing, as if there was no such row. */
  readonly whenOutside: DenialReason | null
  /** The most rows that a search is asked for at once; null: as many as it gives. */
  readonly maxRows: number | null
}

/** A guarded field, where it is asked for. */
export interface GuardedPlace {
  readonly selected: SelectedField
  readonly about: About
  readonly structure: Structure | null
  /** Types of the objects around it. */
  readonly typesAround: ReadonlySet<string>
  /** Whether something around it may be about a data subject. */
  readonly hasSubjectAround: boolean
  readonly subjects: Subjects
}

export const unconditional: RowConditions = {
  guards: [],
  rowGuards: [],
  scope: null,
  whenOutside: null,
  maxRows: null,
}

/**
 * Where the guards are checked. A string is why they cannot be kept: nothing that they guard is even fetched. INVARIANT: a
 * list is cut by its registry, before it is paged and counted, or denied.
 */
export function rowConditionsOf(
  guards: readonly Guard[],
  place: GuardedPlace,
): RowConditions | { readonly position: number; readonly reason: DenialReason } {
  if (guards.length === 0) return unconditional
  const { selected, about, structure, subjects } = place
  const rowTypes = rowTypesOf(place)
  const leadsToSubjects = [...rowTypes].some((type) => subjects.dataSubjectTypes.has(type))
  const isSearch = structure === 'connection'
  const around: RowsAround = {
    types: new Set([...place.typesAround, ...rowTypes]),
    hasSubject: place.hasSubjectAround || about.kind !== 'inherited' || (isSearch && leadsToSubjects),
  }
  const impossible = guards.findIndex((guard) => !guard.some((way) => canHold(way, around)))
  if (impossible >= 0) {
    const guard = guards[impossible] ?? []
    const reason = guard.length === 0 ? 'NO_GRANT' : isSelfOnly(guard) ? 'NOT_ABOUT_CALLER' : 'ROW_CONDITION'
    return { position: impossible, reason }
  }

  // INVARIANT: no change is made under a condition, for its row is known only when it is made.
  const unsettled = isChange(selected)
    ? guards.findIndex((guard) => guard.every(({ condition }) => condition !== null))
    : -1
  if (unsettled >= 0) return { position: unsettled, reason: 'ROW_CONDITION' }

  const isOfRows = (guard: Guard): boolean =>
    guard.some(
      (way) =>
        (dependsOnRow(way) && way.rowType !== null && rowTypes.has(way.rowType)) ||
        (way.needs.self &&
          (isSearch ? leadsToSubjects && about.kind === 'inherited' : about.kind === 'target')),
    )
  // A list that is no search keeps the rows of others, each withheld, where the condition is `self` alone.
  const isCut = (guard: Guard): boolean =>
    isOfRows(guard) && (isSearch || (isList(selected.definition.type) && !isSelfOnly(guard)))
  const canApply = (guard: Guard): boolean => isApplied(guard, rowTypes, place)
  // A way by which the registry cannot cut lets no row of a cut list through, and takes nothing from the others.
  const kept = guards.map((guard) => {
    const cut = isCut(guard)
    return { cut, guard: cut && !canApply(guard) ? guard.filter((way) => canApply([way])) : guard }
  })
  const uncuttable = kept.findIndex(({ guard }) => guard.length === 0)
  if (uncuttable >= 0) return { position: uncuttable, reason: 'ROW_CONDITION' }

  const rowGuards = kept.filter(({ cut }) => cut).map(({ guard }) => guard)
  const ownGuards = kept.filter(({ cut }) => !cut).map(({ guard }) => guard)
  const isLookup = subjects.lookups.has(selected.coordinate) && guards.some(isOfRows)
  const scope = isLookup ? guards.filter(canApply) : rowGuards
  return {
    guards: ownGuards,
    rowGuards,
    scope: scope.length > 0 ? scope : null,
    whenOutside: ownGuards.every(isSelfOnly)
      ? 'NOT_ABOUT_CALLER'
      : ownGuards.some(isOfRows)
        ? null
        : 'ROW_CONDITION',
    maxRows: mostRows(
      kept.map(({ guard }) => guard),
      around,
    ),
  }
}

/**
 * INVARIANT: what one way allows is no limit to another, or a grant more would be rows less. Each of the guards has its
 * say.
 */
function mostRows(guards: readonly Guard[], around: RowsAround): number | null {
  const most = guards.map((guard) =>
    Math.max(...guard.filter((way) => canHold(way, around)).map(({ maxRows }) => maxRows ?? Infinity)),
  )
  const least = Math.min(...most)
  return least === Infinity ? null : least
}

function isApplied(guard: Guard, rowTypes: ReadonlySet<string>, place: GuardedPlace): boolean {
  const { selected, subjects } = place
  const [rowType, another] = rowTypes
  if (!subjects.inaccessible.has(`${selected.coordinate}(scope:)`)) return false
  if (rowType === undefined || another !== undefined) return false
  return canPushDown(guard, {
    rowType,
    attributes: subjects.scopes.get(selected.coordinate) ?? noAttributes,
    bySubject: subjects.dataSubjectTypes.has(rowType),
  })
}

const noAttributes: ReadonlySet<Coordinate> = new Set()

/** Concrete types of the rows that a field leads to. */
function rowTypesOf({ selected, structure }: GuardedPlace): ReadonlySet<string> {
  if (structure !== 'connection') return new Set(selected.children?.keys())
  const type = rowTypeOfConnection(selected)
  return new Set(type === null ? [] : [type])
}

function isChange({ coordinate }: SelectedField): boolean {
  return coordinate.startsWith('Mutation.')
}
