import { GraphQLError, parse, type DocumentNode } from 'graphql'
import { DagrError } from '../errors.ts'
import { countOverlaps, measureDocument } from './measure.ts'

/** What one request may cost. A request over a limit is refused before it is planned. */
export const limitTable = {
  documentBytes: entry('LIMIT_DOCUMENT_BYTES', 100_000, 'bytes of the document'),
  tokens: entry('LIMIT_TOKENS', 10_000, 'tokens of the document'),
  depth: entry('LIMIT_DEPTH', 20, 'levels of nested fields, fragments followed'),
  aliases: entry('LIMIT_ALIASES', 200, 'aliased fields, fragments expanded'),
  fields: entry('LIMIT_FIELDS', 2000, 'fields, fragments expanded'),
  overlaps: entry('LIMIT_OVERLAPS', 10_000, 'pairs of fields with one response name in one place'),
  rootFields: entry('LIMIT_ROOT_FIELDS', 50, 'root fields, fragments expanded'),
  listCost: entry('LIMIT_LIST_COST', 1_000_000, 'fields to be answered, if every list were full'),
  variablesBytes: entry('LIMIT_VARIABLES_BYTES', 100_000, 'bytes of the variables, approximately'),
} as const satisfies Record<string, LimitEntry>

interface LimitEntry {
  readonly env: string
  readonly default: number
  readonly meaning: string
}

export type Limits = { readonly [Name in keyof typeof limitTable]: number }

export const defaultLimits: Limits = mapLimits((limit) => limit.default)

/** Open mode. */
export const noLimits: Limits = mapLimits(() => Number.POSITIVE_INFINITY)

/** Throws `REQUEST_TOO_LARGE` where `amount` is over the limit `name`. */
export function assertWithin(limits: Limits, name: keyof Limits, amount: number): void {
  const limit = limits[name]
  if (amount <= limit) return
  // Sums of nested fragments soon leave what a double counts exactly, and JSON knows no infinity.
  const shown = amount <= Number.MAX_SAFE_INTEGER ? amount : undefined
  throw new DagrError(
    'REQUEST_TOO_LARGE',
    `Too large: ${shown ?? `more than ${limit}`} ${limitTable[name].meaning}, at most ${limit} are allowed`,
    { extensions: { limit: name, allowed: limit, ...(shown !== undefined && { found: shown }) } },
  )
}

/**
 * Parses a document within the limits that need no schema. Throws `REQUEST_TOO_LARGE` or `GRAPHQL_PARSE_FAILED`.
 * The document is not validated yet, but what makes validation slow is refused here: of graphql-js's rules, the one
 * that compares overlapping fields takes time in the square of their number.
 */
export function parseWithin(text: string, limits: Limits): DocumentNode {
  assertWithin(limits, 'documentBytes', Buffer.byteLength(text))
  const document = parseText(text, limits)
  if (limits !== noLimits) assertSize(document, limits)
  return document
}

function assertSize(document: DocumentNode, limits: Limits): void {
  const { cyclic, unused, ...size } = measureDocument(document)
  if (cyclic !== null) throw invalidFragment(cyclic, 'leads back to itself')
  if (unused !== null) throw invalidFragment(unused, 'is never used')
  assertWithin(limits, 'depth', size.depth)
  assertWithin(limits, 'aliases', size.aliases)
  assertWithin(limits, 'fields', size.fields)
  assertWithin(limits, 'rootFields', size.rootFields)
  assertWithin(limits, 'overlaps', countOverlaps(document))
}

function invalidFragment(name: string, fault: string): DagrError {
  return new DagrError('GRAPHQL_VALIDATION_FAILED', `Fragment "${name}" ${fault}`)
}

function parseText(text: string, limits: Limits): DocumentNode {
  try {
    return parse(text, Number.isFinite(limits.tokens) ? { maxTokens: limits.tokens } : {})
  } catch (error) {
    if (error instanceof RangeError) {
      throw new DagrError('REQUEST_TOO_LARGE', 'Too large: the document is nested too deeply to be read', {
        extensions: { limit: 'depth' },
        cause: error,
      })
    }
    if (!(error instanceof GraphQLError)) throw error
    // graphql-js tells its token limit from a mistake in the text by the message only.
    if (/Document contains more .* tokens/.test(error.message)) {
      assertWithin(limits, 'tokens', Number.POSITIVE_INFINITY)
    }
    throw new DagrError('GRAPHQL_PARSE_FAILED', error.message, { locations: error.locations, cause: error })
  }
}

/**
 * Throws `REQUEST_TOO_LARGE` where the variables' text is over the limit. Counts characters of strings and keys and
 * a few bytes for everything else, and stops as soon as the limit is passed.
 */
export function assertVariables(
  variables: Readonly<Record<string, unknown>> | undefined,
  limits: Limits,
): void {
  if (variables === undefined || limits.variablesBytes === Number.POSITIVE_INFINITY) return
  assertWithin(limits, 'variablesBytes', sizeOf(variables, limits.variablesBytes))
}

function sizeOf(value: unknown, enough: number): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 4
  let size = 2
  for (const [key, member] of Object.entries(value)) {
    size += (Array.isArray(value) ? 1 : key.length + 4) + sizeOf(member, enough - size)
    if (size > enough) break
  }
  return size
}

function entry(env: string, value: number, meaning: string): LimitEntry {
  return { env, default: value, meaning }
}

function mapLimits(value: (limit: LimitEntry) => number): Limits {
  return {
    documentBytes: value(limitTable.documentBytes),
    tokens: value(limitTable.tokens),
    depth: value(limitTable.depth),
    aliases: value(limitTable.aliases),
    fields: value(limitTable.fields),
    overlaps: value(limitTable.overlaps),
    rootFields: value(limitTable.rootFields),
    listCost: value(limitTable.listCost),
    variablesBytes: value(limitTable.variablesBytes),
  }
}
