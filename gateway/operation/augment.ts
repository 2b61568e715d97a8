import { getNamedType, isAbstractType, Kind, OperationTypeNode, parseType, print, visit } from 'graphql'
import type {
  ArgumentNode,
  DocumentNode,
  FieldNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  GraphQLSchema,
  VariableDefinitionNode,
} from 'graphql'
import type { Guard } from './guards.ts'
import type { HelperNames } from './helpers.ts'
import { municipalityFields, needsMunicipality } from './obligations.ts'
import type { JudgedField } from './prune.ts'
import { attributesOfRows, rowAttributes } from './row-attributes.ts'
import type { SelectedField } from './selection.ts'
import { rowTypeOfConnection } from './subjects.ts'
import type { SubjectLookup, Subjects } from './subjects.ts'

/** A page's `after`, to be opened into a variable before the operation runs. */
export interface CursorArgument {
  readonly variable: string
  readonly field: SelectedField
}

/** A field's rows, to be cut by the registry. */
export interface ScopeArgument {
  readonly variable: string
  readonly guards: readonly Guard[]
}

/** A search's `first`, to be capped before the operation runs. */
export interface PageArgument {
  readonly variable: string
  readonly field: SelectedField
  readonly maxRows: number
}

/** What a caller's operation became: what is granted of it, and the helpers that releasing it needs. */
export interface AugmentedOperation {
  /** To be planned on the full schema; null where nothing has to be fetched. */
  readonly document: DocumentNode | null
  /** The document's text: the key of its plan. */
  readonly text: string
  readonly cursors: readonly CursorArgument[]
  readonly scopes: readonly ScopeArgument[]
  readonly pages: readonly PageArgument[]
  /** Variable to be filled with the caller's own code, where the operation asks for the caller's codes. */
  readonly selfVariable: string | null
  /** Variable to be filled with who acts and under which agreement, where a root field is told. */
  readonly actingVariable: string | null
  /** Variable to be filled with every code of the caller, where a root field is told. */
  readonly codesVariable: string | null
}

interface Emission {
  readonly names: HelperNames
  readonly subjects: Subjects
  readonly full: GraphQLSchema
  readonly cursors: CursorArgument[]
  readonly scopes: ScopeArgument[]
  readonly pages: PageArgument[]
}

/**
 * Writes the permitted operation anew: granted fields, without fragments and conditions, and with helpers: `__typename`
 * of abstract values, ids of data subjects, attributes that row conditions compare, opened cursors, row scopes, the
 * caller's codes.
 *
 * INVARIANT: only this text, never a caller's, is planned on the full schema, where `@inaccessible` helpers exist.
 */
export function augment(
  operation: OperationDefinitionNode,
  fields: readonly JudgedField[],
  subjects: Subjects,
  names: HelperNames,
  selfLookup: SubjectLookup | null,
  full: GraphQLSchema,
): AugmentedOperation {
  const emission: Emission = { names, subjects, full, cursors: [], scopes: [], pages: [] }
  const selections = fields.filter(isFetched).map((field) => fieldNode(emission, field))
  if (selections.length === 0)
    return {
      document: null,
      text: '',
      cursors: [],
      scopes: [],
      pages: [],
      selfVariable: null,
      actingVariable: null,
      codesVariable: null,
    }
  const asksSelf = selfLookup !== null && operation.operation === OperationTypeNode.QUERY
  if (asksSelf) selections.push(selfNode(names, selfLookup))
  const isToldWhoActs = fields.some((field) => isFetched(field) && isTold(subjects, field, 'acting'))
  const isToldCodes = fields.some((field) => isFetched(field) && isTold(subjects, field, 'callerCodes'))
  const root = selectionSet(selections)
  const variableDefinitions = [
    ...usedDefinitions(operation, root),
    ...emission.cursors.map(({ variable }) => variableDefinition(variable, 'String')),
    ...emission.scopes.map(({ variable }) => variableDefinition(variable, 'RowScope')),
    ...emission.pages.map(({ variable }) => variableDefinition(variable, 'Int')),
    ...(asksSelf ? [variableDefinition(names.self, 'String!')] : []),
    ...(isToldWhoActs ? [variableDefinition(names.acting, 'Acting')] : []),
    ...(isToldCodes ? [variableDefinition(names.callerCodes, '[String!]')] : []),
  ]
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions,
    selectionSet: root,
  }
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] }
  return {
    document,
    text: print(document),
    cursors: emission.cursors,
    scopes: emission.scopes,
    pages: emission.pages,
    selfVariable: asksSelf ? names.self : null,
    actingVariable: isToldWhoActs ? names.acting : null,
    codesVariable: isToldCodes ? names.callerCodes : null,
  }
}

function isFetched(field: JudgedField): boolean {
  return field.verdict !== 'denied' && !field.selected.definition.name.startsWith('__')
}

/** INVARIANT: no caller can give the argument, since it is in no schema that a caller's text is validated against. */
function isTold(subjects: Subjects, { selected }: JudgedField, told: 'acting' | 'callerCodes'): boolean {
  return subjects.inaccessible.has(`${selected.coordinate}(${told}:)`)
}

function fieldNode(emission: Emission, field: JudgedField): FieldNode {
  const { responseName, definition } = field.selected
  const key = emission.names.fetched(definition.name, responseName)
  return {
    kind: Kind.FIELD,
    ...(key !== definition.name && { alias: nameNode(key) }),
    name: nameNode(definition.name),
    arguments: argumentsOf(emission, field),
    ...(field.children && { selectionSet: selectionSet(childSelections(emission, field, field.children)) }),
  }
}

function childSelections(
  emission: Emission,
  field: JudgedField,
  children: ReadonlyMap<string, readonly JudgedField[]>,
): readonly SelectionNode[] {
  const named = getNamedType(field.selected.definition.type)
  if (!isAbstractType(named)) {
    return objectSelections(emission, field, named.name, children.get(named.name) ?? [])
  }
  const fragments = [...children].map(([type, fields]): SelectionNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(type) },
    selectionSet: selectionSet(objectSelections(emission, field, type, fields)),
  }))
  return [plainField('__typename'), ...fragments]
}

/** Fields of one concrete type, and the helpers beside them. */
function objectSelections(
  emission: Emission,
  parent: JudgedField,
  type: string,
  fields: readonly JudgedField[],
): readonly SelectionNode[] {
  const { names, subjects } = emission
  const selections: SelectionNode[] = fields
    .filter((field) => field.verdict !== 'denied' && field.selected.definition.name !== '__typename')
    .map((field) => fieldNode(emission, field))
  const siblings = new Set(fields.flatMap(({ about }) => (about.kind === 'sibling' ? [about.field] : [])))
  const idField = subjects.dataSubjectTypes.get(type)
  if (idField !== undefined && parent.about.kind === 'target') {
    siblings.add(idField)
    if (isNamedByCode(emission, parent, type)) siblings.add('codes')
  }
  for (const attribute of rowAttributes(emission.full, type, parent, fields).values()) siblings.add(attribute)
  const municipality = municipalityFields.get(type)
  if (municipality !== undefined && fields.some(isToldAsMunicipality)) siblings.add(municipality)
  for (const sibling of siblings) selections.push(plainField(sibling, names.sibling(sibling)))
  if (parent.structure === 'connection' && needsHits(parent, fields))
    selections.push(hitsNode(emission, parent))
  // Asked without a granted field, the object is still looked up, so that the record is about someone who exists.
  if (selections.length === 0 || fields.some(({ selected }) => selected.definition.name === '__typename')) {
    selections.push(plainField('__typename'))
  }
  return selections
}

function isToldAsMunicipality({ conditions }: JudgedField): boolean {
  return conditions.guards.flat().some(({ obligations }) => needsMunicipality(obligations))
}

/**
 * People in a search result are recorded also where only its size or its cursors are asked for; rows under a condition are
 * checked whatever is asked of them.
 */
function needsHits(connection: JudgedField, fields: readonly JudgedField[]): boolean {
  if (connection.conditions.rowGuards.length > 0) return true
  if (!connection.leadsToSubjects || connection.about.kind !== 'inherited') return false
  return !fields.some(({ selected, children }) => {
    if (selected.definition.name !== 'edges') return false
    return [...(children?.values() ?? [])].flat().some((field) => field.about.kind === 'target')
  })
}

function hitsNode(emission: Emission, connection: JudgedField): FieldNode {
  const { names, full } = emission
  const type = rowTypeOfConnection(connection.selected) ?? ''
  const fields = new Set(attributesOfRows(full, type, connection.conditions.rowGuards).values())
  if (connection.leadsToSubjects) fields.add('id')
  if (isNamedByCode(emission, connection, type)) fields.add('codes')
  const helpers = [...fields].map((field) => plainField(field, names.sibling(field)))
  const selected = helpers.length > 0 ? helpers : [plainField('__typename')]
  const node = { ...plainField('node', names.hitNode), selectionSet: selectionSet(selected) }
  return { ...plainField('edges', names.hits), selectionSet: selectionSet([node]) }
}

/** A person who was named by an earlier code must be recognised as the one who was found. */
function isNamedByCode({ subjects }: Emission, field: JudgedField, type: string | null): boolean {
  return field.namesSubjects && subjects.owners.has(`${type}.codes`)
}

function selfNode(names: HelperNames, lookup: SubjectLookup): FieldNode {
  return {
    ...plainField(lookup.field, names.self),
    arguments: [argument(lookup.argument, names.self)],
    selectionSet: selectionSet([plainField('codes')]),
  }
}

function argumentsOf(emission: Emission, field: JudgedField): readonly ArgumentNode[] {
  const given = givenArguments(emission, field)
  for (const told of ['acting', 'callerCodes'] as const)
    if (isTold(emission.subjects, field, told)) given.push(argument(told, emission.names[told]))
  const { scope } = field.conditions
  if (scope === null) return given
  const variable = emission.names.numbered('scope', emission.scopes.length)
  emission.scopes.push({ variable, guards: scope })
  return [...given, argument('scope', variable)]
}

/** What the caller gave, a page's `after` as a variable to be opened. */
function givenArguments(emission: Emission, field: JudgedField): ArgumentNode[] {
  const { selected, structure, conditions } = field
  const nodes = selected.nodes[0].arguments ?? []
  if (structure !== 'connection') return [...nodes]
  const { maxRows } = conditions
  const given = nodes
    .filter(({ name }) => maxRows === null || name.value !== 'first')
    .map((node) => {
      if (node.name.value !== 'after') return node
      const variable = emission.names.numbered('after', emission.cursors.length)
      emission.cursors.push({ variable, field: selected })
      return argument('after', variable)
    })
  if (maxRows === null || !selected.definition.args.some(({ name }) => name === 'first')) return given
  const variable = emission.names.numbered('first', emission.pages.length)
  emission.pages.push({ variable, field: selected, maxRows })
  return [...given, argument('first', variable)]
}

function usedDefinitions(
  operation: OperationDefinitionNode,
  selection: SelectionSetNode,
): readonly VariableDefinitionNode[] {
  const used = new Set<string>()
  visit(selection, { Variable: (node) => void used.add(node.name.value) })
  return (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value))
}

function variableDefinition(name: string, type: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(name) },
    type: parseType(type, { noLocation: true }),
  }
}

function argument(name: string, variable: string): ArgumentNode {
  return {
    kind: Kind.ARGUMENT,
    name: nameNode(name),
    value: { kind: Kind.VARIABLE, name: nameNode(variable) },
  }
}

function plainField(name: string, alias?: string): FieldNode {
  return { kind: Kind.FIELD, ...(alias !== undefined && { alias: nameNode(alias) }), name: nameNode(name) }
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections }
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const
}
