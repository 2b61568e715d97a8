import { operandOf } from '#policies/condition.ts'
import type { Bindings } from '#policies/condition.ts'
import type { Condition, Coordinate } from '#policies/model.ts'
import { dependsOnRow, isSelfOnly } from './guards.ts'
import type { Guard, Way } from './guards.ts'

/** `RowCondition` of the subgraphs: what must be true of a row, in SQL's three values. */
export type RowCondition =
  | { readonly all: readonly RowCondition[] }
  | { readonly any: readonly RowCondition[] }
  | { readonly not: RowCondition }
  | { readonly subjects: readonly string[] }
  | { readonly attribute: Coordinate; readonly in: readonly string[] }
  | { readonly attribute: Coordinate; readonly atLeast: string }
  | { readonly attribute: Coordinate; readonly atMost: string }

/** `RowScope` of the subgraphs: which rows a field may return. */
export interface RowScope {
  readonly subjects?: readonly string[]
  readonly where?: RowCondition
}

/** What a field can apply to its rows where it reads them. */
export interface Applicable {
  /** Type of the rows. */
  readonly rowType: string
  readonly attributes: ReadonlySet<Coordinate>
  /** Whether its rows are about data subjects whom it knows. */
  readonly bySubject: boolean
}

/** Whether a field can cut its rows by the guard, so that none is left out and none is there that must not be. */
export function canPushDown(guard: Guard, { rowType, attributes, bySubject }: Applicable): boolean {
  return guard.every((way) => {
    if (way.condition === null) return true
    if (way.needs.consent || (way.needs.self && !bySubject)) return false
    if (dependsOnRow(way) && way.rowType !== rowType) return false
    return [...way.attributes].every((attribute) => attributes.has(attribute))
  })
}

/** A condition whose truth is known before there is a row, or what must be asked of the row. */
type Known = boolean | RowCondition

/**
 * The rows for which each of the guards has a way that holds; null: every row. `callerCodes` are those of the caller's
 * token. INVARIANT: a row of which a condition is unknown is not among them, as deep as the unknown may lie.
 */
export function rowScope(
  guards: readonly Guard[],
  bindings: Bindings,
  callerCodes: readonly string[],
): RowScope | null {
  if (guards.length > 0 && guards.every(isSelfOnly)) return { subjects: callerCodes }
  const translation: Translation = { bindings, callerCodes }
  const known = all(guards.map((guard) => any(guard.map((way) => wayTrue(way, translation)))))
  if (typeof known === 'boolean') return known ? null : { where: { any: [] } }
  return { where: known }
}

/** Values of the variables by which fields are told their scopes. */
export function scopeValues(
  scopes: readonly { readonly variable: string; readonly guards: readonly Guard[] }[],
  bindings: Bindings,
  callerCodes: readonly string[],
): Readonly<Record<string, RowScope | null>> {
  return Object.fromEntries(
    scopes.map(({ variable, guards }) => [variable, rowScope(guards, bindings, callerCodes)]),
  )
}

interface Translation {
  readonly bindings: Bindings
  readonly callerCodes: readonly string[]
}

function wayTrue({ condition }: Way, translation: Translation): Known {
  return condition === null || whereIt(true, condition, translation)
}

/** Of which rows the condition is `verdict`: true and false are asked for apart, since neither is the other's opposite. */
function whereIt(verdict: boolean, condition: Condition, translation: Translation): Known {
  const { bindings, callerCodes } = translation
  switch (condition.kind) {
    case 'self':
      // Of a row of which nobody knows whose it is, it is unknown whether it is somebody else's.
      return callerCodes.length === 0 && verdict ? false : asked(verdict, { subjects: callerCodes })
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) => whereIt(verdict, part, translation))
      return (condition.kind === 'all') === verdict ? all(parts) : any(parts)
    }
    case 'not':
      return whereIt(!verdict, condition.of, translation)
    case 'compare': {
      const { attribute, operator, value } = condition
      const values = operandOf(value, bindings, operator)?.map(String)
      if (values === undefined) return false
      // Also of an empty list: of a row without the attribute it is unknown whether the value is in it.
      if (operator === 'in') return asked(verdict, { attribute, in: values })
      const [limit, another] = values
      if (limit === undefined || another !== undefined) return false
      return asked(
        verdict,
        operator === 'atLeast' ? { attribute, atLeast: limit } : { attribute, atMost: limit },
      )
    }
    default:
      return false
  }
}

function asked(verdict: boolean, condition: RowCondition): RowCondition {
  return verdict ? condition : { not: condition }
}

function all(parts: readonly Known[]): Known {
  const open = parts.filter((part) => typeof part !== 'boolean')
  if (parts.includes(false)) return false
  return open.length === 0 ? true : open.length === 1 ? (open[0] ?? true) : { all: open }
}

function any(parts: readonly Known[]): Known {
  const open = parts.filter((part) => typeof part !== 'boolean')
  if (parts.includes(true)) return true
  return open.length === 0 ? false : open.length === 1 ? (open[0] ?? false) : { any: open }
}
