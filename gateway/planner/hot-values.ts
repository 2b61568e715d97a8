import { Kind, getNamedType, print } from 'graphql'
import type { FieldNode, GraphQLField, ValueNode, VariableDefinitionNode } from 'graphql'
import type { HotArgument, HotValue } from './hot-fetch.ts'

/** Variables of a subgraph's operation, by name. */
export type Definitions = ReadonlyMap<string, VariableDefinitionNode>

/**
 * A field's arguments as they stand in an operation. INVARIANT: equal texts of arguments (with variables filled in) mean
 * that the registry was asked the same; numbers are therefore kept as they are written.
 */
export function hotArguments(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  definitions: Definitions,
): HotArgument[] {
  return (node.arguments ?? [])
    .map(({ name, value }) => {
      const declared = field.args.find((each) => each.name === name.value)
      return {
        name: name.value,
        isScope: declared !== undefined && getNamedType(declared.type).name === scopeType,
        value: hotValue(value, definitions),
      }
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** What rows of a field are cut by; registries take none and `null` for the same. */
const scopeType = 'RowScope'

function hotValue(node: ValueNode, definitions: Definitions): HotValue {
  switch (node.kind) {
    case Kind.VARIABLE: {
      const standard = definitions.get(node.name.value)?.defaultValue
      return {
        kind: 'variable',
        name: node.name.value,
        otherwise: standard === undefined ? null : `=${print(standard)}`,
      }
    }
    case Kind.LIST:
      return { kind: 'list', items: node.values.map((item) => hotValue(item, definitions)) }
    case Kind.OBJECT:
      return {
        kind: 'object',
        fields: node.fields
          .map(({ name, value }) => [name.value, hotValue(value, definitions)] as const)
          .toSorted(([one], [other]) => (one < other ? -1 : 1)),
      }
    case Kind.NULL:
      return { kind: 'constant', json: 'null' }
    case Kind.BOOLEAN:
      return { kind: 'constant', json: String(node.value) }
    case Kind.INT:
    case Kind.FLOAT:
      return { kind: 'constant', json: node.value }
    default:
      return { kind: 'constant', json: JSON.stringify(node.value) }
  }
}
