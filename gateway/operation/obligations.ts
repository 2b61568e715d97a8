import { createHmac, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { getNamedType, isLeafType } from 'graphql'
import type { GraphQLField, GraphQLOutputType } from 'graphql'
import type { Obligation } from '#policies/model.ts'
import { obligationFits } from '#policies/obligation-fit.ts'
import { isList, structureOf } from './coordinates.ts'

export { municipalityFields } from '#policies/obligation-fit.ts'

/** What obligations are done with, beside the value. */
export interface ObligationMeans {
  /** The municipality's name, of the object that the value is a field of; anything else: not known. */
  readonly municipality: unknown
  pseudonymOf(value: string): string
}

/** Changes a value; undefined: this value cannot be so changed. */
type Change = (value: string, means: ObligationMeans) => string | undefined

/** INVARIANT: an obligation that is not known here cannot be done, and what it stands at is not granted by it. */
function changeOf(obligation: Obligation): Change | null {
  switch (obligation.kind) {
    case 'mask':
      return isCount(obligation.keep, 0) ? masking(obligation.keep) : null
    case 'generalise':
      return Object.hasOwn(generalisations, obligation.to) ? generalisations[obligation.to] : null
    case 'maxRows':
      return isCount(obligation.rows, 1) ? (value) => value : null
    default:
      return null
  }
}

const generalisations: Readonly<Record<Extract<Obligation, { kind: 'generalise' }>['to'], Change>> = {
  year: (value) => beginningOf(value, /^(\d{4})-\d\d-\d\d/, '-01-01'),
  month: (value) => beginningOf(value, /^(\d{4}-\d\d)-\d\d/, '-01'),
  municipality: (_value, { municipality }) => (typeof municipality === 'string' ? municipality : undefined),
  pseudonym: (value, means) => means.pseudonymOf(value),
}

function masking(keep: number): Change {
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
  if (changeOf(obligation) === null) return false
  const value = { parentType: typeName, type: getNamedType(type).name, isMany: hasRows(type) }
  return obligationFits(obligation, value)
}

/** Whether it is a search, or a list of objects. */
export function hasRows(type: GraphQLOutputType): boolean {
  const named = getNamedType(type)
  return structureOf(named) === 'connection' || (isList(type) && !isLeafType(named))
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
    return changeOf(obligation)?.(String(before), means)
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
  return (value) => {
    const secret = secrets.get(key) ?? createSecretKey(key)
    secrets.set(key, secret)
    const hash = createHmac('sha256', secret).update(JSON.stringify([consumer, value]))
    return hash.digest('hex').slice(0, 32)
  }
}

/** Made ready once: from bytes a key is made anew for each value. */
const secrets = new WeakMap<Buffer, KeyObject>()
