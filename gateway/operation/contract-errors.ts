import { getVariableValues, isInputType, typeFromAST, validate } from 'graphql'
import type { DocumentNode, GraphQLError, GraphQLSchema, VariableDefinitionNode } from 'graphql'
import { DagrError } from '../errors.ts'

/**
 * What is wrong with a document that the API schema does not take, told from the caller's contract: a field that is there
 * and not granted reads as one that is not there. At least one error.
 */
export function documentErrors(document: DocumentNode, contract: GraphQLSchema): readonly DagrError[] {
  const errors = validate(contract, document, undefined, { maxErrors: 20 }).map(validationError)
  if (errors.length > 0) return errors
  // A contract may have a placeholder, which the API schema has not.
  return [new DagrError('GRAPHQL_VALIDATION_FAILED', 'The document does not fit the schema')]
}

/** The same for the values of variables. */
export function variableErrors(
  definitions: readonly VariableDefinitionNode[],
  given: Readonly<Record<string, unknown>>,
  { api, contract }: { readonly api: GraphQLSchema; readonly contract: GraphQLSchema },
): readonly DagrError[] {
  return definitions
    .filter((definition) => coercionErrors(api, definition, given).length > 0)
    .flatMap((definition) => {
      // Of an enum or an input object that the contract has not, nothing is told.
      const isKnown = isInputType(typeFromAST(contract, definition.type))
      const errors = isKnown ? coercionErrors(contract, definition, given).map(validationError) : []
      return errors.length > 0 ? errors : [unfit(definition)]
    })
    .slice(0, 10)
}

function coercionErrors(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  return getVariableValues(schema, [definition], given, { maxErrors: 10 }).errors ?? []
}

function unfit({ variable, loc }: VariableDefinitionNode): DagrError {
  const message = `Variable "$${variable.name.value}" has a value that does not fit its type`
  return new DagrError('GRAPHQL_VALIDATION_FAILED', message, {
    locations: loc && [{ line: loc.startToken.line, column: loc.startToken.column }],
  })
}

function validationError(error: GraphQLError): DagrError {
  return new DagrError('GRAPHQL_VALIDATION_FAILED', error.message, {
    locations: error.locations,
    cause: error,
  })
}
