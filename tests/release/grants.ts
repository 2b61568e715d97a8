import demo from '#policies/demo/agreements.json' with { type: 'json' }
import type { Condition, Obligation } from '#policies/model.ts'
import { demoCallers } from '#tools/demo/callers.ts'

/** One way in which a coordinate is granted. */
export interface GrantedWay {
  readonly condition: Condition | null
  readonly obligations: readonly Obligation[]
}

export interface Granted {
  /** Only about the caller. */
  readonly isSelf: boolean
  /** Those that ask for less come first. */
  readonly ways: readonly GrantedWay[]
}

/** Coordinate → how it is granted. */
export type Grants = ReadonlyMap<string, Granted>

/** An agreement as a data file says it, as far as these tests need it. */
export interface WrittenAgreement {
  readonly permission: string
  readonly consumer: string
  readonly purpose: string
  readonly purposeTerm?: string
  readonly parameters?: Readonly<Record<string, readonly string[]>>
  readonly grants: readonly {
    readonly coordinates: readonly (string | { readonly covers: readonly string[] })[]
    readonly condition?: Condition
    readonly obligations?: readonly Obligation[]
    readonly consentRequired?: boolean
  }[]
}

/** What an agreement grants; read here anew, coordinate by coordinate, with the lists that its conditions name. */
export function grantsOf({ grants, parameters = {} }: WrittenAgreement): Grants {
  const ways = new Map<string, GrantedWay[]>()
  for (const { coordinates, condition, obligations = [], consentRequired } of grants) {
    const given = condition === undefined ? [] : [withLists(condition, parameters)]
    const all: readonly Condition[] = consentRequired === true ? [{ kind: 'consent' }, ...given] : given
    const [only = null, ...others] = all
    const whole: Condition | null = others.length === 0 ? only : { kind: 'all', of: all }
    for (const each of coordinates)
      for (const coordinate of typeof each === 'string' ? [each] : each.covers)
        ways.set(coordinate, [...(ways.get(coordinate) ?? []), { condition: whole, obligations }])
  }
  return new Map(
    [...ways].map(([coordinate, unordered]) => {
      const ordered = unordered.toSorted((one, other) => one.obligations.length - other.obligations.length)
      return [
        coordinate,
        { isSelf: ordered.every(({ condition }) => condition?.kind === 'self'), ways: ordered },
      ]
    }),
  )
}

function withLists(condition: Condition, parameters: Readonly<Record<string, readonly string[]>>): Condition {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((part) => withLists(part, parameters)) }
    case 'not':
      return { kind: 'not', of: withLists(condition.of, parameters) }
    case 'compare': {
      const { value } = condition
      const list = 'parameter' in value ? parameters[value.parameter] : undefined
      return list === undefined ? condition : { ...condition, value: { values: list } }
    }
    default:
      return condition
  }
}

/** How a person's consents name an agreement. */
export function consentOf({ consumer, purpose, purposeTerm }: WrittenAgreement): string {
  return `${consumer} ${purposeTerm ?? purpose}`
}

const demoAgreements = demo.agreements as readonly WrittenAgreement[]

/** Permission → what the demonstration's agreement file grants. */
export const demoGrants: ReadonlyMap<string, Grants> = new Map(
  demoAgreements.map((agreement) => [agreement.permission, grantsOf(agreement)]),
)

/** Permission → how a person's consents name it. */
export const demoConsents: ReadonlyMap<string, string> = new Map(
  demoAgreements.map((agreement) => [agreement.permission, consentOf(agreement)]),
)

const roots: ReadonlySet<string> = new Set([
  'Query.person',
  'Query.persons',
  'Query.property',
  'Query.properties',
])

/** Callers of the demonstration with permissions by which registries are asked, and not only policies. */
export const demoReaders = [...demoCallers].flatMap(([caller, { permissions }]) =>
  permissions
    .filter((permission) =>
      [...(demoGrants.get(permission)?.keys() ?? [])].some((coordinate) => roots.has(coordinate)),
    )
    .map((permission) => ({ caller, permission })),
)
