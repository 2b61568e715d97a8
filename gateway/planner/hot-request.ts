import { Kind, OperationTypeNode, parseType, print, stripIgnoredCharacters, visit } from 'graphql'
import type { GraphQLSchema, OperationDefinitionNode, SelectionNode, VariableDefinitionNode } from 'graphql'
import { compileAsked } from './asked-keys.ts'
import type { HotRequest } from './hot-fetch.ts'
import { representationsField } from './hot-keys.ts'
import type { Definitions } from './hot-values.ts'
import { typeNames } from './schema-fields.ts'

const representations = 'representations'
const representationsDefinition: VariableDefinitionNode = {
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: representations } },
  type: parseType('[_Any!]!', { noLocation: true }),
}

/** Asks for what is selected of one type's entities alone. */
export function hotRequest(
  { definitions, full }: { readonly definitions: Definitions; readonly full: GraphQLSchema },
  type: string,
  selections: readonly SelectionNode[],
): HotRequest {
  const used = new Set<string>()
  for (const each of selections) visit(each, { Variable: ({ name }) => void used.add(name.value) })
  const variables = [...definitions.keys()].filter((name) => used.has(name))
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: [
      representationsDefinition,
      ...[...definitions.values()].filter(({ variable }) => used.has(variable.name.value)),
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        {
          kind: Kind.FIELD,
          name: { kind: Kind.NAME, value: representationsField },
          arguments: [
            {
              kind: Kind.ARGUMENT,
              name: { kind: Kind.NAME, value: representations },
              value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: representations } },
            },
          ],
          selectionSet: {
            kind: Kind.SELECTION_SET,
            selections: [
              {
                kind: Kind.INLINE_FRAGMENT,
                typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
                selectionSet: { kind: Kind.SELECTION_SET, selections },
              },
            ],
          },
        },
      ],
    },
  }
  const text = stripIgnoredCharacters(print(operation))
  return {
    bodyHead: `{"query":${JSON.stringify(text)},"variables":`,
    variables,
    asked: compileAsked(text, (condition) => typeNames(full, condition)),
  }
}
