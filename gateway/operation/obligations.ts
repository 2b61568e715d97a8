import { createHmac } from 'node:crypto'
import { getNamedType } from 'graphql'
import type { GraphQLField } from 'graphql'
import type { Obligation } from '#policies/model.ts'

/** What obligations are done with, beside the value. */
export interface ObligationMeans {
  /** The municipality's name, of the object that the value is a field of; anything else: not known. */
  readonly municipality: unknown
  pseudonymOf(value: string): string
}

/** Type → its field that holds the name of the municipality. */
export const municipalityFields: ReadonlyMap<string, string> = new Map([['Address', 'adminUnit']])

interface Duty {
  /** Names of the types whose values it can be done on; null: any field's. */
  readonly types: ReadonlySet<string> | null
  /** undefined: this value cannot be so changed. */
  change(value: string, means: ObligationMeans): string | undefined
}

const texts: ReadonlySet<string> = new Set(['String', 'ID'])
const dates: ReadonlySet<string> = new Set(['Date', 'DateTime'])

/** INVARIANT: an obligation that is not known here cannot be done, and what it stands at is not granted by it. */
function dutyOf(obligation: Obligation): Duty | null {
  switch (obligation.kind) {
    case 'mask':
      return isCount(obligation.keep, 0) ? { types: texts, change: masking(obligation.keep) } : null
    case 'generalise':
      return Object.hasOwn(generalisations, obligation.to) ? generalisations[obligation.to] : null
    case 'maxRows':
      return isCount(obligation.rows, 1) ? { types: null, change: (value) => value } : null
    default:
      return null
  }
}

const generalisations: Readonly<Record<Extract<Obligation, { kind: 'generalise' }>['to'], Duty>> = {
  year: { types: dates, change: (value) => beginningOf(value, /^(\d{4})-\d\d-\d\d/, '-01-01') },
  month: { types: dates, change: (value) => beginningOf(value, /^(\d{4}-\d\d)-\d\d/, '-01') },
  municipality: {
    types: texts,
    change: (_value, { municipality }) => (typeof municipality === 'string' ? municipality : undefined),
  },
  pseudonym: { types: texts, change: (value, means) => means.pseudonymOf(value) },
}

function masking(keep: number): Duty['change'] {
  return (value) => {
    const characters = Array.from(value)
    return characters.map((each, place) => (place < keep || each === '-' ? each : '*')).join('')
  }
}

function beginningOf(value: string, form: RegExp, first: string): string | undefined {
  const kept = form.exec(value)?.[1]
  if (kept === undefined) return undefined
  return `${kept}${first}${value.includes('T') ? 'T00:00:00Z' : ''}`
}

function isCount(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least
}

/** Whether the obligation can be done on the values of a field of this type. */
export function canBeDone(
  obligation: Obligation,
  typeName: string,
  { type }: GraphQLField<unknown, unknown>,
): boolean {
  const duty = dutyOf(obligation)
  if (duty === null) return false
  if (needsMunicipality([obligation]) && !municipalityFields.has(typeName)) return false
  return duty.types === null || duty.types.has(getNamedType(type).name)
}

export function needsMunicipality(obligations: readonly Obligation[]): boolean {
  return obligations.some((each) => each.kind === 'generalise' && each.to === 'municipality')
}

/** A leaf's value as it may leave, one obligation after the other; undefined where it may not leave at all. */
export function discharge(
  obligations: readonly Obligation[],
  value: unknown,
  means: ObligationMeans,
): unknown {
  return obligations.reduce<unknown>((before, obligation) => {
    if (obligation.kind === 'maxRows') return before
    if (typeof before !== 'string' && typeof before !== 'number') return undefined
    return dutyOf(obligation)?.change(String(before), means)
  }, value)
}

/** The same by the first of several ways whose obligations can be done on the value. */
export function dischargeFirst(
  ways: readonly { readonly obligations: readonly Obligation[] }[],
  value: unknown,
  means: ObligationMeans,
): unknown {
  for (const { obligations } of ways) {
    const changed = discharge(obligations, value, means)
    if (changed !== undefined) return changed
  }
  return undefined
}

/** The fewest rows that any of the obligations allows; null where none says. */
export function fewestRows(obligations: readonly Obligation[]): number | null {
  const limits = obligations.flatMap((each) => (each.kind === 'maxRows' ? [each.rows] : []))
  return limits.length === 0 ? null : Math.min(...limits)
}

/** Keyed hashes, 32 hexadecimal digits: the same for the same value and consumer, and not to be told back without the key. */
export function pseudonyms(key: Buffer, consumer: string): ObligationMeans['pseudonymOf'] {
  return (value) =>
    createHmac('sha256', key)
      .update(JSON.stringify([consumer, value]))
      .digest('hex')
      .slice(0, 32)
}
