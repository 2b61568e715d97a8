import { createHash } from 'node:crypto'
import { Kind, validate } from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { LRUCache } from 'lru-cache'
import { DagrError } from '../errors.ts'
import { compileVariables } from './compile-variables.ts'
import { parseWithin } from './limits.ts'
import type { Limits } from './limits.ts'
import { compileListCost } from './list-cost.ts'
import { nonNullVariables } from './non-null-variables.ts'
import { compileVariant } from './variant.ts'
import type { VariantOf } from './variant.ts'

/** A document as far as it depends on its text alone; kept for the next request with the same text. */
export interface ParsedDocument {
  readonly document: DocumentNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly operations: readonly OperationDefinitionNode[]
  /** Of the operations that have been run: a document may have hundreds. */
  readonly inputs: Map<OperationDefinitionNode, Inputs>
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string
  /** Against the API schema. What is wrong is not kept: each caller is told by their own contract. */
  readonly isValid: boolean
}

/** What an operation's text says of its variables. */
interface Inputs {
  readonly variantOf: VariantOf
  readonly nonNull: readonly string[]
  readonly coerce: ReturnType<typeof compileVariables>
  readonly costOf: ReturnType<typeof compileListCost>
}

export type DocumentCache = LRUCache<string, ParsedDocument>

/** What texts are read by. */
interface DocumentSource {
  readonly api: GraphQLSchema
  readonly documents: DocumentCache
  readonly limits: Limits
}

/** @throws DagrError where the text is none, or larger than is taken */
export function documentOf(text: string, { api, documents, limits }: DocumentSource): ParsedDocument {
  const known = documents.get(text)
  if (known) return known
  const document = parseWithin(text, limits)
  const isValid = validate(api, document, undefined, { maxErrors: 1 }).length === 0
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  const hash = createHash('sha256').update(text).digest('hex')
  const parsed = { document, fragments, operations, inputs: new Map(), hash, isValid }
  documents.set(text, parsed)
  return parsed
}

/** @throws DagrError where it is not said which operation is meant */
export function operationOf(parsed: ParsedDocument, name: string | null): OperationDefinitionNode {
  if (name === null) {
    const [only, another] = parsed.operations
    if (only && !another) return only
    throw new DagrError(
      'GRAPHQL_VALIDATION_FAILED',
      only
        ? 'The document has several operations: say in operationName which to run'
        : 'The document has no operation',
    )
  }
  const named = parsed.operations.find((operation) => operation.name?.value === name)
  if (!named)
    throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'The document has no operation named by operationName')
  return named
}

/** Made once for each operation of a document. @throws DagrError where a variable has a name that it must not have */
export function inputsOf(
  { inputs, document, fragments }: ParsedDocument,
  definition: OperationDefinitionNode,
  api: GraphQLSchema,
): Inputs {
  const known = inputs.get(definition)
  if (known) return known
  assertVariableNames(definition)
  const compiled = {
    coerce: compileVariables(api, definition.variableDefinitions ?? []),
    costOf: compileListCost(definition, { schema: api, fragments }),
    variantOf: compileVariant(api, document, definition),
    nonNull: nonNullVariables(api, document, definition),
  }
  inputs.set(definition, compiled)
  return compiled
}

/** A variable of this name would be taken for the prototype of all variables. */
function assertVariableNames(operation: OperationDefinitionNode): void {
  if (operation.variableDefinitions?.some(({ variable }) => variable.name.value === '__proto__')) {
    throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'A variable must not be named __proto__')
  }
}
