import type { Touch, TouchingTables } from '../touched.ts'

const existence = ['cadastral_number', 'ended_at']
const propertiesOf = { table: 'property_object', from: 'object_number', to: 'property_number' }
const peopleOwning = { table: 'ownership', from: 'object_number', to: 'person_code' }
const entitiesOwning = { table: 'ownership', from: 'object_number', to: 'registration_number' }

/** The properties that an object is a part of: they tell its address, its value and its encumbrances as theirs. */
function propertiesWith(column: string, only?: readonly string[]): Touch {
  return { type: 'Property', column, through: [propertiesOf], ...(only && { only }) }
}

/** Which objects, people and legal entities a row of the cadastre says something of. Kinds of objects share their form of number. */
export const cadastreTouching: TouchingTables = {
  property: {
    makes: 'Property',
    existence,
    touches: [
      { type: 'Property', column: 'cadastral_number' },
      { type: 'Person', column: 'cadastral_number', through: [peopleOwning], only: existence },
      { type: 'LegalEntity', column: 'cadastral_number', through: [entitiesOwning], only: existence },
    ],
  },
  property_object: { touches: [{ type: 'Property', column: 'property_number' }] },
  parcel: {
    makes: 'Parcel',
    existence,
    touches: [
      { type: 'Parcel', column: 'cadastral_number' },
      propertiesWith('cadastral_number', [...existence, 'address_code']),
    ],
  },
  land_purpose: { touches: [{ type: 'Parcel', column: 'parcel_number' }] },
  building: {
    makes: 'Building',
    existence,
    touches: [
      { type: 'Building', column: 'cadastral_number' },
      { type: 'Parcel', column: 'parcel_number' },
      propertiesWith('cadastral_number', [...existence, 'address_code']),
    ],
  },
  premise_group: {
    makes: 'PremiseGroup',
    existence,
    touches: [
      { type: 'PremiseGroup', column: 'cadastral_number' },
      { type: 'Building', column: 'building_number' },
      propertiesWith('cadastral_number', [...existence, 'address_code']),
    ],
  },
  object_address: {
    touches: [
      ...['Property', 'Parcel', 'Building', 'PremiseGroup'].map((type) => ({
        type,
        column: 'object_number',
      })),
      propertiesWith('object_number'),
    ],
  },
  ownership: {
    touches: [
      { type: 'Property', column: 'object_number' },
      { type: 'Person', column: 'person_code' },
      { type: 'LegalEntity', column: 'registration_number' },
    ],
  },
  encumbrance: { touches: [{ type: 'Property', column: 'object_number' }, propertiesWith('object_number')] },
  valuation: { touches: [{ type: 'Property', column: 'object_number' }, propertiesWith('object_number')] },
}
