import { Kind, parseType, visit } from 'graphql'
import type {
  ArgumentNode,
  FieldNode,
  NameNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  VariableDefinitionNode,
} from 'graphql'

/** Definitions of the variables that stand in the selection. */
export function usedDefinitions(
  operation: OperationDefinitionNode,
  selection: SelectionSetNode,
): readonly VariableDefinitionNode[] {
  const used = new Set<string>()
  visit(selection, { Variable: (node) => void used.add(node.name.value) })
  return (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value))
}

export function variableDefinition(name: string, type: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(name) },
    type: parseType(type, { noLocation: true }),
  }
}

export function argument(name: string, variable: string): ArgumentNode {
  return {
    kind: Kind.ARGUMENT,
    name: nameNode(name),
    value: { kind: Kind.VARIABLE, name: nameNode(variable) },
  }
}

export function plainField(name: string, alias?: string): FieldNode {
  return { kind: Kind.FIELD, ...(alias !== undefined && { alias: nameNode(alias) }), name: nameNode(name) }
}

export function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections }
}

export function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value }
}
