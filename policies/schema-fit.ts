import { comparisonFit } from './comparison-fit.ts'
import type { Possible } from './comparison-fit.ts'
import { attributesOf, needsOf, rowTypeOf } from './condition.ts'
import type { KnownSchema, ShapedEntry } from './known-schema.ts'
import { namedType, typeOf } from './known-schema.ts'
import type { Agreement, Alternative, Comparison, Condition, Coordinate, Obligation } from './model.ts'
import { fittingInWords, fittingObligations, obligationFits, obligationName } from './obligation-fit.ts'

type Parameters = Agreement['parameters']
type Terms = Pick<Alternative, 'condition' | 'obligations'>

/** Whatever of a line can never work on the coordinate, and what to do; empty where the schema has nothing against it. */
export function misfits(
  { condition, obligations }: Terms,
  coordinate: Coordinate,
  parameters: Parameters,
  schema: KnownSchema,
): readonly string[] {
  const compared = condition === null ? [] : comparisonsIn(condition)
  return [
    ...new Set(compared.flatMap((comparison) => comparisonFit(comparison, parameters, schema).problems)),
    ...(condition === null ? [] : misplaced(condition, coordinate, schema)),
    ...obligations.flatMap((obligation) => notDone(obligation, coordinate, schema)),
  ]
}

/**
 * Why a grant releases no value of any row at the coordinate, whoever asks; empty where it may release one. Of what the
 * schema does not tell nothing is said.
 */
export function idleness(
  { condition, obligations }: Terms,
  coordinate: Coordinate,
  parameters: Parameters,
  schema: KnownSchema,
): readonly string[] {
  const blocking = [
    ...(condition === null ? [] : misplaced(condition, coordinate, schema)),
    ...obligations.flatMap((obligation) => notDone(obligation, coordinate, schema)),
  ]
  if (blocking.length > 0 || condition === null || possible(condition, parameters, schema).true)
    return blocking
  const problems = misfits({ condition, obligations: [] }, coordinate, parameters, schema)
  return problems.length > 0 ? problems : ['its condition is true of no row']
}

function comparisonsIn(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'compare':
      return [condition]
    case 'not':
      return comparisonsIn(condition.of)
    case 'all':
    case 'any':
      return condition.of.flatMap(comparisonsIn)
    default:
      return []
  }
}

function possible(condition: Condition, parameters: Parameters, schema: KnownSchema): Possible {
  switch (condition.kind) {
    case 'compare':
      return comparisonFit(condition, parameters, schema).possible
    case 'not': {
      const of = possible(condition.of, parameters, schema)
      return { true: of.false, false: of.true }
    }
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) => possible(part, parameters, schema))
      const isAll = condition.kind === 'all'
      return {
        true: isAll ? parts.every((part) => part.true) : parts.some((part) => part.true),
        false: isAll ? parts.some((part) => part.false) : parts.every((part) => part.false),
      }
    }
    default:
      return { true: true, false: true }
  }
}

/** The field whose place it is: an argument is judged where its field is. */
function fieldAt(coordinate: Coordinate, schema: KnownSchema): ShapedEntry | undefined {
  return schema.fields.get(coordinate.replace(/\(.*$/, ''))
}

/** Why no row that the condition is about can be where the value is, or be chosen there. */
function misplaced(condition: Condition, coordinate: Coordinate, schema: KnownSchema): readonly string[] {
  if (coordinate.startsWith('Mutation.')) return ['no change is made under a condition: grant it without one']
  const attributes = [...attributesOf(condition)]
  const { self, consent } = needsOf(condition)
  const rowType = rowTypeOf(condition)
  const field = fieldAt(coordinate, schema)
  if ((attributes.length === 0 && !consent) || rowType === null || field === undefined) return []
  const { leadsTo, isMany, scopes } = field.shape
  const isOfRows = leadsTo.includes(rowType)
  const isKnown = attributes.every((attribute) => schema.fields.has(attribute))
  if (isKnown && !self && !isOfRows && !schema.canSurround(rowType, typeOf(coordinate))) {
    return [`no ${rowType} is ever around it: set a condition about rows that it is part of, or none`]
  }
  if (!isOfRows || !isMany) return []
  const toBeDone = `grant single rows, such as a look-up, under this condition`
  if (scopes === null || leadsTo.length > 1) return [`its rows cannot be chosen by a condition: ${toBeDone}`]
  if (consent) return [`its rows cannot be chosen by consent: ${toBeDone}`]
  const others = attributes.filter((attribute) => schema.fields.has(attribute) && !scopes.includes(attribute))
  if (others.length === 0) return []
  const applied = scopes.length === 0 ? toBeDone : `it can be by ${scopes.join(', ')}`
  return [`its rows cannot be chosen by ${others.join(', ')}: ${applied}`]
}

function notDone(obligation: Obligation, coordinate: Coordinate, schema: KnownSchema): readonly string[] {
  const field = fieldAt(coordinate, schema)
  if (field === undefined) return []
  const type = namedType(field.type)
  const value = { parentType: typeOf(coordinate), type, isMany: field.shape.isMany }
  if (obligationFits(obligation, value)) return []
  const fitting = fittingObligations(value)
  const advice = fitting.length === 0 ? 'leave it out' : `on it fits ${fitting.join(', ')}`
  return [
    `${obligationName(obligation)} can be done on ${fittingInWords(obligation)}, and this is of the type ${type}: ${advice}`,
  ]
}
