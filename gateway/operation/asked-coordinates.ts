import { getNamedType } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { givenCoordinates, structureOf } from './coordinates.ts'
import type { SelectedField } from './selection.ts'

type Variables = Readonly<Record<string, unknown>>

/** Every coordinate that an operation needs a decision on; without `variables`, what is given to fields is left out. */
export function askedCoordinates(
  fields: readonly SelectedField[],
  variables: Variables | null,
  found: Set<Coordinate> = new Set(),
  insideConnection = false,
): ReadonlySet<Coordinate> {
  for (const field of fields) {
    const isOwn = !insideConnection && !isMeta(field)
    if (isOwn) found.add(field.coordinate)
    if (variables !== null) for (const given of givenCoordinates(field, variables)) found.add(given)
    const structure = structureOf(getNamedType(field.definition.type))
    for (const children of field.children?.values() ?? []) {
      askedCoordinates(children, variables, found, structure !== null)
    }
  }
  return found
}

/** The same of what lies below a field. */
export function allAskedBelow(field: SelectedField, variables: Variables | null): readonly Coordinate[] {
  const isStructural = structureOf(getNamedType(field.definition.type)) !== null
  const found = new Set<Coordinate>()
  for (const children of field.children?.values() ?? [])
    askedCoordinates(children, variables, found, isStructural)
  return [...found]
}

/** Without what is given. */
export function allBelow(field: SelectedField): readonly Coordinate[] {
  return allAskedBelow(field, null)
}

/** Introspection's own. */
export function isMeta(field: SelectedField): boolean {
  return field.definition.name.startsWith('__')
}
