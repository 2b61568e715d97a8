import type { Registry } from '../registries/registry-schemas.ts'
import type { BenchCountry } from './country.ts'

/** One query that is asked again and again with other variables. */
export interface Workload {
  readonly name: 'person' | 'join' | 'list'
  readonly query: string
  /** Of different requests, without order. */
  readonly variables: readonly Readonly<Record<string, string>>[]
  /** Subgraphs that one request of a gateway without memory cannot do without. */
  readonly registries: readonly Registry[]
}

/** So many different requests are as good as more of them: nobody's cache of answers holds a tenth of them. */
const most = 200_000

const personQuery =
  'query Person($code: String!) { person(personalCode: $code) { personalCode earlierPersonalCodes givenName familyName birthName dateOfBirth placeOfBirth sex citizenship residency residence { country since } documents { kind number issuedOn issuer expiresOn status } properties { cadastralNumber name kind landbookFolio parcelArea valuation { fiscal fiscalOn universal universalOn } parcels { cadastralNumber status area } } } }'
const joinQuery =
  'query Enterprise($number: String!) { legalEntity(registrationNumber: $number) { registrationNumber legalName status registeredOn officers { position governingBody registeredOn person { givenName familyName properties { cadastralNumber kind parcelArea address { fullAddress postCode } } } } } }'
const listQuery =
  'query Residents($municipality: String!) { persons(municipality: $municipality, first: 100) { edges { node { givenName familyName dateOfBirth properties { cadastralNumber } } } pageInfo { hasNextPage } } }'

/** One person out of the whole country, with what they own: two registries. */
export function personWorkload(country: BenchCountry): Workload {
  const codes = [...new Set(entitiesOf(country, 'population', 'Person').map(({ id }) => id))]
  const everybody = Array.from({ length: country.copies.count }, (_, copy) =>
    codes.map((code) => country.copies.copied(code, copy)),
  ).flat()
  const variables = shuffled(everybody).map((code) => ({ code }))
  return { name: 'person', query: personQuery, variables, registries: ['population', 'cadastre'] }
}

/** An enterprise, its officers, their properties, and where these are: four levels in four registries. */
export function joinWorkload(country: BenchCountry): Workload {
  const numbers = entitiesOf(country, 'enterprise', 'LegalEntity')
    .filter(({ officers }) => Array.isArray(officers) && officers.some(({ person }) => person !== null))
    .map(({ registrationNumber }) => String(registrationNumber))
  return {
    name: 'join',
    query: joinQuery,
    variables: shuffled(numbers).map((number) => ({ number })),
    registries: ['enterprise', 'population', 'cadastre', 'addresses'],
  }
}

/** The first page of a municipality's residents, and what each of them owns. */
export function listWorkload(country: BenchCountry): Workload {
  const people = new Set(entitiesOf(country, 'population', 'Person'))
  const counts = new Map<string, number>()
  for (const { municipality } of people) {
    if (typeof municipality === 'string') counts.set(municipality, (counts.get(municipality) ?? 0) + 1)
  }
  const large = [...counts].filter(([, count]) => count >= 100).map(([municipality]) => municipality)
  // A country too small for full pages is only for trying out.
  const asked = large.length > 0 ? large : [...counts.keys()]
  return {
    name: 'list',
    query: listQuery,
    variables: shuffled(asked).map((municipality) => ({ municipality })),
    registries: ['population', 'cadastre'],
  }
}

function entitiesOf({ registries }: BenchCountry, registry: Registry, type: string) {
  return registries.get(registry)?.all(type) ?? []
}

/** The same order in every run, and none that a registry has. */
function shuffled<Value>(values: readonly Value[]): readonly Value[] {
  const placed = values.map((value, place) => ({ value, order: Math.imul(place + 1, 0x9e37_79b1) >>> 0 }))
  return placed
    .toSorted((one, other) => one.order - other.order)
    .slice(0, most)
    .map(({ value }) => value)
}
