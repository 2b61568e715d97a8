import { claims, isOrdered, isValue, maxYearsAgo, operators, relations } from './comparison.ts'
import type { Value } from './comparison.ts'
import { rowTypeOf } from './condition.ts'
import type { DataReader, Member } from './data-reader.ts'
import type { Comparison, Condition, Coordinate, Operand } from './model.ts'

/** Less than what is evaluated, so that a consent that is added to a condition never makes it too deep. */
const maxDepth = 8
const maxParts = 200
const maxValues = 1000

const kinds = ['self', 'consent', 'compare', 'all', 'any', 'not'] as const
const operandKinds = ['values', 'claim', 'parameter', 'yearsAgo', 'relation']

/**
 * Reads a row condition from untrusted JSON: its form, its operators and operands, one row type, a bounded depth and size.
 * Whether attributes exist, and of what type, is a schema's to say. What is wrong is noted in the reader.
 * @returns null where anything in it is wrong.
 */
export function readCondition(reader: DataReader, member: Member): Condition | null {
  const parts = { left: maxParts }
  const condition = readPart(reader, member, 1, parts)
  if (parts.left < 0) {
    reader.note(member[1], `must have at most ${maxParts} parts`)
    return null
  }
  if (condition !== null && rowTypeOf(condition) === null) {
    reader.note(member[1], 'must be about rows of one type; self and consent are about a Person')
    return null
  }
  return condition
}

function readPart(
  reader: DataReader,
  [value, place]: Member,
  depth: number,
  parts: { left: number },
): Condition | null {
  parts.left -= 1
  if (depth > maxDepth) {
    reader.note(place, `conditions lie in each other at most ${maxDepth} deep`)
    return null
  }
  if (parts.left < 0) return null
  const kind = reader.kind(kinds, [value, place])
  if (kind === null) return null
  const readOther = (member: Member): Condition | null => readPart(reader, member, depth + 1, parts)
  switch (kind) {
    case 'self':
    case 'consent':
      return reader.object([value, place], ['kind'], () => ({ kind }))
    case 'compare':
      return reader.object([value, place], ['kind', 'attribute', 'operator', 'value'], (at) =>
        readComparison(reader, at),
      )
    case 'not':
      return reader.object([value, place], ['kind', 'of'], (at) => {
        const of = readOther(at('of'))
        return of === null ? null : { kind, of }
      })
    default:
      return reader.object([value, place], ['kind', 'of'], (at) => {
        const of = reader.list(at('of'), readOther)
        const [given, placeOfList] = at('of')
        if (Array.isArray(given) && given.length === 0) reader.note(placeOfList, 'must not be empty')
        return Array.isArray(given) && of.length === given.length && of.length > 0 ? { kind, of } : null
      })
  }
}

function readComparison(reader: DataReader, at: (name: string) => Member): Comparison | null {
  const attribute = readAttribute(reader, at('attribute'))
  const operator = reader.oneOf(operators, at('operator'))
  const value = readOperand(reader, at('value'))
  if (value !== null && operator !== 'in' && !isLimit(value)) {
    reader.note(at('value')[1], `${operator} takes one number or date: values, yearsAgo or a parameter`)
    return null
  }
  return attribute === null || value === null ? null : { kind: 'compare', attribute, operator, value }
}

function isLimit(operand: Operand): boolean {
  if ('values' in operand) return operand.values.length === 1 && operand.values.every(isOrdered)
  return 'yearsAgo' in operand || 'parameter' in operand
}

function readAttribute(reader: DataReader, [value, place]: Member): Coordinate | null {
  if (typeof value === 'string' && /^[_A-Za-z]\w*\.[_A-Za-z]\w*$/.test(value)) return value
  reader.note(place, `${JSON.stringify(value)} is no attribute such as Person.municipality`)
  return null
}

function readOperand(reader: DataReader, member: Member): Operand | null {
  return reader.object(member, operandKinds, (at) => {
    const [kind, ...others] = operandKinds.filter((each) => at(each)[0] !== undefined)
    if (others.length > 0 || kind === undefined) {
      reader.note(member[1], `must have exactly one of: ${operandKinds.join(', ')}`)
      return null
    }
    switch (kind) {
      case 'values':
        return readValues(reader, at(kind))
      case 'claim':
        return { claim: reader.oneOf(claims, at(kind)) }
      case 'parameter':
        return { parameter: reader.text(at(kind)) }
      case 'relation':
        return { relation: reader.oneOf(relations, at(kind)) }
      default:
        return { yearsAgo: readYears(reader, at('yearsAgo')) }
    }
  })
}

function readYears(reader: DataReader, member: Member): number {
  const years = reader.count(member, 0)
  if (years > maxYearsAgo) reader.note(member[1], `must be at most ${maxYearsAgo}`)
  return years
}

function readValues(reader: DataReader, [value, place]: Member): Operand | null {
  const values = reader.list([value, place], (member) => readValue(reader, member))
  if (Array.isArray(value) && (value.length === 0 || value.length > maxValues)) {
    reader.note(place, `must have 1 to ${maxValues} values`)
  }
  return values.length === 0 ? null : { values }
}

function readValue(reader: DataReader, [value, place]: Member): Value | null {
  if (isValue(value)) return value
  reader.note(place, 'must be a text, a number, true or false')
  return null
}
