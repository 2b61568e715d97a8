import { getNamedType } from 'graphql'
import type { Coordinate, CoordinateDecision, DenialReason } from '#policies/model.ts'
import { allAskedBelow, allBelow, isMeta } from './asked-coordinates.ts'
import { givenCoordinates, isList, structureOf } from './coordinates.ts'
import type { Structure } from './coordinates.ts'
import { guardOf } from './guards.ts'
import type { Guard } from './guards.ts'
import { rowConditionsOf, unconditional } from './row-conditions.ts'
import type { RowConditions } from './row-conditions.ts'
import type { SelectedField } from './selection.ts'
import { aboutOf, hasNamingArgument, subjectRowType } from './subjects.ts'
import type { About, Subjects } from './subjects.ts'

/** One coordinate that is asked for and not granted. */
export interface Denial {
  readonly coordinate: Coordinate
  readonly reason: DenialReason
  /** Its place in the response, where there is exactly one. */
  readonly path: readonly (string | number)[] | null
}

/** A selected field with what was decided about it. */
export interface JudgedField {
  readonly selected: SelectedField
  readonly verdict: 'granted' | 'denied'
  /** On which rows it is granted, and what must be done with its values. */
  readonly conditions: RowConditions
  readonly about: About
  /** What the field's type is in Relay's sense. */
  readonly structure: Structure | null
  /** What a record names: its own coordinate or, inside a connection, that of the field that returns it. */
  readonly recorded: Coordinate | null
  /** Inside a connection: seen in a search result. */
  readonly isSearchRow: boolean
  /** A connection whose rows are data subjects. */
  readonly leadsToSubjects: boolean
  /** Its arguments, or those of the connection around it, name data subjects. */
  readonly namesSubjects: boolean
  /** By concrete type; null for a leaf and for a denied field. */
  readonly children: ReadonlyMap<string, readonly JudgedField[]> | null
  /** What a record names as withheld where this field is. */
  readonly withheld: readonly Coordinate[]
}

interface Surroundings {
  readonly path: readonly string[]
  readonly isBelowList: boolean
  /** Whether something around may be about a data subject. */
  readonly hasSubject: boolean
  /** Of the objects around. */
  readonly types: ReadonlySet<string>
  /** The field that returns the connection that we are in. */
  readonly connection: { readonly coordinate: Coordinate; readonly namesSubjects: boolean } | null
}

interface Judgement {
  readonly decisions: ReadonlyMap<Coordinate, CoordinateDecision>
  readonly variables: Readonly<Record<string, unknown>>
  readonly subjects: Subjects
  /** By coordinate, in the order of the operation. */
  readonly denials: Map<Coordinate, Denial>
}

/**
 * Judges every selected field by the decisions. INVARIANT: a coordinate without a decision that grants it is denied, and
 * nothing below a denied field is judged granted.
 */
export function judge(
  fields: readonly SelectedField[],
  decisions: ReadonlyMap<Coordinate, CoordinateDecision>,
  variables: Readonly<Record<string, unknown>>,
  subjects: Subjects,
): { readonly fields: readonly JudgedField[]; readonly denials: readonly Denial[] } {
  const judgement: Judgement = { decisions, variables, subjects, denials: new Map() }
  const types = new Set<string>()
  const root: Surroundings = { path: [], isBelowList: false, hasSubject: false, types, connection: null }
  const judged = fields.map((field) => judgeField(judgement, field, root))
  return { fields: judged, denials: [...judgement.denials.values()] }
}

function judgeField(judgement: Judgement, selected: SelectedField, around: Surroundings): JudgedField {
  const about = aboutOf(judgement.subjects, selected)
  const structure = structureOf(getNamedType(selected.definition.type))
  const path = [...around.path, selected.responseName]
  const { denied, conditions } = decisionOf(judgement, { selected, about, structure, around })
  const recorded = isMeta(selected) ? null : (around.connection?.coordinate ?? selected.coordinate)
  const leadsToSubjects = structure === 'connection' && subjectRowType(judgement.subjects, selected) !== null
  const isSearchRow = around.connection !== null
  const namesSubjects = around.connection?.namesSubjects ?? hasNamingArgument(judgement.subjects, selected)
  const common = {
    selected,
    about,
    structure,
    recorded,
    isSearchRow,
    leadsToSubjects,
    namesSubjects,
    conditions,
  }

  if (denied.length > 0) {
    const place = around.isBelowList ? null : path
    for (const { coordinate, reason } of denied) deny(judgement, coordinate, reason, place)
    const below = deniedBelow(judgement, selected)
    const withheld = [...new Set([...denied.map(({ coordinate }) => coordinate), ...below])]
    return { ...common, verdict: 'denied', children: null, withheld }
  }

  const inside = {
    path,
    isBelowList: around.isBelowList || isList(selected.definition.type),
    hasSubject: around.hasSubject || about.kind !== 'inherited',
    connection:
      structure === null ? null : (around.connection ?? { coordinate: selected.coordinate, namesSubjects }),
  }
  const children =
    selected.children &&
    new Map(
      [...selected.children].map(([type, fields]) => [
        type,
        fields.map((field) =>
          judgeField(judgement, field, { ...inside, types: new Set([...around.types, type]) }),
        ),
      ]),
    )
  return {
    ...common,
    verdict: 'granted',
    children,
    withheld: [...new Set([...(recorded === null ? [] : [recorded]), ...allBelow(selected)])],
  }
}

interface FieldDecision {
  readonly denied: readonly { readonly coordinate: Coordinate; readonly reason: DenialReason }[]
  readonly conditions: RowConditions
}

interface AskedField extends Pick<JudgedField, 'selected' | 'about' | 'structure'> {
  readonly around: Surroundings
}

function decisionOf(judgement: Judgement, { selected, about, structure, around }: AskedField): FieldDecision {
  // The rows of a connection are checked where they are, by what guards the field that returns it.
  if (isMeta(selected) || around.connection) return { denied: [], conditions: unconditional }
  const { decisions, variables, subjects } = judgement
  const denied: { coordinate: Coordinate; reason: DenialReason }[] = []
  const guarded: { coordinate: Coordinate; guard: Guard }[] = []
  for (const coordinate of [selected.coordinate, ...givenCoordinates(selected, variables)]) {
    const decision = decisions.get(coordinate)
    if (decision?.granted !== true) {
      denied.push({ coordinate, reason: decision?.reason ?? 'NO_GRANT' })
      continue
    }
    const guard = guardOf(decision, typeNameOf(selected.coordinate), selected.definition)
    if (guard !== null) guarded.push({ coordinate, guard })
  }
  if (denied.length > 0) return { denied, conditions: unconditional }
  const guards = guarded.map(({ guard }) => guard)
  const place = { selected, about, structure, subjects, typesAround: around.types }
  const conditions = rowConditionsOf(guards, { ...place, hasSubjectAround: around.hasSubject })
  if ('guards' in conditions) return { denied, conditions }
  const coordinate = guarded[conditions.position]?.coordinate ?? selected.coordinate
  return { denied: [{ coordinate, reason: conditions.reason }], conditions: unconditional }
}

function typeNameOf(coordinate: Coordinate): string {
  return coordinate.slice(0, coordinate.indexOf('.'))
}

function deny(
  judgement: Judgement,
  coordinate: Coordinate,
  reason: DenialReason,
  path: readonly string[] | null,
): void {
  const known = judgement.denials.get(coordinate)
  judgement.denials.set(coordinate, { coordinate, reason, path: known ? null : path })
}

/** What is asked below a denied field and would be denied in its own right, too. */
function deniedBelow(judgement: Judgement, field: SelectedField): readonly Coordinate[] {
  const below = allAskedBelow(field, judgement.variables).filter(
    (coordinate) => judgement.decisions.get(coordinate)?.granted !== true,
  )
  for (const coordinate of below) {
    const decision = judgement.decisions.get(coordinate)
    deny(judgement, coordinate, decision?.granted === false ? decision.reason : 'NO_GRANT', null)
  }
  return below
}

/** Every guard that is kept when a field and all below it are released. */
export function allGuards(field: JudgedField): readonly Guard[] {
  if (field.verdict === 'denied') return []
  const { guards, rowGuards } = field.conditions
  return [...guards, ...rowGuards, ...[...(field.children?.values() ?? [])].flat().flatMap(allGuards)]
}
