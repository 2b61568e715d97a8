import { getNamedType, isInputObjectType, isNonNullType, Kind, typeFromAST, visit } from 'graphql'
import type { DocumentNode, GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql'

/**
 * What of a request's variables decides which fields are asked for: the values of `@skip` and `@include` conditions,
 * which variables have no value, and which fields input objects have. Two requests with one text and one variant
 * share everything that is compiled, whatever else their variables hold.
 */
export type VariantOf = (variables: Readonly<Record<string, unknown>>) => string

export function compileVariant(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): VariantOf {
  const conditions = conditionVariables(document)
  const parts = (operation.variableDefinitions ?? []).map(({ variable, type }) => {
    const name = variable.name.value
    if (conditions.has(name)) return (variables: Readonly<Record<string, unknown>>) => String(variables[name])
    const resolved = typeFromAST(schema, type) as GraphQLInputType | undefined
    if (resolved && isInputObjectType(getNamedType(resolved))) {
      return (variables: Readonly<Record<string, unknown>>) => shapeOf(variables[name])
    }
    if (resolved && isNonNullType(resolved)) return null
    return (variables: Readonly<Record<string, unknown>>) => (variables[name] === undefined ? '-' : '+')
  })
  const varying = parts.filter((part) => part !== null)
  return (variables) => varying.map((part) => part(variables)).join(',')
}

function conditionVariables(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>()
  visit(document, {
    Directive(directive) {
      for (const { value } of directive.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      }
    },
  })
  return names
}

/** Keys of an input object's value without its values. */
function shapeOf(value: unknown): string {
  if (value === undefined) return '-'
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join('|')}]`
  if (typeof value !== 'object' || value === null) return '+'
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}:${shapeOf(inner)}`)
    .join(' ')}}`
}
