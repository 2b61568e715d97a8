import { getArgumentValues } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import type { SelectedField } from './selection.ts'

type Personal = ReadonlyMap<Coordinate, { readonly subject: string | null }>

/**
 * Personal codes that a field's arguments name, 11 digits without hyphen. What is no personal code names nobody.
 */
export function namedSubjects(
  field: SelectedField,
  variables: Readonly<Record<string, unknown>>,
  personal: Personal,
): readonly string[] {
  const naming = field.definition.args.filter(({ name }) => personal.has(`${field.coordinate}(${name}:)`))
  if (naming.length === 0) return []
  const values = getArgumentValues(field.definition, field.nodes[0], variables)
  return naming.flatMap(({ name }) => codesIn(values[name]))
}

/** The same for everything that an operation selects. */
export function allNamedSubjects(
  fields: readonly SelectedField[],
  variables: Readonly<Record<string, unknown>>,
  personal: Personal,
): readonly string[] {
  const found = new Set<string>()
  const visit = (each: readonly SelectedField[]): void => {
    for (const field of each) {
      for (const code of namedSubjects(field, variables, personal)) found.add(code)
      for (const children of field.children?.values() ?? []) visit(children)
    }
  }
  visit(fields)
  return [...found]
}

function codesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'string') return []
  const code = value.replace('-', '')
  return /^\d{11}$/.test(code) ? [code] : []
}
