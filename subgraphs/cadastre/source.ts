import type { Filter } from '#connectors/connector.ts'
import type { RowLoader, RowsLoader } from '../loaders.ts'
import { rowBy, rowsBy } from '../loaders.ts'
import type { Page, PageArguments } from '../paging.ts'
import { searchPage } from '../paging.ts'
import type { Reading } from '../reading.ts'
import type { RegistrySource, SourceOptions } from '../registry-source.ts'
import { openRegistrySource } from '../registry-source.ts'
import type { RowCondition } from '../row-condition.ts'
import { scopeAttributes, scopeFilters } from '../scope-attributes.ts'
import { equals, isListed } from '../search-filters.ts'
import type { RowOf } from '../table.ts'
import { decimal, describeTable, integer, key, oneOf, text } from '../table.ts'
import { cadastreTouching } from './touching.ts'

const objectKinds = ['PROPERTY', 'PARCEL', 'PARCEL PART', 'BUILDING', 'PREMISE GROUP'] as const

const property = describeTable(
  'property',
  {
    id: key('cadastral_number'),
    cadastralNumber: key('cadastral_number'),
    name: text('name'),
    kind: text('kind'),
    municipality: text('atvk'),
    landbookFolio: text('landbook_folio'),
    parcelArea: decimal('parcel_total_area'),
    premiseGroupArea: decimal('premise_group_total_area'),
  },
  { ends: true },
)

const propertyObject = describeTable(
  'property_object',
  {
    propertyNumber: key('property_number'),
    kind: oneOf('object_kind', objectKinds),
    number: key('object_number'),
    shareParts: integer('share_parts'),
    shareTotal: integer('share_total'),
  },
  { ends: true },
)

const parcel = describeTable(
  'parcel',
  {
    id: key('cadastral_number'),
    cadastralNumber: key('cadastral_number'),
    status: text('status_label'),
    area: decimal('area'),
    atvk: text('atvk'),
    addressCode: text('address_code'),
  },
  { ends: true },
)

const landPurpose = describeTable(
  'land_purpose',
  {
    parcelNumber: key('parcel_number'),
    code: key('purpose_code'),
    label: text('purpose_label'),
    area: decimal('area'),
  },
  { ends: true },
)

const building = describeTable(
  'building',
  {
    id: key('cadastral_number'),
    cadastralNumber: key('cadastral_number'),
    parcelNumber: text('parcel_number'),
    name: text('name'),
    useCode: text('use_code'),
    useLabel: text('use_label'),
    area: decimal('area'),
    groundFloors: integer('ground_floors'),
    undergroundFloors: integer('underground_floors'),
    usedSinceYear: text('used_since_year'),
    depreciation: text('depreciation'),
    addressCode: text('address_code'),
  },
  { ends: true },
)

const premiseGroup = describeTable(
  'premise_group',
  {
    id: key('cadastral_number'),
    cadastralNumber: key('cadastral_number'),
    buildingNumber: text('building_number'),
    name: text('name'),
    useLabel: text('use_label'),
    floor: text('floor'),
    premiseCount: integer('premise_count'),
    area: decimal('area'),
    addressCode: text('address_code'),
  },
  { ends: true },
)

const objectAddress = describeTable(
  'object_address',
  { kind: oneOf('object_kind', objectKinds), number: key('object_number'), addressCode: key('address_code') },
  { ends: true },
)

const ownership = describeTable(
  'ownership',
  {
    id: key('id'),
    objectNumber: key('object_number'),
    status: text('status'),
    ownerKind: text('person_status'),
    personCode: text('person_code'),
    registrationNumber: text('registration_number'),
    shareNumerator: integer('share_numerator'),
    shareDenominator: integer('share_denominator'),
    since: text('since'),
  },
  { ends: true, compared: ['object_kind'] },
)

const encumbrance = describeTable(
  'encumbrance',
  {
    id: key('id'),
    objectKind: oneOf('object_kind', objectKinds),
    objectNumber: key('object_number'),
    kindCode: text('kind_code'),
    kindLabel: text('kind_label'),
    number: text('number'),
    establishedOn: text('established_on'),
    area: decimal('area'),
    measure: text('measure'),
  },
  { ends: true },
)

const valuation = describeTable(
  'valuation',
  {
    objectKind: oneOf('object_kind', objectKinds),
    objectNumber: key('object_number'),
    valueType: oneOf('value_type', ['FISCAL', 'UNIVERSAL']),
    propertyValue: decimal('property_cadastral_value'),
    propertyValueOn: text('property_cadastral_value_on'),
    objectValue: decimal('object_cadastral_value'),
    objectValueOn: text('object_cadastral_value_on'),
  },
  { ends: true },
)

/** By what `@scopes` lets properties be scoped. */
export const propertyAttributes = scopeAttributes<RowOf<typeof property>>('Property', {
  municipality: 'text',
  kind: 'text',
  landbookFolio: 'text',
  cadastralNumber: 'text',
})

export type ObjectKind = (typeof objectKinds)[number]
export type PropertyRow = RowOf<typeof property>
export type PropertyObjectRow = RowOf<typeof propertyObject>
export type ParcelRow = RowOf<typeof parcel>
export type LandPurposeRow = RowOf<typeof landPurpose>
export type BuildingRow = RowOf<typeof building>
export type PremiseGroupRow = RowOf<typeof premiseGroup>
export type ObjectAddressRow = RowOf<typeof objectAddress>
export type OwnershipRow = RowOf<typeof ownership>
export type EncumbranceRow = RowOf<typeof encumbrance>
export type ValuationRow = RowOf<typeof valuation>

/** A person whom another subgraph may know under more codes than the cadastre does. */
export interface PersonReference {
  readonly id: string
  readonly codes?: readonly (string | null)[] | null
}

export interface LegalEntityReference {
  readonly id: string
}

export interface PropertySearch {
  cadastralNumbers?: readonly string[] | null | undefined
  kind?: string | null | undefined
  municipality?: string | null | undefined
  landbookFolio?: string | null | undefined
  condition: RowCondition | null
}

/** A loader takes the number of what it is named after. Properties and parcels share one form of number. */
export interface CadastreReader {
  readonly properties: RowLoader<PropertyRow>
  readonly parcels: RowLoader<ParcelRow>
  readonly buildings: RowLoader<BuildingRow>
  readonly premiseGroups: RowLoader<PremiseGroupRow>
  readonly objectsOfProperty: RowsLoader<PropertyObjectRow>
  readonly buildingsOfParcel: RowsLoader<BuildingRow>
  readonly premiseGroupsOfBuilding: RowsLoader<PremiseGroupRow>
  readonly landPurposesOfParcel: RowsLoader<LandPurposeRow>
  readonly ownershipsOfProperty: RowsLoader<OwnershipRow>
  /** Rights to properties, by personal code and by registration number. */
  readonly ownershipsOfPerson: RowsLoader<OwnershipRow>
  readonly ownershipsOfLegalEntity: RowsLoader<OwnershipRow>
  /** By the number of an object of any kind: callers choose the kind. */
  readonly addressesUnderNumber: RowsLoader<ObjectAddressRow>
  readonly encumbrancesUnderNumber: RowsLoader<EncumbranceRow>
  readonly valuationsUnderNumber: RowsLoader<ValuationRow>
  search(search: PropertySearch, page: PageArguments): Promise<Page<PropertyRow>>
}

export type CadastreSource = RegistrySource<CadastreReader>

/** The State Immovable Property Cadastre. */
export function openCadastreSource(options: SourceOptions): CadastreSource {
  const parts = [propertyObject, parcel, landPurpose, building, premiseGroup]
  const facts = [objectAddress, ownership, encumbrance, valuation]
  const tables = [property, ...parts, ...facts]
  return openRegistrySource(options, { tables, touching: cadastreTouching }, cadastreReader)
}

const ofProperties: readonly Filter[] = [{ column: 'object_kind', op: 'eq', value: 'PROPERTY' }]
/** Excludes nothing; lets the key of the table, which begins with the kind, serve as index. */
const ofAnyKind: readonly Filter[] = [{ column: 'object_kind', op: 'in', value: objectKinds }]

function cadastreReader(reading: Reading): CadastreReader {
  const rights = { orderBy: ['id'], where: ofProperties } as const
  return {
    properties: rowBy(reading, property, 'id'),
    parcels: rowBy(reading, parcel, 'id'),
    buildings: rowBy(reading, building, 'id'),
    premiseGroups: rowBy(reading, premiseGroup, 'id'),
    objectsOfProperty: rowsBy(reading, propertyObject, 'propertyNumber', { orderBy: ['kind', 'number'] }),
    buildingsOfParcel: rowsBy(reading, building, 'parcelNumber', { orderBy: ['id'] }),
    premiseGroupsOfBuilding: rowsBy(reading, premiseGroup, 'buildingNumber', { orderBy: ['id'] }),
    landPurposesOfParcel: rowsBy(reading, landPurpose, 'parcelNumber', { orderBy: ['code'] }),
    ownershipsOfProperty: rowsBy(reading, ownership, 'objectNumber', rights),
    ownershipsOfPerson: rowsBy(reading, ownership, 'personCode', rights),
    ownershipsOfLegalEntity: rowsBy(reading, ownership, 'registrationNumber', rights),
    addressesUnderNumber: rowsBy(reading, objectAddress, 'number', {
      orderBy: ['kind', 'addressCode'],
      where: ofAnyKind,
    }),
    encumbrancesUnderNumber: rowsBy(reading, encumbrance, 'objectNumber', { orderBy: ['id'] }),
    valuationsUnderNumber: rowsBy(reading, valuation, 'objectNumber', {
      orderBy: ['objectKind', 'valueType'],
    }),
    search: ({ cadastralNumbers, kind, municipality, landbookFolio, condition }, page) =>
      searchPage(
        reading,
        property,
        'id',
        [
          ...isListed('cadastral_number', cadastralNumbers),
          ...equals('kind', kind),
          ...equals('atvk', municipality),
          ...equals('landbook_folio', landbookFolio),
          ...scopeFilters(condition, property, propertyAttributes),
        ],
        page,
      ),
  }
}
