import { getNamedType, isAbstractType, Kind, OperationTypeNode, parseType, print, visit } from 'graphql'
import type {
  ArgumentNode,
  DocumentNode,
  FieldNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  VariableDefinitionNode,
} from 'graphql'
import type { HelperNames } from './helpers.ts'
import type { JudgedField } from './prune.ts'
import type { SelectedField } from './selection.ts'
import { subjectRowType } from './subjects.ts'
import type { SubjectLookup, Subjects } from './subjects.ts'

/** A page's `after`, to be opened into a variable before the operation runs. */
export interface CursorArgument {
  readonly variable: string
  readonly field: SelectedField
}

/** What a caller's operation became: what is granted of it, and the helpers that releasing it needs. */
export interface AugmentedOperation {
  /** To be planned on the full schema; null where nothing has to be fetched. */
  readonly document: DocumentNode | null
  /** The document's text: the key of its plan. */
  readonly text: string
  readonly cursors: readonly CursorArgument[]
  /** Variables to be filled with the row scope of the caller. */
  readonly scopeVariables: readonly string[]
  /** Variable to be filled with the caller's own code, where the operation asks for the caller's codes. */
  readonly selfVariable: string | null
  /** Variable to be filled with who acts and under which agreement, where a root field is told. */
  readonly actingVariable: string | null
}

interface Emission {
  readonly names: HelperNames
  readonly subjects: Subjects
  readonly cursors: CursorArgument[]
  readonly scopeVariables: string[]
}

/**
 * Writes the permitted operation anew: granted fields, without fragments and conditions, and with helpers: `__typename`
 * of abstract values, ids of data subjects, opened cursors, row scopes, the caller's codes.
 *
 * INVARIANT: only this text, never a caller's, is planned on the full schema, where `@inaccessible` helpers exist.
 */
export function augment(
  operation: OperationDefinitionNode,
  fields: readonly JudgedField[],
  subjects: Subjects,
  names: HelperNames,
  selfLookup: SubjectLookup | null,
): AugmentedOperation {
  const emission: Emission = { names, subjects, cursors: [], scopeVariables: [] }
  const selections = fields.filter(isFetched).map((field) => fieldNode(emission, field))
  if (selections.length === 0)
    return {
      document: null,
      text: '',
      cursors: [],
      scopeVariables: [],
      selfVariable: null,
      actingVariable: null,
    }
  const asksSelf = selfLookup !== null && operation.operation === OperationTypeNode.QUERY
  if (asksSelf) selections.push(selfNode(names, selfLookup))
  const isToldWhoActs = fields.some((field) => isFetched(field) && isTold(subjects, field))
  const root = selectionSet(selections)
  const variableDefinitions = [
    ...usedDefinitions(operation, root),
    ...emission.cursors.map(({ variable }) => variableDefinition(variable, 'String')),
    ...emission.scopeVariables.map((variable) => variableDefinition(variable, 'RowScope')),
    ...(asksSelf ? [variableDefinition(names.self, 'String!')] : []),
    ...(isToldWhoActs ? [variableDefinition(names.acting, 'Acting')] : []),
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
    scopeVariables: emission.scopeVariables,
    selfVariable: asksSelf ? names.self : null,
    actingVariable: isToldWhoActs ? names.acting : null,
  }
}

function isFetched(field: JudgedField): boolean {
  return field.verdict !== 'denied' && !field.selected.definition.name.startsWith('__')
}

/** INVARIANT: no caller can give the argument, since it is in no schema that a caller's text is validated against. */
function isTold(subjects: Subjects, { selected }: JudgedField): boolean {
  return subjects.inaccessible.has(`${selected.coordinate}(acting:)`)
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
  for (const sibling of siblings) selections.push(plainField(sibling, names.sibling(sibling)))
  if (parent.structure === 'connection' && needsHits(parent, fields))
    selections.push(hitsNode(emission, parent))
  // Asked without a granted field, the object is still looked up, so that the record is about someone who exists.
  if (selections.length === 0 || fields.some(({ selected }) => selected.definition.name === '__typename')) {
    selections.push(plainField('__typename'))
  }
  return selections
}

/** People in a search result are recorded also where only its size or its cursors are asked for. */
function needsHits(connection: JudgedField, fields: readonly JudgedField[]): boolean {
  if (!connection.leadsToSubjects || connection.about.kind !== 'inherited') return false
  return !fields.some(({ selected, children }) => {
    if (selected.definition.name !== 'edges') return false
    return [...(children?.values() ?? [])].flat().some((field) => field.about.kind === 'target')
  })
}

function hitsNode(emission: Emission, connection: JudgedField): FieldNode {
  const { names, subjects } = emission
  const isNamed = isNamedByCode(emission, connection, subjectRowType(subjects, connection.selected))
  const ids = (isNamed ? ['id', 'codes'] : ['id']).map((field) => plainField(field, names.sibling(field)))
  const node = { ...plainField('node', names.hitNode), selectionSet: selectionSet(ids) }
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
  if (isTold(emission.subjects, field)) given.push(argument('acting', emission.names.acting))
  if (!field.isScoped) return given
  const variable = emission.names.numbered('scope', emission.scopeVariables.length)
  emission.scopeVariables.push(variable)
  return [...given, argument('scope', variable)]
}

/** What the caller gave, a page's `after` as a variable to be opened. */
function givenArguments(emission: Emission, field: JudgedField): ArgumentNode[] {
  return (field.selected.nodes[0].arguments ?? []).map((node) => {
    if (field.structure !== 'connection' || node.name.value !== 'after') return node
    const variable = emission.names.numbered('after', emission.cursors.length)
    emission.cursors.push({ variable, field: field.selected })
    return argument('after', variable)
  })
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
