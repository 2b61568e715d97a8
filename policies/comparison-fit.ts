import type { Value } from './comparison.ts'
import { dayOf, momentOf, numberOf } from './comparison.ts'
import type { KnownSchema, ShapedEntry } from './known-schema.ts'
import { namedType, typeOf } from './known-schema.ts'
import type { Agreement, Comparison } from './model.ts'
import { nearNames } from './near-names.ts'

/** What can be compared with values of a type. */
interface Comparable {
  readonly isMember: (value: Value) => boolean
  /** null: values of the type lie neither before nor after each other. */
  readonly isLimit: ((value: Value) => boolean) | null
  /** Whether it can be the same as a claim, or as what the registers know of the caller. */
  readonly isText: boolean
  readonly isDate: boolean
  /** Such as `true or false`. */
  readonly words: string
}

const plain = { isLimit: null, isText: false, isDate: false }
const number = { ...plain, isMember: isNumber, isLimit: isNumber, words: 'numbers' }
const text: Comparable = {
  ...plain,
  isMember: (value) => typeof value !== 'boolean',
  isLimit: (value) => [numberOf, dayOf, momentOf].some((measure) => measure(value) !== undefined),
  isText: true,
  words: 'texts',
}

/** By named type. Of a type that is not here nothing is known, and nothing is held against it. */
const comparables: ReadonlyMap<string, Comparable> = new Map([
  [
    'Boolean',
    { ...plain, isMember: (value) => /^(?:true|false)$/.test(String(value)), words: 'true and false' },
  ],
  ['Int', number],
  ['Float', number],
  ['Date', { ...plain, isMember: isDay, isLimit: isDay, isDate: true, words: 'dates such as 1990-12-31' }],
  [
    'DateTime',
    { ...plain, isMember: isMoment, isLimit: isMoment, words: 'moments such as 2026-01-01T00:00:00Z' },
  ],
  ['String', text],
  ['ID', text],
])

function isNumber(value: Value): boolean {
  return typeof value !== 'boolean' && numberOf(value) !== undefined
}

function isDay(value: Value): boolean {
  return dayOf(value) !== undefined
}

function isMoment(value: Value): boolean {
  return momentOf(value) !== undefined
}

/** Which of the two the comparison can be of any row at all; where both are false, it is unknown for ever. */
export interface Possible {
  readonly true: boolean
  readonly false: boolean
}

export interface ComparisonFit {
  readonly possible: Possible
  /** What is wrong, and what to do; empty where nothing is. */
  readonly problems: readonly string[]
}

const never: Possible = { true: false, false: false }
const either: Possible = { true: true, false: true }

/** Holds a comparison against the schema: whether the attribute exists, is comparable, and is compared with its like. */
export function comparisonFit(
  comparison: Comparison,
  parameters: Agreement['parameters'],
  schema: KnownSchema,
): ComparisonFit {
  const { attribute, operator, value } = comparison
  const entry = schema.fields.get(attribute)
  if (entry === undefined) return unfit(unknownAttribute(attribute, schema))
  if (entry.shape.leadsTo.length > 0) {
    return unfit(
      `${attribute} is no value that could be compared: ${namedOf(entry)} has attributes of its own`,
    )
  }
  const comparable = comparableOf(entry)
  if (comparable === null) return { possible: either, problems: [] }
  const { isMember, isLimit, isText, isDate, words } = comparable
  const mustBe = `${attribute} is of the type ${namedOf(entry)}: compare it with ${words}`
  if (operator !== 'in' && isLimit === null) return unfit(`${mustBe}, by the operator in`)
  if (!('values' in value || 'parameter' in value)) {
    const isYears = 'yearsAgo' in value
    if (isYears ? isDate : isText) return { possible: either, problems: [] }
    // Claims are compared as texts, whatever the type is.
    return { possible: !isYears || isText ? either : unlike(operator), problems: [mustBe] }
  }
  const values = 'values' in value ? value.values : parameters[value.parameter]
  // That it is missing is told where parameters are.
  if (values === undefined) return { possible: never, problems: [] }
  if (operator !== 'in' && values.length !== 1)
    return unfit(`${operator} takes exactly one limit for ${attribute}`)
  const others = values.filter((each) => !(operator === 'in' ? isMember : (isLimit ?? isMember))(each))
  const problems = others.length === 0 ? [] : [`${mustBe}, not with ${JSON.stringify(others[0])}`]
  const isPossible = values.length > (isText && operator === 'in' ? 0 : others.length)
  return { possible: isPossible ? either : unlike(operator), problems }
}

/** Of what is never the same: to be among it is false, to be before or after it is unknown. */
function unlike(operator: Comparison['operator']): Possible {
  return operator === 'in' ? { true: false, false: true } : never
}

function unfit(problem: string): ComparisonFit {
  return { possible: never, problems: [problem] }
}

function namedOf({ type }: ShapedEntry): string {
  return namedType(type)
}

function comparableOf(entry: ShapedEntry): Comparable | null {
  const { values } = entry.shape
  if (values === null) return comparables.get(namedOf(entry)) ?? null
  return { ...plain, isMember: (value) => values.includes(String(value)), words: values.join(', ') }
}

const namedAttributes = 20

function unknownAttribute(attribute: string, schema: KnownSchema): string {
  const type = typeOf(attribute)
  const ofType = [...schema.fields.values()]
    .filter(({ coordinate, shape }) => typeOf(coordinate) === type && shape.leadsTo.length === 0)
    .map(({ coordinate }) => coordinate)
    .toSorted()
  if (ofType.length === 0) return `there is no ${attribute}, nor any row of a type ${type}`
  const near = nearNames(attribute, ofType)
  if (near.length > 0) return `there is no ${attribute}: did you mean ${near.join(' or ')}?`
  const named = ofType.slice(0, namedAttributes).join(', ')
  return `there is no ${attribute}: compare one of ${named}${ofType.length > namedAttributes ? ', …' : ''}`
}
