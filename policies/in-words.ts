import type { Agreement, Alternative, Condition, Obligation, Operand } from './model.ts'

/** Lists in words name so many of their members. */
const namedMembers = 12

/** A row condition as a steward reads it, such as `Person.municipality is one of territory (0001000)`. */
export function conditionInWords(condition: Condition, parameters: Agreement['parameters']): string {
  switch (condition.kind) {
    case 'self':
      return 'it is about the caller'
    case 'consent':
      return 'the person consents'
    case 'compare':
      return comparisons[condition.operator](condition.attribute, condition.value, parameters)
    case 'not':
      return `not (${conditionInWords(condition.of, parameters)})`
    default: {
      const { kind, of } = condition
      if (of.length === 0) return kind === 'all' ? 'always' : 'never'
      const parts = of.map((part) => conditionInWords(part, parameters))
      return parts.length === 1 ? parts.join() : `(${parts.join(kind === 'all' ? ' and ' : ' or ')})`
    }
  }
}

type Comparing = (attribute: string, value: Operand, parameters: Agreement['parameters']) => string

const comparisons: Readonly<Record<'in' | 'atLeast' | 'atMost', Comparing>> = {
  in: (attribute, value, parameters) => `${attribute} is ${membership(value, parameters)}`,
  atLeast: (attribute, value, parameters) =>
    'yearsAgo' in value
      ? `${attribute} lies at most ${value.yearsAgo} years ago`
      : `${attribute} is at least ${bound(value, parameters)}`,
  atMost: (attribute, value, parameters) =>
    'yearsAgo' in value
      ? `${attribute} lies at least ${value.yearsAgo} years ago`
      : `${attribute} is at most ${bound(value, parameters)}`,
}

function membership(operand: Operand, parameters: Agreement['parameters']): string {
  if ('values' in operand) {
    return operand.values.length === 1 ? listed(operand.values) : `one of ${listed(operand.values)}`
  }
  if ('parameter' in operand) return `one of ${parameterInWords(operand.parameter, parameters)}`
  if ('claim' in operand) return `the caller's ${operand.claim}`
  if ('relation' in operand) return relations[operand.relation]
  return `the day ${operand.yearsAgo} years ago`
}

function bound(operand: Operand, parameters: Agreement['parameters']): string {
  return 'values' in operand
    ? listed(operand.values)
    : 'parameter' in operand
      ? parameterInWords(operand.parameter, parameters)
      : membership(operand, parameters)
}

function parameterInWords(name: string, parameters: Agreement['parameters']): string {
  return Object.hasOwn(parameters, name)
    ? `${name} (${listed(parameters[name] ?? [])})`
    : `${name}, which the agreement does not have`
}

const relations = {
  minorChildren: "one of the caller's children under 18 years",
  wards: 'one of those whose guardian the caller is',
  companies: 'one of the companies in which the caller holds an office',
} as const

export function listed(members: readonly (string | number | boolean)[]): string {
  if (members.length === 0) return 'nothing'
  const rest = members.length - namedMembers
  const named = members.slice(0, namedMembers).join(', ')
  return rest > 0 ? `${named} and ${rest} more` : named
}

/** An obligation as a steward reads it, such as `only the year`. */
export function obligationInWords(obligation: Obligation): string {
  if (obligation.kind === 'mask') return `masked after ${counted(obligation.keep, 'character')}`
  if (obligation.kind === 'generalise') return generalisations[obligation.to]
  return `at most ${counted(obligation.rows, 'row')} in an answer`
}

const generalisations = {
  year: 'only the year',
  month: 'only the month',
  municipality: 'only the municipality',
  pseudonym: 'only a pseudonym',
} as const

/** What is granted of a coordinate: every alternative, in the order in which they are tried. */
export function alternativesInWords(
  alternatives: readonly Alternative[],
  parameters: Agreement['parameters'],
): string {
  return alternatives.map((alternative) => alternativeInWords(alternative, parameters)).join('; or ')
}

function alternativeInWords(alternative: Alternative, parameters: Agreement['parameters']): string {
  const { condition, obligations, maxStalenessSeconds } = alternative
  return [
    rowsInWords(condition, parameters),
    ...obligations.map(obligationInWords),
    ...(maxStalenessSeconds === null ? [] : [`no older than ${counted(maxStalenessSeconds, 'second')}`]),
  ].join(', ')
}

/** The rows that a condition lets through; null is no condition. */
export function rowsInWords(condition: Condition | null, parameters: Agreement['parameters']): string {
  return condition === null ? 'every row' : `rows where ${conditionInWords(condition, parameters)}`
}

export function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
