import { createHash } from 'node:crypto'
import { Kind, validate } from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { DagrError } from '../errors.ts'
import { compileVariables } from './compile-variables.ts'
import { liftLiterals } from './lift-literals.ts'
import type { Lifted } from './lift-literals.ts'
import { assertWithin, noLimits, parseWithin } from './limits.ts'
import type { Limits } from './limits.ts'
import { compileListCost } from './list-cost.ts'
import { nonNullVariables } from './non-null-variables.ts'
import { gap, skeletonOf, valueOf } from './skeleton.ts'
import type { Skeleton } from './skeleton.ts'
import { compileVariant } from './variant.ts'
import type { VariantOf } from './variant.ts'

/** A document as far as it depends on its text alone; kept for the next request with the same text. */
export interface ParsedDocument extends ReadDocument {
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string
  /** Of the variables that stand for literals of the text; null where none do. */
  readonly literals: Readonly<Record<string, unknown>> | null
  /** The text as it was written: of what stands where in it, only this tells. */
  written(): DocumentNode
}

/** What texts share that differ in literals alone: these are variables in it. */
interface ReadDocument {
  readonly document: DocumentNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly operations: readonly OperationDefinitionNode[]
  /** Of the operations that have been run: a document may have hundreds. */
  readonly inputs: Map<OperationDefinitionNode, Inputs>
  /** Equal for texts that share it, and for no other: the hash of the first of them. */
  readonly key: string
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

export interface DocumentCache {
  readonly texts: LRUCache<string, ParsedDocument>
  /** By skeleton: which of its literals are variables. None: its texts share nothing. */
  readonly lifted: LRUCache<string, readonly Lifted[]>
  /** By skeleton and the literals that stay: what texts share. */
  readonly shared: LRUCache<string, ReadDocument>
}

/** As measured, a document takes 45 bytes for each of its characters. */
export function createDocumentCache(maxCharacters: number, max = 10_000): DocumentCache {
  const bounded = (share: number) => ({
    max,
    maxSize: Math.ceil(maxCharacters * share),
    sizeCalculation: charactersOf,
  })
  return {
    texts: new LRUCache<string, ParsedDocument>(bounded(1)),
    lifted: new LRUCache<string, readonly Lifted[]>(bounded(0.3)),
    shared: new LRUCache<string, ReadDocument>(bounded(0.3)),
  }
}

function charactersOf(_value: unknown, key: string): number {
  return key.length + 1
}

/** What texts are read by. */
interface DocumentSource {
  readonly api: GraphQLSchema
  readonly documents: DocumentCache
  readonly limits: Limits
}

/** @throws DagrError where the text is none, or larger than is taken */
export function documentOf(text: string, source: DocumentSource): ParsedDocument {
  const { texts } = source.documents
  const known = texts.get(text)
  if (known) return known
  assertWithin(source.limits, 'documentBytes', Buffer.byteLength(text))
  const parsed = parsedOf(text, source)
  texts.set(text, parsed)
  return parsed
}

function parsedOf(text: string, source: DocumentSource): ParsedDocument {
  const { api, documents, limits } = source
  const hash = createHash('sha256').update(text).digest('hex')
  // Open mode plans the caller's own text.
  const skeleton = limits === noLimits ? null : skeletonOf(text)
  const lifted = skeleton && documents.lifted.get(skeleton.key)
  if (skeleton && lifted && lifted.length > 0) {
    const shared = documents.shared.get(sharedKey(skeleton, lifted))
    const literals = shared && valuesOf(skeleton, lifted)
    if (shared && literals) return { ...shared, hash, literals, written: () => parseWithin(text, limits) }
  }
  const document = parseWithin(text, limits)
  const isValid = validate(api, document, undefined, { maxErrors: 1 }).length === 0
  const found = skeleton && isValid ? liftLiterals(document, skeleton.literals, api) : null
  if (skeleton && isValid) documents.lifted.set(skeleton.key, found?.lifted ?? [])
  const literals = skeleton && found && valuesOf(skeleton, found.lifted)
  if (!skeleton || !found || !literals || validate(api, found.document).length > 0) {
    return { ...readDocument(document, hash, isValid), hash, literals: null, written: () => document }
  }
  const shared = readDocument(found.document, hash, isValid)
  documents.shared.set(sharedKey(skeleton, found.lifted), shared)
  return { ...shared, hash, literals, written: () => document }
}

function readDocument(document: DocumentNode, key: string, isValid: boolean): ReadDocument {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  return { document, fragments, operations, inputs: new Map(), key, isValid }
}

/** INVARIANT: only texts whose other literals are equal share a document. */
function sharedKey({ key, literals }: Skeleton, lifted: readonly Lifted[]): string {
  const free = new Set(lifted.map(({ position }) => position))
  return [key, ...literals.flatMap(({ text }, position) => (free.has(position) ? [] : [text]))].join(gap)
}

/** null where one of them is no value of its type: what is wrong with it, the text itself tells. */
function valuesOf({ literals }: Skeleton, lifted: readonly Lifted[]): Record<string, unknown> | null {
  const values: Record<string, unknown> = {}
  for (const { position, variable, type } of lifted) {
    const literal = literals[position]
    const value = literal && valueOf(literal, type)
    if (value === undefined) return null
    values[variable] = value
  }
  return values
}

/** @throws DagrError where it is not said which operation is meant */
export function operationOf(
  parsed: Pick<ParsedDocument, 'operations'>,
  name: string | null,
): OperationDefinitionNode {
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

/** The operation as the text has it, with the text's own places and variables. */
export function writtenDefinition(
  parsed: ParsedDocument,
  { name }: OperationDefinitionNode,
): OperationDefinitionNode {
  const { operations } = readDocument(parsed.written(), parsed.key, parsed.isValid)
  return operationOf({ operations }, name?.value ?? null)
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
