import { getNamedType, isInterfaceType, isListType, isNonNullType } from 'graphql'
import type { GraphQLLeafType, GraphQLOutputType, GraphQLSchema } from 'graphql'
import type { HelperNames } from './helpers.ts'
import { municipalityFields } from './obligations.ts'
import { allGuards } from './prune.ts'
import type { JudgedField } from './prune.ts'
import { attributesOfRows, rowAttributes } from './row-attributes.ts'
import type { RowAttributes } from './row-attributes.ts'
import type { RowShape } from './row.ts'
import type { SelectedField } from './selection.ts'
import type { FieldAction, FieldShape, ObjectShape, PageShape, Wrapping } from './shape.ts'
import { rowTypeOfConnection } from './subjects.ts'
import type { Subjects } from './subjects.ts'

/** The shape of a permitted operation. `names` and `subjects` are null where no permissions are checked. */
export function compileShape(
  typeName: string,
  fields: readonly JudgedField[],
  names: HelperNames | null,
  subjects: Subjects | null,
  full: GraphQLSchema,
): ObjectShape {
  const rowTypes = new Set(fields.flatMap(allGuards).flatMap((guard) => guard.map(({ rowType }) => rowType)))
  return objectShape({ names, subjects, full, rowTypes }, typeName, fields, null, null)
}

interface Compilation {
  readonly names: HelperNames | null
  readonly subjects: Subjects | null
  readonly full: GraphQLSchema
  /** Of all rows that conditions of the operation are about. */
  readonly rowTypes: ReadonlySet<string | null>
}

function objectShape(
  compilation: Compilation,
  typeName: string,
  fields: readonly JudgedField[],
  parent: JudgedField | null,
  connection: SelectedField | null,
): ObjectShape {
  const { names, subjects, full, rowTypes } = compilation
  const shapes = fields.map((field) => fieldShape(compilation, typeName, field, connection))
  const idField = parent?.about.kind === 'target' ? subjects?.dataSubjectTypes.get(typeName) : undefined
  const isRow = names !== null && rowTypes.has(typeName)
  const attributes = isRow ? rowAttributes(full, typeName, parent, fields) : null
  const row = attributes && rowShape(compilation, typeName, attributes)
  return {
    typeName,
    fields: shapes,
    known: names && knownKeys(names, shapes, row),
    idKey: names && idField !== undefined ? names.sibling(idField) : null,
    codesKey: names && idField !== undefined ? names.sibling('codes') : null,
    row,
    page: parent?.structure === 'connection' ? pageShape(compilation, parent) : null,
  }
}

function rowShape({ names, subjects }: Compilation, type: string, attributes: RowAttributes): RowShape {
  return {
    type,
    isSubject: subjects?.dataSubjectTypes.has(type) ?? false,
    keys: new Map([...attributes].map(([attribute, field]) => [attribute, names?.sibling(field) ?? field])),
  }
}

function pageShape(compilation: Compilation, connection: JudgedField): PageShape | null {
  const { names, full } = compilation
  const { rowGuards } = connection.conditions
  if (!names || (!connection.leadsToSubjects && rowGuards.length === 0 && !isLimited(connection))) return null
  const type = rowTypeOfConnection(connection.selected) ?? ''
  return {
    edges: names.hits,
    node: names.hitNode,
    id: connection.leadsToSubjects ? names.sibling('id') : null,
    codes: names.sibling('codes'),
    coordinate: connection.selected.coordinate,
    row: rowShape(compilation, type, attributesOfRows(full, type, rowGuards)),
    guards: rowGuards,
  }
}

/** Entities are joined by `id` and, where a registry needs all of a person's codes, by `codes`. */
const joinKeys = ['__typename', 'id', 'codes']

/** What fetches ask besides where memory keeps what they bring. */
const memoryKeys = ['__hot_id', '__hot_type']

function knownKeys(
  names: HelperNames,
  shapes: readonly FieldShape[],
  row: RowShape | null,
): ReadonlySet<string> {
  const helpers = [
    ...joinKeys.map((key) => names.sibling(key)),
    ...(row?.keys.values() ?? []),
    names.hits,
    names.self,
  ]
  const siblings = shapes.flatMap(({ subjectKey, municipalityKey }) => [
    ...(subjectKey === null ? [] : [subjectKey]),
    ...(municipalityKey === null ? [] : [municipalityKey]),
  ])
  return new Set([
    ...joinKeys,
    ...memoryKeys,
    ...helpers,
    ...siblings,
    ...shapes.map(({ fetchedKey }) => fetchedKey),
  ])
}

function fieldShape(
  compilation: Compilation,
  typeName: string,
  field: JudgedField,
  connection: SelectedField | null,
): FieldShape {
  const { selected, about } = field
  const { definition } = selected
  const named = getNamedType(definition.type)
  const inside = field.structure === 'connection' ? selected : field.structure === null ? null : connection
  const shapes =
    field.children &&
    new Map(
      [...field.children].map(([type, fields]) => [
        type,
        {
          ...objectShape(compilation, type, fields, field, inside),
          ...(isInterfaceType(named) && type === named.name && { typeName: null }),
        },
      ]),
    )
  const action = actionOf(compilation, field)
  return {
    action,
    responseName: selected.responseName,
    fetchedKey: compilation.names?.fetched(definition.name, selected.responseName) ?? selected.responseName,
    selected,
    wrapping: wrappingOf(definition.type),
    leafType: action === 'leaf' || action === 'cursor' ? (named as GraphQLLeafType) : null,
    shapes,
    untypedShape: shapes?.get(named.name) ?? null,
    guards: field.conditions.guards,
    rowGuards: field.structure === 'connection' ? [] : field.conditions.rowGuards,
    whenOutside: field.conditions.whenOutside,
    isLimited: isLimited(field),
    municipalityKey: municipalityKeyOf(compilation, typeName),
    about: about.kind,
    subjectKey: about.kind === 'sibling' && compilation.names ? compilation.names.sibling(about.field) : null,
    needsSubject:
      about.kind === 'sibling' && compilation.subjects?.dataSubjectTypes.get(typeName) === about.field,
    recorded: field.recorded,
    isSearchRow: field.isSearchRow,
    namesSubjects: field.namesSubjects && !field.isSearchRow,
    withheld: field.withheld,
    connection,
  }
}

function municipalityKeyOf({ names }: Compilation, typeName: string): string | null {
  const field = municipalityFields.get(typeName)
  return names && field !== undefined ? names.sibling(field) : null
}

function isLimited({ conditions: { guards, rowGuards } }: JudgedField): boolean {
  return [...guards, ...rowGuards].flat().some(({ maxRows }) => maxRows !== null)
}

const cursorFields = new Set(['cursor', 'startCursor', 'endCursor'])

function actionOf({ names }: Compilation, field: JudgedField): FieldAction {
  const { name } = field.selected.definition
  if (field.verdict === 'denied') return 'denied'
  if (name === '__typename') return 'typename'
  if (name.startsWith('__')) return 'introspection'
  if (field.children) return 'object'
  return names && field.isSearchRow && cursorFields.has(name) ? 'cursor' : 'leaf'
}

function wrappingOf(type: GraphQLOutputType): Wrapping {
  if (isNonNullType(type)) return { ...wrappingOf(type.ofType), isNonNull: true }
  return { isNonNull: false, item: isListType(type) ? wrappingOf(type.ofType) : null }
}
