import type { Entity } from '../registries/read-registries.ts'
import type { Registry } from '../registries/registry-schemas.ts'
import type { BenchCountry } from './country.ts'
import type { Workload } from './workloads.ts'

/** Where the values of an operation's one variable come from, and what it is about. */
const roots = {
  person: { field: 'person(personalCode: $key)', registry: 'population', type: 'Person', key: 'id' },
  property: {
    field: 'property(cadastralNumber: $key)',
    registry: 'cadastre',
    type: 'Property',
    key: 'cadastralNumber',
  },
  legalEntity: {
    field: 'legalEntity(registrationNumber: $key)',
    registry: 'enterprise',
    type: 'LegalEntity',
    key: 'registrationNumber',
  },
  address: { field: 'address(code: $key)', registry: 'addresses', type: 'Address', key: 'code' },
} as const satisfies Record<string, { field: string; registry: Registry; type: string; key: string }>

/** What consumers ask, four operations of each of the five. */
const selections: readonly (readonly [keyof typeof roots, string])[] = [
  ['person', 'givenName familyName dateOfBirth'],
  ['person', 'personalCode givenName familyName properties { cadastralNumber kind valuation { fiscal } }'],
  ['property', 'cadastralNumber kind address { fullAddress postCode } valuation { fiscal universal }'],
  ['legalEntity', 'legalName status officers { position person { givenName familyName } }'],
  ['person', 'givenName familyName placeOfBirth residence { since address { fullAddress postCode } }'],
  ['person', 'family { relation person { givenName familyName dateOfBirth } }'],
  ['person', 'dateOfBirth dateOfDeath citizenship residency documents { kind number expiresOn status }'],
  ['address', 'code kind name fullAddress postCode parent { name kind }'],
  ['property', 'name kind parcels { cadastralNumber status area landPurposes { code label area } }'],
  ['property', 'cadastralNumber ownerships { share status since owner { ... on Person { familyName } } }'],
  ['property', 'buildings { cadastralNumber name useLabel area groundFloors premiseGroups { name area } }'],
  ['address', 'fullAddress atvk latitude longitude'],
  ['legalEntity', 'registrationNumber legalName legalForm { code label } registeredAddressText'],
  ['legalEntity', 'legalName members { numberOfShares person { givenName familyName } }'],
  ['legalEntity', 'legalName properties { cadastralNumber kind }'],
  ['person', 'familyName offices { position registeredOn legalEntity { legalName status } }'],
  ['person', 'givenName familyName placeOfBirth sex citizenship'],
  ['person', 'earlierPersonalCodes birthName nameHistory { familyName validFrom validTo }'],
  ['property', 'landbookFolio parcelArea encumbrances { kindLabel number establishedOn }'],
  [
    'legalEntity',
    'legalName nameHistory { name dateTo } beneficialOwners { nationality person { familyName } }',
  ],
]

export const consumers = 5

/** The operations of one consumer after the other's. */
export function mixedOperations({ registries }: BenchCountry): readonly Workload[] {
  return selections.map(([root, selection], place) => {
    const { field, registry, type, key } = roots[root]
    const keys = new Set(
      (registries.get(registry)?.all(type) ?? []).map((entity: Entity) => String(entity[key])),
    )
    return {
      name: 'person',
      query: `query Operation${place}($key: String!) { ${root}: ${field} { ${selection} } }`,
      variables: [...keys].map((value) => ({ key: value })),
      registries: [registry],
    }
  })
}
