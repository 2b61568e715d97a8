import * as fc from 'fast-check'
import { Kind, parse } from 'graphql'
import type { ConstDirectiveNode } from 'graphql'
import { readFileSync } from 'node:fs'
import type { RegistryName } from '#tests/registry.ts'

/** Attributes of one row by name, and its key as `id`. */
export type Attributes = Readonly<Record<string, unknown>> & { readonly id: string }

/** A registry's search and lookup over one table, told by the attributes that their scopes take. */
export interface ScopedSearch {
  readonly registry: RegistryName
  readonly type: string
  readonly search: string
  readonly lookup: string
  readonly key: string
  readonly table: string
  readonly attributes: Readonly<Record<string, readonly (string | boolean)[]>>
  /** Attributes of which a row has a list of these values. */
  readonly lists?: Readonly<Record<string, readonly string[]>>
  /** The table's columns by attribute, where they are named otherwise. */
  readonly columns: Readonly<Record<string, string>>
  /** Every other column that must have a value. */
  readonly more: (id: string) => object
  readonly isAboutPeople?: true
}

export const days = ['1950-02-28', '1980-01-01', '1980-01-02', '2010-02-28', '2024-02-29']
const territories = ['100000000', '100003003', '100015122']
const municipalities = ['0001000', '0020000', '0040000']
const origin = 'synthetic'

export const searches: readonly ScopedSearch[] = [
  {
    registry: 'population',
    type: 'Person',
    search: 'persons',
    lookup: 'person',
    key: 'personalCode',
    table: 'person',
    attributes: {
      municipality: municipalities,
      addressSecret: [true, false],
      dateOfBirth: days,
      dateOfDeath: days,
      sex: ['MALE', 'FEMALE'],
      citizenship: ['LV', 'LT'],
      residency: ['CITIZEN', 'NON_CITIZEN'],
    },
    lists: { territories },
    columns: {
      id: 'code',
      addressSecret: 'address_secret',
      dateOfBirth: 'date_of_birth',
      dateOfDeath: 'date_of_death',
    },
    more: () => ({
      given_name: 'A',
      family_name: 'B',
      search_given_name: 'a',
      search_family_name: 'b',
      origin,
    }),
    isAboutPeople: true,
  },
  {
    registry: 'cadastre',
    type: 'Property',
    search: 'properties',
    lookup: 'property',
    key: 'cadastralNumber',
    table: 'property',
    attributes: {
      municipality: municipalities,
      kind: ['Zeme', 'Dzīvokļa īpašums'],
      landbookFolio: ['100', '100-7'],
      cadastralNumber: ['39000000001', '39000000002'],
    },
    columns: { id: 'cadastral_number', municipality: 'atvk', landbookFolio: 'landbook_folio' },
    more: () => ({ not_corroborated: false, origin }),
  },
  {
    registry: 'enterprise',
    type: 'LegalEntity',
    search: 'legalEntities',
    lookup: 'legalEntity',
    key: 'registrationNumber',
    table: 'legal_entity',
    attributes: {
      municipality: municipalities,
      status: ['REGISTERED', 'LIQUIDATED', 'REORGANISED'],
      registrationNumber: ['39000000001', '39000000002'],
      registeredOn: days,
      terminatedOn: days,
    },
    columns: {
      id: 'registration_number',
      municipality: 'atvk',
      registeredOn: 'registered_on',
      terminatedOn: 'terminated_on',
    },
    more: () => ({ legal_name: 'A', search_name: 'a', without_quotes: false, origin }),
  },
  {
    registry: 'institutions',
    type: 'Institution',
    search: 'institutions',
    lookup: 'institution',
    key: 'registrationNumber',
    table: 'institution',
    attributes: {
      registrationNumber: ['39000000001', '39000000002'],
      authorityType: ['COURT', 'COUNCIL'],
      subordinationType: ['CONTROL', 'SUPERVISION'],
      status: ['REGISTERED', 'REMOVED'],
    },
    columns: {
      id: 'registration_number',
      authorityType: 'authority_type',
      subordinationType: 'subordination_type',
    },
    more: () => ({ legal_name: 'A', search_name: 'a', origin }),
  },
  {
    registry: 'addresses',
    type: 'Address',
    search: 'addresses',
    lookup: 'address',
    key: 'code',
    table: 'address',
    attributes: {
      atvk: municipalities,
      code: ['39000000001', '39000000002'],
      postCode: ['LV-1010', 'LV-3701'],
      status: ['EKS', 'DEL'],
      municipality: municipalities,
    },
    lists: { territories },
    columns: { id: 'code', postCode: 'post_code' },
    more: () => ({ type_code: 108, name: 'A', search_address: 'a', origin }),
  },
]

/** Whatever the schemas call a key is filled by the key itself, and so is what must not be null. */
const neverNull: ReadonlySet<string> = new Set([
  'dateOfBirth',
  'sex',
  'addressSecret',
  'Institution.status',
  'Address.status',
])
const keyAttributes: ReadonlySet<string> = new Set(['code', 'cadastralNumber', 'registrationNumber'])

/** Sixty rows, the same in every run. */
export function randomRows({ type, attributes, lists = {} }: ScopedSearch): Attributes[] {
  const names = Object.keys(attributes)
  const listed = Object.entries(lists).map(([name, from]) => [
    name,
    // A list is not there or has something: nothing lies nowhere.
    fc.option(fc.subarray([...from], { minLength: 1 })),
  ])
  const values = fc.record({
    ...Object.fromEntries(listed),
    ...Object.fromEntries(
      names.map((name) => {
        const given = fc.constantFrom(...(attributes[name] ?? []))
        const isThere = neverNull.has(name) || neverNull.has(`${type}.${name}`)
        return [name, isThere ? given : fc.option(given)]
      }),
    ),
  })
  return fc.sample(values, { numRuns: 60, seed: 1 }).map((row, index) => {
    const id = String(39_000_000_001 + index)
    const keys = names.filter((name) => keyAttributes.has(name)).map((name) => [name, id])
    return { ...row, ...Object.fromEntries(keys), id }
  })
}

/** The status of a legal entity is what its other columns say; null for one that was removed, but not said how. */
export function asInserted(
  { type, columns, more }: ScopedSearch,
  { status, ...row }: Attributes,
): Record<string, unknown> {
  const isEntity = type === 'LegalEntity'
  const written = Object.entries(row)
    .filter(([name]) => !keyAttributes.has(name))
    .map(([name, value]) => [columns[name] ?? name, value])
  const closed = { LIQUIDATED: 'L', REORGANISED: 'R' }[String(status)] ?? null
  return {
    ...more(row.id),
    ...Object.fromEntries(written),
    ...(isEntity ? { closed } : status === undefined ? {} : { status }),
  }
}

/** As the register has it: an entity that is terminated is not just registered. */
export function asRead({ type }: ScopedSearch, row: Attributes): Attributes {
  if (type !== 'LegalEntity' || row['status'] === 'LIQUIDATED' || row['status'] === 'REORGANISED') return row
  return { ...row, status: row['terminatedOn'] === null ? 'REGISTERED' : null }
}

/** Root fields of a schema with the attributes of their `@scopes`. */
export function scopesIn(path: string): Map<string, string[]> {
  const query = parse(readFileSync(path, 'utf8')).definitions.find(
    (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Query',
  )
  const fields = query?.kind === Kind.OBJECT_TYPE_DEFINITION ? (query.fields ?? []) : []
  return new Map(fields.map(({ name, directives }) => [name.value, attributesIn(directives ?? [])]))
}

function attributesIn(directives: readonly ConstDirectiveNode[]): string[] {
  const [argument] = directives.find(({ name }) => name.value === 'scopes')?.arguments ?? []
  const values = argument?.value.kind === Kind.LIST ? argument.value.values : []
  return values.flatMap((value) => (value.kind === Kind.STRING ? value.value : []))
}
