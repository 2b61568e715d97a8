import { isKnown, rowTypeOf } from './condition.ts'
import type { Alternative, Condition, Grant, Obligation } from './model.ts'

/**
 * The way in which a grant grants; null where a part of it is not known for sure: a condition or an obligation that this
 * program cannot check or do grants nothing, and is never taken for another one.
 */
export function alternativeOf({ id, condition, consentRequired, ...grant }: Grant): Alternative | null {
  const { obligations = [], maxStalenessSeconds = null } = grant
  const whole = conditionOf(condition, consentRequired)
  const isCertain =
    (whole === null || (isKnown(whole) && rowTypeOf(whole) !== null)) &&
    Array.isArray(obligations) &&
    obligations.every((obligation) => keptBy(obligation) !== null) &&
    (maxStalenessSeconds === null || maxStalenessSeconds >= 0)
  return isCertain ? { condition: whole, obligations, maxStalenessSeconds, reason: id } : null
}

function conditionOf(
  condition: Condition | undefined,
  consentRequired: boolean | undefined,
): Condition | null {
  if (consentRequired === undefined || !consentRequired) return condition ?? null
  return condition === undefined ? { kind: 'consent' } : { kind: 'all', of: [{ kind: 'consent' }, condition] }
}

/**
 * In the order in which they are tried. None before another asks for less, so that the first that holds gives the most that
 * any of them gives; where one asks for nothing at all, the others are idle.
 *
 * INVARIANT: whatever is added to the list, what the first that holds asks for does not grow.
 */
export function inOrder(alternatives: readonly Alternative[]): readonly Alternative[] {
  if (alternatives.length < 2) return alternatives
  const ordered = alternatives
    .map((alternative) => ({ alternative, demands: demandsOf(alternative) }))
    .toSorted((one, other) => compareDemands(one.demands, other.demands))
    .map(({ alternative }) => alternative)
  const [first] = ordered
  return first !== undefined && asksForNothing(first) ? [first] : ordered
}

function asksForNothing({ condition, obligations, maxStalenessSeconds }: Alternative): boolean {
  return condition === null && obligations.length === 0 && maxStalenessSeconds === null
}

/** Compared member by member: the first that differs decides, and more is less asked for. */
type Demands = readonly (readonly number[])[]

function demandsOf({ condition, obligations, maxStalenessSeconds }: Alternative): Demands {
  const kept = obligations.map((obligation) => keptBy(obligation) ?? { characters: 0, rows: 0 })
  return [
    kept.map(({ characters }) => characters).toSorted((one, other) => one - other),
    kept.map(({ rows }) => rows).toSorted((one, other) => one - other),
    [maxStalenessSeconds ?? Infinity],
    [condition === null ? 1 : 0],
  ]
}

function compareDemands(one: Demands, other: Demands): number {
  for (const [index, list] of one.entries()) {
    const difference = compareLists(list, other[index] ?? [])
    if (difference !== 0) return difference
  }
  return 0
}

/** The greater first, and of two that are alike as far as the shorter goes, the shorter: every obligation asks for more. */
function compareLists(one: readonly number[], other: readonly number[]): number {
  for (const [index, number] of one.entries()) {
    const against = other[index] ?? Infinity
    if (number !== against) return against - number
  }
  return one.length - other.length
}

/** What an obligation leaves of a value, in characters, and of an answer, in rows. */
interface Kept {
  readonly characters: number
  readonly rows: number
}

/** Two forms of a value that say different things, such as a municipality and a pseudonym, are ordered by agreement. */
const generalised: Readonly<Record<Extract<Obligation, { kind: 'generalise' }>['to'], number>> = {
  month: 7,
  year: 4,
  municipality: 1,
  pseudonym: 0,
}

/** null: the obligation is of no kind that is known here, or malformed. */
function keptBy(obligation: Obligation): Kept | null {
  switch (obligation?.kind) {
    case 'mask':
      return isCount(obligation.keep, 0) ? { characters: obligation.keep, rows: Infinity } : null
    case 'generalise':
      return Object.hasOwn(generalised, obligation.to)
        ? { characters: generalised[obligation.to], rows: Infinity }
        : null
    case 'maxRows':
      return isCount(obligation.rows, 1) ? { characters: Infinity, rows: obligation.rows } : null
    default:
      return null
  }
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least
}
