import { isNonNullType, TypeInfo, ValidationContext } from 'graphql'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'

/**
 * Variables that stand where null may not: a nullable one with a default is allowed there, and null may be given for it
 * all the same. graphql-js throws only when it reads such an argument or condition.
 */
export function nonNullVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => undefined)
  const names = context
    .getRecursiveVariableUsages(operation)
    .flatMap(({ node, type }) => (isNonNullType(type) ? node.name.value : []))
  return [...new Set(names)]
}
