import { dayOf, isoDate, today } from './calendar.ts'
import type { Country } from './country.ts'
import type { Estate, Property } from './estate-objects.ts'
import { estateOf } from './estate.ts'
import { encumbranceKinds, materials, propertyKinds } from './land-facts.ts'
import { streams } from './measures.ts'
import { municipalities, territoryTitle } from './municipalities.ts'
import { ownersOf } from './owners.ts'
import type { Draw } from './random.ts'
import type { Emit, TableSource } from './table-source.ts'
import { columns } from './table-source.ts'
import { valuationsOf } from './valuations.ts'

/** The tables of the cadastre, address block by address block. */
export const cadastreTables: readonly TableSource[] = [
  {
    table: 'property',
    columns: columns(`cadastral_number kind name parcel_total_area premise_group_total_area landbook_folio
      landbook_office not_corroborated atvk territory origin`),
    rowsOf: perEstate((estate, draw, emit) => {
      const { settlement, index } = estate.block
      const municipality = municipalities[settlement.municipality]
      const office = municipality ? `${territoryTitle(municipality)} zemesgrāmata` : null
      estate.properties.forEach((property, nth) => {
        const corroborated = draw.chance(0.94)
        const folio = corroborated ? String(100_000_000_000 + index * 64 + nth) : null
        const areas = [property.parcelArea || null, property.premiseArea || null]
        const names = [property.number, propertyKinds[property.use], property.name]
        const landbook = [folio, corroborated ? office : null, !corroborated]
        emit([...names, ...areas, ...landbook, atvkOf(estate), atvkOf(estate), 'synthetic'])
      })
    }),
  },
  {
    table: 'property_object',
    columns: columns('property_number object_kind object_number share_parts share_total territory origin'),
    rowsOf: perEstate((estate, _draw, emit) => {
      for (const { number, objects } of estate.properties) {
        for (const each of objects)
          emit([number, each.kind, each.number, each.parts, each.total, atvkOf(estate), 'synthetic'])
      }
    }),
  },
  {
    table: 'parcel',
    columns: columns(
      'cadastral_number property_number status_code status_label address_code atvk area liz_value territory origin',
    ),
    rowsOf: perEstate((estate, draw, emit) => {
      const atvk = atvkOf(estate)
      for (const { number, propertyNumber, addressCode, area, purpose } of estate.parcels) {
        const quality = purpose.code === '0101' ? draw.between(15, 60) : null
        emit([
          number,
          propertyNumber,
          '0',
          'nekustamais īpašums',
          addressCode,
          atvk,
          area,
          quality,
          atvk,
          'synthetic',
        ])
      }
    }),
  },
  {
    table: 'land_purpose',
    columns: columns('parcel_number purpose_code purpose_label area territory origin'),
    rowsOf: perEstate((estate, _draw, emit) => {
      for (const { number, purpose, area } of estate.parcels)
        emit([number, purpose.code, purpose.label, area, atvkOf(estate), 'synthetic'])
    }),
  },
  {
    table: 'building',
    columns:
      columns(`cadastral_number parcel_number address_code name use_code use_label area construction_area
      ground_floors underground_floors material_code material_label premise_group_count accepted_years used_since_year
      depreciation surveyed_on territory origin`),
    rowsOf: perEstate((estate, draw, emit) => {
      for (const {
        number,
        parcelNumber,
        addressCode,
        use,
        area,
        floors,
        year,
        premises,
      } of estate.structures) {
        const material = draw.pick(materials)
        const uses = [use.name, use.code, use.label, area, Math.round((area / floors) * 1.1)]
        const shape = [floors, draw.chance(0.2) ? 1 : 0, material.code, material.label, premises]
        const state = [String(year), String(year), `${Math.min(85, Math.round((2026 - year) * 0.7))}`]
        const surveyed = isoDate(draw.between(dayOf(1998, 1, 1), today - 1))
        emit([
          number,
          parcelNumber,
          addressCode,
          ...uses,
          ...shape,
          ...state,
          surveyed,
          atvkOf(estate),
          'synthetic',
        ])
      }
    }),
  },
  {
    table: 'premise_group',
    columns:
      columns(`cadastral_number building_number name address_code use_code use_label floor premise_count area
      surveyed_on territory origin`),
    rowsOf: perEstate((estate, _draw, emit) => {
      for (const {
        number,
        buildingNumber,
        addressCode,
        flat,
        floor,
        rooms,
        area,
        surveyedOn,
      } of estate.premises) {
        const use = flat
          ? ['Dzīvoklis', addressCode, '1122', 'Triju vai vairāku dzīvokļu mājas dzīvojamo telpu grupa']
          : ['Birojs', addressCode, '1220', 'Biroja telpu grupa']
        const size = [String(floor), rooms, area, isoDate(surveyedOn)]
        emit([number, buildingNumber, ...use, ...size, atvkOf(estate), 'synthetic'])
      }
    }),
  },
  {
    table: 'object_address',
    columns: columns('object_kind object_number address_code territory origin'),
    rowsOf: perEstate((estate, _draw, emit) => {
      const address = (kind: string, number: string, code: string | null): void => {
        if (code !== null) emit([kind, number, code, atvkOf(estate), 'synthetic'])
      }
      for (const { number, addressCode } of estate.properties) address('PROPERTY', number, addressCode)
      for (const { number, addressCode } of estate.parcels) address('PARCEL', number, addressCode)
      for (const { number, addressCode } of estate.structures) address('BUILDING', number, addressCode)
      for (const { number, addressCode } of estate.premises) address('PREMISE GROUP', number, addressCode)
    }),
  },
  {
    table: 'ownership',
    columns:
      columns(`id object_kind object_number status person_status person_code registration_number share_numerator
      share_denominator since territory origin`),
    rowsOf: perEstate((estate, _draw, emit, country) => {
      for (const property of estate.properties) {
        ownersOf(country, property).forEach((owner, nth) => {
          const { status, personStatus, personCode, registrationNumber, share, since } = owner
          const who = [status, personStatus, personCode, registrationNumber, ...share, isoDate(since)]
          emit([rowId(property, nth), 'PROPERTY', property.number, ...who, atvkOf(estate), 'synthetic'])
        })
      }
    }),
  },
  {
    table: 'encumbrance',
    columns:
      columns(`id object_kind object_number kind_code kind_label number established_on area measure territory
      origin`),
    rowsOf: perEstate((estate, draw, emit) => {
      for (const property of estate.properties) {
        const parcel = property.objects.find(({ kind }) => kind === 'PARCEL')
        encumbranceKinds.forEach(({ code, label, on, chance }, nth) => {
          const number = on === 'PROPERTY' ? property.number : parcel?.number
          if (!draw.chance(chance) || number === undefined || (on === 'PARCEL' && property.use === 'FLAT'))
            return
          const established = isoDate(draw.between(dayOf(1996, 1, 1), today - 1))
          const area = on === 'PARCEL' ? [Math.ceil(property.parcelArea * 0.04), 'm2'] : [null, null]
          const row = [rowId(property, nth), on, number, code, label, String(nth + 1), established]
          emit([...row, ...area, atvkOf(estate), 'synthetic'])
        })
      }
    }),
  },
  {
    table: 'valuation',
    columns:
      columns(`object_kind object_number value_type property_cadastral_value property_cadastral_value_on
      object_cadastral_value object_cadastral_value_on territory origin`),
    rowsOf: perEstate((estate, _draw, emit) => {
      for (const { kind, number, type, value, on } of valuationsOf(estate)) {
        const values = kind === 'PROPERTY' ? [value, on, null, null] : [null, null, value, on]
        emit([kind, number, type, ...values, atvkOf(estate), 'synthetic'])
      }
    }),
  },
]

function perEstate(
  emitEstate: (estate: Estate, draw: Draw, emit: Emit, country: Country) => void,
): TableSource['rowsOf'] {
  return (country, block, emit) => {
    emitEstate(estateOf(country, block), country.draw(streams.cadastre, ~block), emit, country)
  }
}

function atvkOf({ block }: Estate): string {
  return municipalities[block.settlement.municipality]?.atvk ?? ''
}

function rowId({ index }: Property, nth: number): string {
  return `S${String(index).padStart(8, '0')}-${nth}`
}
