import { amount, cadastreKind, relation, valueType } from './cadastre-columns.ts'
import { building, parcel, premiseGroup, property } from './cadastre-objects.ts'
import type { FileFamily } from './file-kind.ts'
import { addressCode, date, text } from './values.ts'

const address = cadastreKind('Address', [
  {
    table: 'object_address',
    key: ['object_kind', 'object_number', 'address_code'],
    at: 'AddressData',
    columns: [...relation, { from: 'ARCode', to: 'address_code', parse: addressCode, need: 'row' }],
  },
])

const ownership = cadastreKind('Ownership', [
  {
    table: 'ownership',
    key: ['id'],
    numberedBy: ['object_kind', 'object_number'],
    at: 'OwnershipStatusKindList/OwnershipStatusKind',
    columns: [
      ...relation,
      { from: 'OwnershipStatus', to: 'status', parse: text },
      { from: 'PersonStatus', to: 'person_status', parse: text },
    ],
  },
])

const encumbrance = cadastreKind('Encumbrance', [
  {
    table: 'encumbrance',
    key: ['id'],
    numberedBy: ['object_kind', 'object_number'],
    at: 'EncumbranceList/EncumbranceRowData',
    columns: [
      ...relation,
      { from: 'EncumbranceKind/EncumbranceKindId', to: 'kind_code', parse: text },
      { from: 'EncumbranceKind/EncumbranceKindName', to: 'kind_label', parse: text },
      { from: 'EncumbranceNr', to: 'number', parse: text },
      { from: 'EncumbranceEstablishDate', to: 'established_on', parse: date },
      { from: 'EncumbranceArea', to: 'area', parse: amount },
      { from: 'EncumbranceMeasure', to: 'measure', parse: text },
    ],
  },
])

const valuation = cadastreKind('Valuation', [
  {
    table: 'valuation',
    key: ['object_number', 'object_kind', 'value_type'],
    at: 'ValuationDataList/ValuationRowData',
    columns: [
      ...relation,
      { from: 'ValueType', to: 'value_type', parse: valueType, need: 'value' },
      { from: 'PropertyCadastralValue', to: 'property_cadastral_value', parse: amount },
      { from: 'PropertyCadastralValueDate', to: 'property_cadastral_value_on', parse: date },
      { from: 'ObjectCadastralValue', to: 'object_cadastral_value', parse: amount },
      { from: 'ObjectCadastralValueDate', to: 'object_cadastral_value_on', parse: date },
    ],
  },
])

/** Text data of the State Immovable Property Cadastre (VZD): one XML file per territory, kind and part. */
export const cadastreFiles: FileFamily = {
  registry: 'cadastre',
  extension: '.xml',
  kinds: [property, parcel, building, premiseGroup, address, ownership, encumbrance, valuation],
  notImported: { ParcelPart: 'parts of parcels', Mark: 'marks' },
}
