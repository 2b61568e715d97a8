import {
  array,
  boolean,
  constant,
  constantFrom,
  nat,
  oneof,
  option,
  record,
  subarray,
  tuple,
  uniqueArray,
  uuid,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Agreement, Condition, Coordinate, Grant, Obligation } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'

/** Fields of a small schema: the type of each field's value, null for a leaf. */
export const smallGraph: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  Query: { person: 'Person', house: 'House' },
  Person: { id: null, name: null, town: null, born: null, house: 'House' },
  House: { number: null, owner: 'Person' },
}

/** Optional arguments, by the coordinate of their field. */
export const smallArguments: Readonly<Record<Coordinate, string>> = {
  'Query.person': 'town',
  'Person.house': 'number',
}

export const smallCoordinates: readonly Coordinate[] = [
  ...Object.entries(smallGraph).flatMap(([type, fields]) =>
    Object.keys(fields).map((field) => `${type}.${field}`),
  ),
  ...Object.entries(smallArguments).map(([field, argument]) => `${field}(${argument}:)`),
]

/** Rows, as conditions see them, are about people of a few towns. */
export const towns = ['riga', 'cesis', 'talsi'] as const

const leafConditions: readonly Condition[] = [
  { kind: 'self' },
  { kind: 'consent' },
  { kind: 'compare', attribute: 'Person.town', operator: 'in', value: { values: ['riga', 'cesis'] } },
  { kind: 'compare', attribute: 'Person.town', operator: 'in', value: { parameter: 'territory' } },
  { kind: 'compare', attribute: 'Person.town', operator: 'in', value: { parameter: 'elsewhere' } },
  { kind: 'compare', attribute: 'Person.born', operator: 'atMost', value: { yearsAgo: 18 } },
]

const conditions = oneof(
  { weight: 3, arbitrary: constantFrom(...leafConditions) },
  record({
    kind: constantFrom('all' as const, 'any' as const),
    of: array(constantFrom(...leafConditions), { minLength: 1, maxLength: 3 }),
  }).map((condition): Condition => condition),
  constantFrom(...leafConditions).map((of): Condition => ({ kind: 'not', of })),
)

const obligations: Arbitrary<Obligation> = constantFrom<Obligation>(
  { kind: 'mask', keep: 2 },
  { kind: 'generalise', to: 'year' },
  { kind: 'generalise', to: 'pseudonym' },
  { kind: 'maxRows', rows: 5 },
)

const grants: Arbitrary<Grant> = record({
  id: uuid(),
  coordinate: oneof(
    { weight: 8, arbitrary: constantFrom(...smallCoordinates) },
    { weight: 1, arbitrary: constantFrom('Person.*', 'House.*') },
  ),
  condition: option(conditions, { nil: undefined, freq: 3 }),
  obligations: option(array(obligations, { maxLength: 2 }), { nil: undefined, freq: 2 }),
  maxStalenessSeconds: option(constantFrom(0, 60), { nil: undefined, freq: 1 }),
  consentRequired: option(boolean(), { nil: undefined, freq: 1 }),
}).map(({ id, coordinate, ...others }) => {
  const covers = coordinate.endsWith('.*') ? leavesUnder(coordinate.slice(0, -2)) : undefined
  const given = Object.entries({ ...others, covers }).filter(([, value]) => value !== undefined)
  return { id, coordinate, ...Object.fromEntries(given) }
})

function leavesUnder(type: string): readonly Coordinate[] {
  return smallCoordinates.filter((coordinate) => coordinate.startsWith(`${type}.`))
}

const lists = uniqueArray(constantFrom(...towns), { maxLength: 2 })

/** Granted for every row, so that most operations get through to where an edit matters. */
const plainGrants = subarray([...smallCoordinates]).map((coordinates) =>
  coordinates.map((coordinate): Grant => ({ id: `plain ${coordinate}`, coordinate })),
)

/** Agreements over the small schema, in force at `inForceAt` most of the time. */
export const agreements: Arbitrary<Agreement> = record({
  plain: plainGrants,
  grants: array(grants, { maxLength: 6 }),
  forbids: array(constantFrom(...smallCoordinates), { maxLength: 1 }),
  parameters: record({ territory: lists }),
}).map(({ plain, forbids, ...others }) => ({
  ...plainTerms,
  ...others,
  permission: '1',
  consumer: 'consumer',
  organisation: 'Consumer',
  purpose: 'purpose',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: null,
  status: 'active',
  grants: [...plain, ...others.grants],
  forbids: forbids.map((coordinate, place) => ({ id: `forbid ${place}`, coordinate })),
}))

export const inForceAt = new Date('2026-03-01T12:00:00Z')

type Edit = (agreement: Agreement) => Agreement

/** What a steward does to an agreement in one edit. */
export const edits: Arbitrary<Edit> = oneof(
  {
    weight: 4,
    arbitrary: grants.map((grant): Edit => (old) => ({ ...old, grants: [...old.grants, grant] })),
  },
  {
    weight: 6,
    arbitrary: nat(20).map((place): Edit => (old) => ({
      ...old,
      grants: old.grants.filter((_, index) => index !== place % Math.max(1, old.grants.length)),
    })),
  },
  {
    weight: 3,
    arbitrary: tuple(nat(20), conditions).map(([place, condition]): Edit => (old) => ({
      ...old,
      grants: old.grants.map((grant, index) =>
        index === place % old.grants.length ? { ...grant, condition } : grant,
      ),
    })),
  },
  {
    weight: 2,
    arbitrary: constantFrom(...smallCoordinates).map((coordinate): Edit => (old) => ({
      ...old,
      forbids: [...old.forbids, { id: 'court', coordinate }],
    })),
  },
  {
    weight: 2,
    arbitrary: lists.map((territory): Edit => (old) => ({
      ...old,
      parameters: { ...old.parameters, territory },
    })),
  },
  // New ids, another order of the same grants: nothing changes.
  {
    weight: 2,
    arbitrary: constant<Edit>((old) => ({
      ...old,
      grants: old.grants.toReversed().map((grant) => ({ ...grant, id: `again ${grant.id}` })),
    })),
  },
  {
    weight: 1,
    arbitrary: constantFrom<Partial<Agreement>>(
      { status: 'suspended' },
      { status: 'ended' },
      { validTo: '2026-02-01T00:00:00Z' },
      { validFrom: '2026-06-01T00:00:00Z' },
      { consumer: 'another' },
      { purpose: 'another' },
      { caseRequired: true },
      { quotaPerDay: 3 },
    ).map((change): Edit => (old) => ({ ...old, ...change })),
  },
)
