import type { TestRegistry } from '#tests/registry.ts'

const origin = 'synthetic'
const ended = { ended_at: '2025-01-01T00:00:00Z' }
export const house = '99000000001'
export const flat = '99000000002'
export const land = '99000000003'
export const gone = '99000000004'

/** A house on two parcels, a flat in it, some land of the same number as its parcel, and a property that has ended. */
export async function insertCadastreRows(registry: TestRegistry): Promise<void> {
  const property = (cadastral_number: string, more: object) => ({
    cadastral_number,
    kind: 'Zemes un būvju īpašums',
    not_corroborated: false,
    atvk: '0001000',
    origin,
    ...more,
  })
  await registry.insert('property', [
    property(house, { name: 'Bērzi', landbook_folio: '100', parcel_total_area: '1200.5' }),
    property(flat, { kind: 'Dzīvokļa īpašums', landbook_folio: '100-7', premise_group_total_area: '45.2' }),
    property(land, { atvk: '0020000' }),
    property(gone, ended),
  ])
  const part = (property_number: string, object_kind: string, object_number: string, more: object = {}) => ({
    property_number,
    object_kind,
    object_number,
    origin,
    ...more,
  })
  await registry.insert('property_object', [
    part(house, 'PARCEL', '99000000011'),
    part(house, 'PARCEL', '99000000012'),
    part(house, 'PARCEL', '99000000013', ended),
    part(house, 'BUILDING', '99000000011001'),
    part(flat, 'PREMISE GROUP', '99000000011001007'),
    part(flat, 'BUILDING', '99000000011001', { share_parts: 1, share_total: 10 }),
    part(flat, 'PARCEL', '99000000012', { share_parts: 1, share_total: 4 }),
    part(land, 'PARCEL', land),
  ])
  await registry.insert('parcel', [
    { cadastral_number: '99000000011', area: '1000', status_label: 'Reģistrēta', atvk: '0001000', origin },
    { cadastral_number: '99000000012', area: '200.5', address_code: '100000021', origin },
    { cadastral_number: land, origin },
  ])
  await registry.insert('land_purpose', [
    { parcel_number: '99000000011', purpose_code: '0601', purpose_label: 'Apbūve', area: '900', origin },
    { parcel_number: '99000000011', purpose_code: '0101', purpose_label: 'Lauki', area: '100', origin },
  ])
  await registry.insert('building', [
    {
      cadastral_number: '99000000011001',
      parcel_number: '99000000012',
      name: 'Māja',
      ground_floors: 2,
      origin,
    },
  ])
  await registry.insert('premise_group', [
    {
      cadastral_number: '99000000011001007',
      building_number: '99000000011001',
      premise_count: 2,
      area: '45.2',
      origin,
    },
    {
      cadastral_number: '99000000011001008',
      building_number: '99000000011001',
      address_code: '110000008',
      origin,
    },
  ])
  const stated = (object_kind: string, object_number: string, address_code: string) => ({
    object_kind,
    object_number,
    address_code,
    origin,
  })
  await registry.insert('object_address', [
    stated('BUILDING', '99000000011001', '101000001'),
    stated('PREMISE GROUP', '99000000011001007', '110000007'),
    stated('PROPERTY', land, '101000003'),
    stated('PARCEL', land, '101000004'),
  ])
  const right = (id: string, object_number: string, more: object) => ({
    id,
    object_kind: 'PROPERTY',
    object_number,
    status: 'Īpašnieks',
    origin,
    ...more,
  })
  await registry.insert('ownership', [
    right('1', house, {
      person_status: 'fiziska persona',
      person_code: '39000000001',
      share_numerator: 1,
      share_denominator: 2,
      since: '2001-01-01',
    }),
    right('2', house, { person_status: 'fiziska persona' }),
    right('3', house, { person_status: 'juridiska persona', registration_number: '40000000001' }),
    right('4', house, { person_status: 'valsts' }),
    right('5', house, {}),
    right('6', house, { person_code: '39000000001', ...ended }),
    right('7', flat, { person_code: '01018012345', person_status: 'fiziska persona' }),
    right('8', flat, { person_code: '39000000001', person_status: 'fiziska persona' }),
    right('9', gone, { person_code: '39000000001' }),
    right('a', land, { object_kind: 'PARCEL', person_code: '39000000001' }),
    right('b', land, { registration_number: '40000000001', person_status: 'juridiska persona' }),
  ])
  const burden = (id: string, object_kind: string, object_number: string) => ({
    id,
    object_kind,
    object_number,
    kind_label: `apgrūtinājums ${id}`,
    area: '10.5',
    established_on: '1999-12-31',
    origin,
  })
  await registry.insert('encumbrance', [
    burden('1', 'PROPERTY', land),
    burden('2', 'PARCEL', land),
    burden('3', 'PARCEL', '99000000011'),
    burden('4', 'BUILDING', land),
  ])
  const value = (object_kind: string, object_number: string, value_type: string, more: object) => ({
    object_kind,
    object_number,
    value_type,
    origin,
    ...more,
  })
  await registry.insert('valuation', [
    value('PROPERTY', house, 'FISCAL', {
      property_cadastral_value: '50000',
      property_cadastral_value_on: '2025-01-01',
    }),
    value('PARCEL', '99000000011', 'FISCAL', { object_cadastral_value: '1' }),
    value('PARCEL', '99000000011', 'UNIVERSAL', {
      object_cadastral_value: '1000.10',
      object_cadastral_value_on: '2025-01-01',
    }),
    value('PARCEL', '99000000012', 'UNIVERSAL', {
      object_cadastral_value: '400.20',
      object_cadastral_value_on: '2025-02-01',
    }),
    value('BUILDING', '99000000011001', 'UNIVERSAL', { object_cadastral_value: '90000' }),
    value('PREMISE GROUP', '99000000011001007', 'UNIVERSAL', { object_cadastral_value: '9000' }),
  ])
}
