import { getNamedType, isAbstractType, Kind, OperationTypeNode, print } from 'graphql'
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionNode } from 'graphql'
import type { CursorArgument, Emission, PageArgument, ScopeArgument } from './emission.ts'
import { argumentsOf, isTold } from './field-arguments.ts'
import { nameNode, plainField, selectionSet, usedDefinitions, variableDefinition } from './graphql-nodes.ts'
import { hitsNode, isNamedByCode, isToldAsMunicipality, needsHits, selfNode } from './helper-selections.ts'
import type { HelperNames } from './helpers.ts'
import { municipalityFields } from './obligations.ts'
import type { JudgedField } from './prune.ts'
import { rowAttributes } from './row-attributes.ts'
import type { SubjectLookup, Subjects } from './subjects.ts'

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
