import { getArgumentValues, Kind } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import type { SelectedField } from './selection.ts'

type Personal = ReadonlyMap<Coordinate, { readonly subject: string | null }>
type Variables = Readonly<Record<string, unknown>>

/** Personal codes that arguments name, 11 digits without hyphen. What is no personal code names nobody. */
type CodesOf = (variables: Variables) => readonly string[]

/** By field of a compiled operation, which has one schema. */
const compiled = new WeakMap<SelectedField, CodesOf>()

/** Personal codes that a field's arguments name. */
export function namedSubjects(
  field: SelectedField,
  variables: Variables,
  personal: Personal,
): readonly string[] {
  const known = compiled.get(field)
  if (known !== undefined) return known(variables)
  const codesOf = compileCodes(field, personal)
  compiled.set(field, codesOf)
  return codesOf(variables)
}

function compileCodes(field: SelectedField, personal: Personal): CodesOf {
  const { definition, nodes, coordinate } = field
  const naming = definition.args.filter(({ name }) => personal.has(`${coordinate}(${name}:)`))
  if (naming.length === 0) return () => none
  const [argument] = naming
  const given = nodes[0].arguments?.find(({ name }) => name.value === argument?.name)?.value
  if (naming.length === 1 && given?.kind === Kind.VARIABLE && argument?.defaultValue === undefined) {
    const { value: variable } = given.name
    return (variables) => (Object.hasOwn(variables, variable) ? codesIn(variables[variable]) : none)
  }
  return (variables) => {
    const values = getArgumentValues(definition, nodes[0], variables)
    return naming.flatMap(({ name }) => codesIn(values[name]))
  }
}

const none: readonly string[] = []

/** The same for everything that an operation selects. */
export function allNamedSubjects(
  fields: readonly SelectedField[],
  variables: Variables,
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
  if (typeof value !== 'string') return none
  const code = value.replace('-', '')
  return /^\d{11}$/.test(code) ? [code] : none
}
