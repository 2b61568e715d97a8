import { constant, constantFrom, option, oneof, record, sample, tuple, uniqueArray } from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import { isObjectType } from 'graphql'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'
import type { Condition, Obligation } from '#policies/model.ts'
import { conditions } from '#tests/row-conditions.ts'
import type { AttributeValues } from '#tests/row-conditions.ts'
import type { WrittenAgreement } from './grants.ts'

/** An agreement in the form of a data file, whole. */
export interface ConditionalAgreement extends WrittenAgreement {
  readonly legalBasis: string
  readonly caseRequired: boolean
  readonly validFrom: string
  readonly validTo: null
  readonly status: 'active'
}

type Group = WrittenAgreement['grants'][number]

const registries: ReadonlySet<string> = new Set([
  'population',
  'cadastre',
  'enterprise',
  'addresses',
  'institutions',
])

const person = 'Person'
const property = 'Property'
const company = 'LegalEntity'

/** Coordinates that lead to rows of these types, or lie in them. */
const guarded: readonly (readonly [string, readonly string[]])[] = [
  ['Query.person', [person]],
  ['Query.persons', [person]],
  ['Query.persons(personalCodes:)', [person]],
  ['Query.property', [property]],
  ['Query.properties', [property]],
  ['Query.legalEntity', [company]],
  ['Query.legalEntities', [company]],
  ['Person.givenName', [person]],
  ['Person.residence', [person]],
  ['Person.family', [person]],
  ['Person.properties', [person, property]],
  ['Person.offices', [person]],
  ['FamilyRelation.person', [person]],
  ['FamilyRelation.relation', [person]],
  ['Property.name', [property, person]],
  ['Property.ownerships', [property]],
  ['Ownership.share', [property, person]],
  ['Ownership.owner', [person, company, property]],
  ['Office.legalEntity', [company]],
  ['LegalEntity.legalName', [company, person]],
  ['LegalEntity.officers', [company]],
  ['Officer.person', [person, company]],
  ['Officer.position', [company]],
]

/** Searches that lead to nobody make queries long. */
const isIdle = (coordinate: string): boolean => /^Query\.(address|institution)/.test(coordinate)

const obliged: readonly Group[] = [
  { coordinates: ['Person.dateOfBirth'], obligations: [{ kind: 'generalise', to: 'year' }] },
  { coordinates: ['Person.dateOfBirth'], obligations: [{ kind: 'generalise', to: 'month' }] },
  { coordinates: ['Person.personalCode'], obligations: [{ kind: 'mask', keep: 6 }] },
  { coordinates: ['Person.personalCode'], obligations: [{ kind: 'generalise', to: 'pseudonym' }] },
  { coordinates: ['Address.fullAddress'], obligations: [{ kind: 'generalise', to: 'municipality' }] },
] satisfies readonly {
  readonly coordinates: readonly string[]
  readonly obligations: readonly Obligation[]
}[]

/**
 * Agreements, each of the consumers' in turn, that grant everything of the registries, some of it under conditions or with
 * obligations. Their numbers begin with 7600.
 */
export function conditionalAgreements(
  count: number,
  consumers: readonly string[],
  schema: { readonly api: GraphQLSchema; readonly facts: SchemaFacts },
  municipalities: readonly string[],
): readonly ConditionalAgreement[] {
  const ofType: Readonly<Record<string, readonly AttributeValues[]>> = {
    [person]: [
      { attribute: 'Person.municipality', values: municipalities, isOrdered: false },
      { attribute: 'Person.addressSecret', values: [true, false], isOrdered: false },
      {
        attribute: 'Person.dateOfBirth',
        values: ['1950-01-01', '1985-06-15', '2008-01-01'],
        isOrdered: true,
      },
    ],
    [property]: [{ attribute: 'Property.municipality', values: municipalities, isOrdered: false }],
    [company]: [
      { attribute: 'LegalEntity.status', values: ['REGISTERED', 'LIQUIDATED'], isOrdered: false },
      { attribute: 'LegalEntity.registeredOn', values: ['2000-01-01', '2015-01-01'], isOrdered: true },
    ],
  }
  const conditional = uniqueArray(
    constantFrom(...guarded).chain(([coordinate, types]) => {
      const condition = oneof(...types.map((type) => conditions(ofType[type] ?? [], type === person)))
      return tuple(constant(coordinate), condition, option(condition, { nil: null }))
    }),
    { minLength: 3, maxLength: 8, selector: ([coordinate]) => coordinate },
  )
  const groups = record({ conditional, obligations: uniqueArray(constantFrom(...obliged), { maxLength: 2 }) })
  const everything = coordinatesOf(schema)
  return sample(groups, count).map(({ conditional: given, obligations }, position) => {
    const ways = given.flatMap(([coordinate, one, other]): Group[] =>
      [one, other].flatMap((each) =>
        each === null ? [] : [{ coordinates: [coordinate], condition: withValues(each) }],
      ),
    )
    // One obligation on a coordinate: in which order several ways are tried is another test's matter.
    const duties = obligations.filter(
      ({ coordinates }, at) => obligations.findIndex((each) => each.coordinates[0] === coordinates[0]) === at,
    )
    const taken = new Set([...ways, ...duties].flatMap(({ coordinates }) => coordinates))
    const free = everything.filter((coordinate) => !taken.has(coordinate))
    return {
      permission: String(7600 + position),
      consumer: consumers[position % consumers.length] ?? '',
      purpose: 'Nosacījumi (conditions)',
      legalBasis: 'Tests',
      caseRequired: false,
      validFrom: '2025-01-01T00:00:00+02:00',
      validTo: null,
      status: 'active',
      grants: [{ coordinates: free }, ...unrepeated(ways), ...duties].map((group, at) => ({
        ...group,
        name: String(at),
      })),
    }
  })
}

/** A file names at least one value. */
function withValues(condition: Condition): Condition {
  if (condition.kind === 'not') return { kind: 'not', of: withValues(condition.of) }
  if (condition.kind === 'all' || condition.kind === 'any')
    return { kind: condition.kind, of: condition.of.map(withValues) }
  if (condition.kind !== 'compare') return condition
  const isEmpty = 'values' in condition.value && condition.value.values.length === 0
  return isEmpty ? { ...condition, value: { values: ['none'] } } : condition
}

/** A file may say a way only once. */
function unrepeated(groups: readonly Group[]): readonly Group[] {
  return [...new Map(groups.map((group) => [JSON.stringify(group), group])).values()]
}

function coordinatesOf({
  api,
  facts,
}: {
  readonly api: GraphQLSchema
  readonly facts: SchemaFacts
}): readonly string[] {
  return Object.values(api.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const coordinate = `${type.name}.${field.name}`
        if (isIdle(coordinate) || !registries.has(facts.owners.get(coordinate) ?? '')) return []
        const optional = field.args.filter((argument) => !String(argument.type).endsWith('!'))
        return [coordinate, ...optional.map(({ name }) => `${coordinate}(${name}:)`)]
      }),
    )
}
