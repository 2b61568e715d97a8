import { constantFrom, option, oneof, record, sample, tuple, uniqueArray } from 'fast-check'
import type { Arbitrary } from 'fast-check'
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

/** Coordinates that lead to rows, or lie in them, of each of which the conditions below can be asked. */
const guarded = [
  'Query.person',
  'Query.persons',
  'Query.persons(municipality:)',
  'Query.persons(personalCodes:)',
  'Query.property',
  'Query.properties',
  'Query.legalEntity',
  'Query.legalEntities',
  'Person.givenName',
  'Person.residence',
  'Person.family',
  'Person.properties',
  'Person.offices',
  'FamilyRelation.person',
  'FamilyRelation.relation',
  'Property.name',
  'Property.ownerships',
  'Ownership.share',
  'Ownership.owner',
  'Office.legalEntity',
  'LegalEntity.legalName',
  'LegalEntity.officers',
  'Officer.person',
  'Officer.position',
] as const

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

/** Agreements of a consumer that grant everything of the registries, some of it under conditions or with obligations. */
export function conditionalAgreements(
  count: number,
  consumer: string,
  firstPermission: number,
  schema: { readonly api: GraphQLSchema; readonly facts: SchemaFacts },
  municipalities: readonly string[],
): readonly ConditionalAgreement[] {
  const ofType: readonly (readonly AttributeValues[])[] = [
    [
      { attribute: 'Person.municipality', values: municipalities, isOrdered: false },
      { attribute: 'Person.addressSecret', values: [true, false], isOrdered: false },
      {
        attribute: 'Person.dateOfBirth',
        values: ['1950-01-01', '1985-06-15', '2008-01-01'],
        isOrdered: true,
      },
    ],
    [{ attribute: 'Property.municipality', values: municipalities, isOrdered: false }],
    [
      { attribute: 'LegalEntity.status', values: ['REGISTERED', 'LIQUIDATED'], isOrdered: false },
      { attribute: 'LegalEntity.registeredOn', values: ['2000-01-01', '2015-01-01'], isOrdered: true },
    ],
  ]
  const condition: Arbitrary<Condition> = oneof(
    ...ofType.map((attributes) => conditions(attributes, attributes === ofType[0])),
  )
  const conditional = uniqueArray(
    tuple(constantFrom(...guarded), condition, option(condition, { nil: null })),
    { minLength: 3, maxLength: 8, selector: ([coordinate]) => coordinate },
  )
  const groups = record({ conditional, obligations: uniqueArray(constantFrom(...obliged), { maxLength: 2 }) })
  const everything = coordinatesOf(schema)
  return sample(groups, count).map(({ conditional: given, obligations }, position) => {
    const ways = given.flatMap(([coordinate, one, other]): Group[] =>
      [one, other].flatMap((each) => (each === null ? [] : [{ coordinates: [coordinate], condition: each }])),
    )
    // One obligation on a coordinate: in which order several ways are tried is another test's matter.
    const duties = obligations.filter(
      ({ coordinates }, at) => obligations.findIndex((each) => each.coordinates[0] === coordinates[0]) === at,
    )
    const taken = new Set([...ways, ...duties].flatMap(({ coordinates }) => coordinates))
    const free = everything.filter((coordinate) => !taken.has(coordinate))
    return {
      permission: String(firstPermission + position),
      consumer,
      purpose: 'Nosacījumi (conditions)',
      legalBasis: 'Tests',
      caseRequired: false,
      validFrom: '2025-01-01T00:00:00+02:00',
      validTo: null,
      status: 'active',
      grants: [{ coordinates: free }, ...unrepeated(ways), ...duties],
    }
  })
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
        if (!registries.has(facts.owners.get(coordinate) ?? '')) return []
        const optional = field.args.filter((argument) => !String(argument.type).endsWith('!'))
        return [coordinate, ...optional.map(({ name }) => `${coordinate}(${name}:)`)]
      }),
    )
}
