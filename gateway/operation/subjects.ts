import { getNamedType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import type { SelectedField } from './selection.ts'

/** Which data subject a field's value is about. */
export type About =
  /** Of whom everything around it is, if of anybody. */
  | { readonly kind: 'inherited' }
  /** Whose id a field of the same object holds. */
  | { readonly kind: 'sibling'; readonly field: string }
  /** The value itself is the data subject. */
  | { readonly kind: 'target' }

/** What the schema says about people, as far as judging needs it. */
export interface Subjects {
  readonly personal: ReadonlyMap<Coordinate, { readonly subject: string | null }>
  readonly dataSubjectTypes: ReadonlyMap<string, string>
  readonly lookups: ReadonlyMap<Coordinate, string>
  /** Hidden arguments among them. */
  readonly inaccessible: ReadonlySet<Coordinate>
  /** Fields that can cut their rows by attributes, with those that they know. */
  readonly scopes: ReadonlyMap<Coordinate, ReadonlySet<Coordinate>>
  /** Fields of the full schema. */
  readonly owners: ReadonlyMap<Coordinate, string>
}

/** The root field by which a data subject is found by a code. */
export interface SubjectLookup {
  readonly field: string
  readonly argument: string
}

/** The lookup of people by a code: finding a caller's own codes is left to the registry that knows them. */
export function subjectLookup(api: GraphQLSchema, subjects: Subjects): SubjectLookup | null {
  for (const field of Object.values(api.getQueryType()?.getFields() ?? {})) {
    const coordinate = `Query.${field.name}`
    if (!subjects.lookups.has(coordinate) || !subjects.personal.has(coordinate)) continue
    const naming = field.args.find(({ name }) => subjects.personal.has(`${coordinate}(${name}:)`))
    if (naming) return { field: field.name, argument: naming.name }
  }
  return null
}

export function aboutOf(subjects: Subjects, field: SelectedField): About {
  const personal = subjects.personal.get(field.coordinate)
  if (!personal) return { kind: 'inherited' }
  return personal.subject === null ? { kind: 'target' } : { kind: 'sibling', field: personal.subject }
}

export function hasNamingArgument(subjects: Subjects, field: SelectedField): boolean {
  const given = field.nodes[0].arguments ?? []
  return given.some(({ name }) => subjects.personal.has(`${field.coordinate}(${name.value}:)`))
}

/** The type of a connection's rows; null for another field. */
export function rowTypeOfConnection(field: SelectedField): string | null {
  const connection = getNamedType(field.definition.type)
  if (!('getFields' in connection)) return null
  const edges = connection.getFields()['edges']
  const edge = edges && getNamedType(edges.type)
  const node = edge && 'getFields' in edge ? edge.getFields()['node'] : undefined
  return node ? getNamedType(node.type).name : null
}

/** The same where the rows are data subjects. */
export function subjectRowType(subjects: Subjects, field: SelectedField): string | null {
  const type = rowTypeOfConnection(field)
  return type !== null && subjects.dataSubjectTypes.has(type) ? type : null
}
