import { isOperand, operators, truthOfComparison } from './comparison.ts'
import type { relations } from './comparison.ts'
import type { Agreement, Comparison, Condition, Coordinate, Operand } from './model.ts'

export { operandOf } from './comparison.ts'

/** Kleene's three values; `undefined`: unknown. */
export type Truth = boolean | undefined

export type Relation = (typeof relations)[number]

/** What is known of a row, and of who asks, when a condition is checked. */
export interface Circumstances {
  /** Id of the row's data subject; null where the row is about nobody, or nobody knows about whom. */
  readonly subject: string | null
  /** Every personal code, 11 digits each, that the caller has had; empty where the caller is no natural person. */
  readonly callerCodes: ReadonlySet<string>
  /** Of the row; undefined or null: it has no value, or none is known. */
  attribute(coordinate: Coordinate): unknown
  readonly bindings: Bindings
  /** Whether the row's data subject consents to the consumer's use for the agreement's purpose. */
  readonly consented: Truth
}

/** What conditions compare with, as far as it does not depend on the row. */
export interface Bindings {
  readonly claims: Readonly<Partial<Record<Extract<Operand, { claim: unknown }>['claim'], string>>>
  readonly parameters: Agreement['parameters']
  /** A relation that is absent is unknown. */
  readonly relations: Readonly<Partial<Record<Relation, ReadonlySet<string>>>>
  /** Calendar date in Riga, YYYY-MM-DD. */
  readonly today: string
}

/** How deep conditions may lie in each other; what lies deeper is unknown. */
export const maxConditionDepth = 16

/**
 * Whether the condition is true of the row. Total: what is malformed, too deep or of a kind that is not known here is
 * unknown, whatever JSON it is.
 */
export function truthOf(condition: Condition, circumstances: Circumstances): Truth {
  return truthAt(condition, circumstances, 1)
}

/** Whether the condition holds, for sure: what is unknown denies. */
export function holds(condition: Condition, circumstances: Circumstances): boolean {
  return truthOf(condition, circumstances) === true
}

function truthAt(condition: Condition, circumstances: Circumstances, depth: number): Truth {
  if (depth > maxConditionDepth || !isNode(condition)) return undefined
  const truthOfPart = (part: Condition): Truth => truthAt(part, circumstances, depth + 1)
  switch (condition.kind) {
    case 'self':
      return isCaller(circumstances)
    case 'consent':
      return circumstances.consented
    case 'compare':
      return truthOfComparison(
        condition,
        circumstances.attribute(condition.attribute),
        circumstances.bindings,
      )
    case 'not':
      return negated(truthOfPart(condition.of))
    case 'all':
    case 'any':
      return firstOf(condition.kind === 'any', condition.of, truthOfPart)
    default:
      return undefined
  }
}

function negated(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}

/** One part that is `decisive` settles it, whatever is unknown; otherwise one that is unknown makes it so. */
function firstOf(
  decisive: boolean,
  parts: readonly Condition[],
  truthOfPart: (part: Condition) => Truth,
): Truth {
  let outcome: Truth = !decisive
  for (const part of parts) {
    const truth = truthOfPart(part)
    if (truth === decisive) return decisive
    if (truth === undefined) outcome = undefined
  }
  return outcome
}

const personalCode = /^\d{11}$/

/** A subject whose id is no personal code is somebody, and nobody knows who. */
function isCaller({ subject, callerCodes }: Circumstances): Truth {
  if (subject === null || !personalCode.test(subject)) return undefined
  return callerCodes.has(subject)
}

/** The members of each kind, besides `kind`; there must be no others. */
const nodeForms: Readonly<Record<Condition['kind'], Readonly<Record<string, (given: unknown) => boolean>>>> =
  {
    self: {},
    consent: {},
    compare: {
      attribute: (given) => typeof given === 'string' && attributeForm.test(given),
      operator: (given) => operators.some((operator) => operator === given),
      value: isOperand,
    },
    all: { of: isNonEmptyList },
    any: { of: isNonEmptyList },
    not: { of: (given) => typeof given === 'object' },
  }

const attributeForm = /^[_A-Za-z]\w*\.[_A-Za-z]\w*$/

function isNonEmptyList(given: unknown): boolean {
  return Array.isArray(given) && given.length > 0
}

/** Whether the JSON is a condition of a known kind, not looking at those in it. */
function isNode(json: unknown): json is Condition {
  if (typeof json !== 'object' || json === null || !('kind' in json)) return false
  const { kind, ...members } = json
  if (typeof kind !== 'string' || !hasForm(kind)) return false
  const forms = Object.entries(nodeForms[kind])
  const given = new Map<string, unknown>(Object.entries(members))
  return given.size === forms.length && forms.every(([name, isFit]) => isFit(given.get(name)))
}

function hasForm(kind: string): kind is Condition['kind'] {
  return Object.hasOwn(nodeForms, kind)
}

/** False where any part is malformed, too deep or of a kind that is not known here, as from a newer program. */
export function isKnown(condition: Condition): boolean {
  return leavesOf(condition, 1).every((leaf) => leaf !== null)
}

/** The type whose objects are the condition's rows; null where it names none, or several, or a part is not known. */
export function rowTypeOf(condition: Condition): string | null {
  const types = new Set(leavesOf(condition, 1).map(typeOf))
  const [type = null] = types
  return types.size === 1 ? type : null
}

function typeOf(leaf: Leaf | null): string | null {
  if (leaf?.kind === 'compare') return leaf.attribute.slice(0, leaf.attribute.indexOf('.'))
  return leaf === null ? null : 'Person'
}

/** Every attribute that the condition compares. */
export function attributesOf(condition: Condition): ReadonlySet<Coordinate> {
  return new Set(comparisonsOf(condition).map(({ attribute }) => attribute))
}

/** What must be found out, besides attributes, before the condition can be true or false. */
export interface Needs {
  readonly self: boolean
  readonly consent: boolean
  readonly relations: ReadonlySet<Relation>
}

export function needsOf(condition: Condition): Needs {
  const kinds = new Set(leavesOf(condition, 1).map((leaf) => leaf?.kind))
  return {
    self: kinds.has('self'),
    consent: kinds.has('consent'),
    relations: new Set(
      comparisonsOf(condition).flatMap(({ value }) => ('relation' in value ? [value.relation] : [])),
    ),
  }
}

/** Names of the parameters that the condition compares with. */
export function parametersOf(condition: Condition): ReadonlySet<string> {
  return new Set(
    comparisonsOf(condition).flatMap(({ value }) => ('parameter' in value ? [value.parameter] : [])),
  )
}

/** Those that are known here. */
export function comparisonsOf(condition: Condition): Comparison[] {
  return leavesOf(condition, 1).filter((leaf) => leaf?.kind === 'compare')
}

type Leaf = Exclude<Condition, { of: unknown }>

/** The parts that have no parts; null for each that is not known here. */
function leavesOf(condition: Condition, depth: number): (Leaf | null)[] {
  if (depth > maxConditionDepth || !isNode(condition)) return [null]
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part) => leavesOf(part, depth + 1))
    case 'not':
      return leavesOf(condition.of, depth + 1)
    default:
      return [condition]
  }
}
