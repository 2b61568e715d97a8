import { getNamedType, isListType, isNonNullType } from 'graphql'
import type { GraphQLOutputType } from 'graphql'
import type { Coordinate, CoordinateDecision, DenialReason } from '#policies/model.ts'
import { givenCoordinates, structureOf } from './coordinates.ts'
import type { Structure } from './coordinates.ts'
import { isScopedLookup } from './scoped-lookup.ts'
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
  /** `self`: released only where it is about the caller. */
  readonly verdict: 'granted' | 'self' | 'denied'
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
  /** Rows are cut by a hidden `scope` argument where the registry reads them, those of a lookup too. */
  readonly isScoped: boolean
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
  /** The field that returns the connection that we are in, and whether it is granted for the caller's own data only. */
  readonly connection: {
    readonly coordinate: Coordinate
    readonly isSelf: boolean
    readonly namesSubjects: boolean
  } | null
}

interface Judgement {
  readonly decisions: ReadonlyMap<Coordinate, CoordinateDecision>
  readonly variables: Readonly<Record<string, unknown>>
  readonly subjects: Subjects
  /** By coordinate, in the order of the operation. */
  readonly denials: Map<Coordinate, Denial>
}

/** Every coordinate that an operation needs a decision on. */
export function askedCoordinates(
  fields: readonly SelectedField[],
  variables: Readonly<Record<string, unknown>>,
  found: Set<Coordinate> = new Set(),
  insideConnection = false,
): ReadonlySet<Coordinate> {
  for (const field of fields) {
    const isOwn = !insideConnection && !isMeta(field)
    if (isOwn) found.add(field.coordinate)
    for (const given of givenCoordinates(field, variables)) found.add(given)
    const structure = structureOf(getNamedType(field.definition.type))
    for (const children of field.children?.values() ?? []) {
      askedCoordinates(children, variables, found, structure !== null)
    }
  }
  return found
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
  const root: Surroundings = { path: [], isBelowList: false, hasSubject: false, connection: null }
  const judged = fields.map((field) => judgeField(judgement, field, root))
  return { fields: judged, denials: [...judgement.denials.values()] }
}

function judgeField(judgement: Judgement, selected: SelectedField, around: Surroundings): JudgedField {
  const about = aboutOf(judgement.subjects, selected)
  const structure = structureOf(getNamedType(selected.definition.type))
  const path = [...around.path, selected.responseName]
  const decided = decisionOf(judgement, selected, around)
  const recorded = isMeta(selected) ? null : (around.connection?.coordinate ?? selected.coordinate)
  const leadsToSubjects = structure === 'connection' && subjectRowType(judgement.subjects, selected) !== null
  const isScoped = decided.isSelf && leadsToSubjects && about.kind === 'inherited'
  // So nothing is fetched of anybody else, and an answer takes as long whether there is somebody or not.
  const isCut = decided.isSelf && about.kind === 'target' && isScopedLookup(judgement.subjects, selected)
  // Nothing that is about nobody can be about the caller, so it is not even fetched.
  const denied =
    decided.denied.length === 0 &&
    decided.isSelf &&
    about.kind === 'inherited' &&
    !around.hasSubject &&
    !isScoped &&
    around.connection === null
      ? [{ coordinate: selected.coordinate, reason: 'NOT_ABOUT_CALLER' as const }]
      : decided.denied
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
    isScoped: isScoped || isCut,
  }

  if (denied.length > 0) {
    const place = around.isBelowList ? null : path
    for (const { coordinate, reason } of denied) deny(judgement, coordinate, reason, place)
    const below = deniedBelow(judgement, selected)
    const withheld = [...new Set([...denied.map(({ coordinate }) => coordinate), ...below])]
    return { ...common, verdict: 'denied', children: null, withheld }
  }

  const inside: Surroundings = {
    path,
    isBelowList: around.isBelowList || isList(selected.definition.type),
    hasSubject: around.hasSubject || about.kind !== 'inherited',
    connection:
      structure === null
        ? null
        : (around.connection ?? { coordinate: selected.coordinate, isSelf: decided.isSelf, namesSubjects }),
  }
  const children =
    selected.children &&
    new Map(
      [...selected.children].map(([type, fields]) => [
        type,
        fields.map((field) => judgeField(judgement, field, inside)),
      ]),
    )
  return {
    ...common,
    verdict: decided.isSelf && !isScoped ? 'self' : 'granted',
    children,
    withheld: [...new Set([...(recorded === null ? [] : [recorded]), ...allBelow(selected)])],
  }
}

interface FieldDecision {
  readonly denied: readonly { readonly coordinate: Coordinate; readonly reason: DenialReason }[]
  readonly isSelf: boolean
}

function decisionOf(judgement: Judgement, field: SelectedField, around: Surroundings): FieldDecision {
  if (isMeta(field)) return { denied: [], isSelf: false }
  // The rows of a connection are checked one by one, whatever else surrounds them.
  if (around.connection) {
    const isRow = aboutOf(judgement.subjects, field).kind !== 'inherited'
    return { denied: [], isSelf: around.connection.isSelf && isRow }
  }
  const denied: { coordinate: Coordinate; reason: DenialReason }[] = []
  let isSelf = false
  for (const coordinate of [field.coordinate, ...givenCoordinates(field, judgement.variables)]) {
    const decision = judgement.decisions.get(coordinate)
    if (decision?.granted !== true) denied.push({ coordinate, reason: decision?.reason ?? 'NO_GRANT' })
    else if (decision.alternatives.every(({ condition }) => condition !== null)) isSelf = true
  }
  return { denied, isSelf }
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

function allAskedBelow(
  field: SelectedField,
  variables: Readonly<Record<string, unknown>>,
): readonly Coordinate[] {
  const isStructural = structureOf(getNamedType(field.definition.type)) !== null
  const found = new Set<Coordinate>()
  for (const children of field.children?.values() ?? [])
    askedCoordinates(children, variables, found, isStructural)
  return [...found]
}

function allBelow(field: SelectedField): readonly Coordinate[] {
  return allAskedBelow(field, {}).filter((coordinate) => !coordinate.endsWith(':)'))
}

function isMeta(field: SelectedField): boolean {
  return field.definition.name.startsWith('__')
}

function isList(type: GraphQLOutputType): boolean {
  return isNonNullType(type) ? isList(type.ofType) : isListType(type)
}

/** Whether something is released on the condition that it is about the caller. */
export function dependsOnCaller(field: JudgedField): boolean {
  return field.verdict === 'self' || [...(field.children?.values() ?? [])].flat().some(dependsOnCaller)
}
