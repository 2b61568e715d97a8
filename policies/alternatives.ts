import { rowTypeOf } from './condition.ts'
import type { Alternative, Condition, Grant, Obligation } from './model.ts'

/**
 * The way in which a grant grants; null where a part of it is not known for sure: a condition or an obligation that this
 * program cannot check or do grants nothing, and is never taken for another one.
 */
export function alternativeOf({ id, condition, consentRequired, ...grant }: Grant): Alternative | null {
  const { obligations = [], maxStalenessSeconds = null } = grant
  const parts: Condition[] = [
    ...(consentRequired === undefined || !consentRequired ? [] : [{ kind: 'consent' } as const]),
    ...(condition === undefined ? [] : [condition]),
  ]
  const isCertain =
    (parts.length === 0 || rowTypeOf({ kind: 'all', of: parts }) !== null) &&
    Array.isArray(obligations) &&
    obligations.every((obligation) => keptBy(obligation) !== null) &&
    (maxStalenessSeconds === null || maxStalenessSeconds >= 0)
  return isCertain ? { condition: whole(parts), obligations, maxStalenessSeconds, reason: id } : null
}

function whole(parts: readonly Condition[]): Condition | null {
  const [only = null, ...others] = parts
  return others.length === 0 ? only : { kind: 'all', of: parts }
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

/** Compared list by list: the first that differs decides. */
type Demands = readonly (readonly number[])[]

function demandsOf({ condition, obligations, maxStalenessSeconds }: Alternative): Demands {
  const kept = new Map<string, number>()
  for (const { of, much } of obligations.map(keptBy).filter((each) => each !== null)) {
    kept.set(of, Math.min(much, kept.get(of) ?? Infinity))
  }
  const rows = kept.get('rows') ?? Infinity
  kept.delete('rows')
  return [
    [...kept.values()].toSorted((one, other) => one - other),
    [rows],
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

/** The one that keeps more first, and of two that are alike as far as the shorter goes, the shorter: it demands less. */
function compareLists(one: readonly number[], other: readonly number[]): number {
  for (const [index, number] of one.entries()) {
    const against = other[index] ?? Infinity
    if (number !== against) return against - number
  }
  return one.length - other.length
}

/** How much an obligation keeps; of two that keep of the same, the one that keeps less makes the other idle. */
interface Kept {
  readonly of: 'beginning' | 'date' | 'address' | 'identity' | 'rows'
  /** Characters, or rows. */
  readonly much: number
}

/** Of two forms that say different things, such as a municipality and a pseudonym, this table says which keeps more. */
const generalised: Readonly<Record<Extract<Obligation, { kind: 'generalise' }>['to'], Kept>> = {
  month: { of: 'date', much: 7 },
  year: { of: 'date', much: 4 },
  municipality: { of: 'address', much: 1 },
  pseudonym: { of: 'identity', much: 0 },
}

/** null: the obligation is of no kind that is known here, or malformed. */
function keptBy(obligation: Obligation): Kept | null {
  switch (obligation?.kind) {
    case 'mask':
      return isCount(obligation.keep, 0) ? { of: 'beginning', much: obligation.keep } : null
    case 'generalise':
      return Object.hasOwn(generalised, obligation.to) ? generalised[obligation.to] : null
    case 'maxRows':
      return isCount(obligation.rows, 1) ? { of: 'rows', much: obligation.rows } : null
    default:
      return null
  }
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least
}
