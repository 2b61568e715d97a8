import { searchForm } from '#subgraphs/search-filters.ts'
import type { Building } from './buildings.ts'
import {
  blockAt,
  blockTerritories,
  buildingName,
  buildingPosition,
  buildingsOf,
  flatNumber,
  flatsOf,
  fullAddress,
  officePremises,
  officeSlot,
  postCode,
  premiseCode,
  streetOf,
} from './buildings.ts'
import { dayOf, isoDate, today } from './calendar.ts'
import type { Country } from './country.ts'
import type { Position } from './geodesy.ts'
import { positionAt } from './geodesy.ts'
import { streams } from './measures.ts'
import type { Draw } from './random.ts'
import type { Emit, Row, TableSource } from './table-source.ts'
import { columns } from './table-source.ts'
import type { Area } from './territory.ts'
import { addressType, areaMunicipality, areaNames } from './territory.ts'
import { municipalities } from './municipalities.ts'

/** Ways of approving an address, as the register codes them. */
const approvals = [252, 254]

interface Entry {
  code: string
  type: number
  parent: { code: string; type: number } | null
  name: string
  attribute: string | null
  postCode: string | null
  atvk: string
  text: string
  position: Position | null
  deleted: boolean
  /** VARIS codes of what it lies in, the lowest first. */
  above: readonly string[]
  municipality: string | null
}

export const addressTables: readonly TableSource[] = [
  {
    table: 'address',
    columns:
      columns(`code type_code status approved approval parent_code parent_type name sort_name attribute post_code
      atvk full_address started_on modified_on finished_on northing easting latitude longitude search_address origin territories
      municipality`),
    rowsOf(country, index, emit) {
      const draw = country.draw(streams.plan, ~index)
      if (index === 0) for (const area of country.territory.areas) emit(row(draw, areaEntry(area)))
      emitBlock(country, draw, index, emit)
    },
  },
]

function emitBlock(country: Country, draw: Draw, index: number, emit: Emit): void {
  const block = blockAt(country, index)
  const { settlement } = block
  const atvk = municipalities[settlement.municipality]?.atvk ?? ''
  const territories = blockTerritories(block)
  const street = streetOf(block)
  const above = { code: settlement.area.code, type: settlement.area.type }
  const post = postCode(block)
  if (street && isFirstOf(country, index, street.code)) {
    const text = [street.name, ...areaNames(settlement.area)].join(', ')
    const entry = { type: addressType.street, parent: above, attribute: null, postCode: null, position: null }
    const inside = { atvk, municipality: atvk, above: territories.slice(1) }
    emit(row(draw, { ...street, ...entry, ...inside, text, deleted: false }))
  }
  const parent = street ? { code: street.code, type: addressType.street } : above
  for (const building of buildingsOf(block)) {
    const deleted = building.kind === 'DELETED'
    const position = deleted ? null : buildingPosition(country, building)
    const { code } = building
    const where = { atvk, municipality: atvk, above: territories }
    const place = { parent, attribute: post, postCode: post, position, deleted, ...where }
    const text = fullAddress(building)
    emit(row(draw, { code, type: addressType.building, name: buildingName(building), text, ...place }))
    for (const premise of premisesOf(country, building)) {
      const inside = {
        ...place,
        parent: { code, type: addressType.building },
        position: null,
        above: [code, ...territories],
      }
      const name = String(premise.number)
      const premiseText = fullAddress(building, premise.number)
      emit(
        row(draw, { code: premise.code, type: addressType.premiseGroup, name, text: premiseText, ...inside }),
      )
    }
  }
}

function isFirstOf(country: Country, index: number, street: string): boolean {
  return index === 0 || streetOf(blockAt(country, index - 1))?.code !== street
}

function premisesOf(country: Country, building: Building): { code: string; number: number }[] {
  const { block, kind } = building
  if (kind === 'OFFICE')
    return Array.from({ length: officePremises }, (_premise, nth) => ({
      code: premiseCode(block.index, officeSlot + nth),
      number: nth + 1,
    }))
  return flatsOf(building).map((flat) => ({
    code: premiseCode(flat.block, flat.slot),
    number: flatNumber(blockAt(country, flat.block), flat.slot),
  }))
}

function areaEntry(area: Area): Entry {
  const { code, type, name, atvk, parent } = area
  const text = areaNames(area).join(', ') || name
  const position = positionAt(area.latitude, area.longitude)
  const attribute = type === addressType.village ? null : atvk
  const above = parent?.territories ?? []
  const municipality = areaMunicipality(area)
  const place = { parent, position, above, municipality }
  return { code, type, name, attribute, postCode: null, atvk, text, deleted: false, ...place }
}

function row(draw: Draw, entry: Entry): Row {
  const { code, type, parent, name, position, deleted } = entry
  const started = draw.between(dayOf(1996, 1, 1), dayOf(2021, 6, 30))
  const modified = draw.between(started, today)
  return [
    code,
    type,
    deleted ? 'DEL' : 'EKS',
    'Y',
    draw.pick(approvals),
    parent?.code ?? null,
    parent?.type ?? null,
    name,
    name.replace(/^\d+/, (digits) => digits.padStart(4, '0')),
    entry.attribute,
    entry.postCode,
    entry.atvk,
    entry.text,
    isoDate(started),
    isoDate(modified),
    deleted ? isoDate(modified) : null,
    position?.northing.toFixed(3) ?? null,
    position?.easting.toFixed(3) ?? null,
    position?.latitude.toFixed(6) ?? null,
    position?.longitude.toFixed(6) ?? null,
    searchForm(entry.text),
    'synthetic',
    [code, ...entry.above],
    entry.municipality,
  ]
}
