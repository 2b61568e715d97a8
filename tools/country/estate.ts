import type { Block, Building, BuildingKind } from './buildings.ts'
import {
  blockAt,
  buildingName,
  buildingsOf,
  flatNumber,
  flatsOf,
  officePremises,
  officeSlot,
  premiseCode,
} from './buildings.ts'
import { dayOf } from './calendar.ts'
import type { Country } from './country.ts'
import type { Estate, Parcel, Premises, Property, Structure } from './estate-objects.ts'
import type { PropertyUse } from './land-facts.ts'
import { buildingUses, purposeOf } from './land-facts.ts'
import { dwellingsPerBlock, streams } from './measures.ts'
import type { Draw } from './random.ts'

/** Lots of a block in the numbers of parcels; those of buildings are their slots. */
const lotsPerBlock = 20
type LandKind = Exclude<BuildingKind, 'FLATS' | 'DELETED'>

const openLots = [16, 17]
const secondLots = [18, 19]

/**
 * Cadastral numbers begin with 99 and the ordinal of the municipality: the territories of real ones end with 98. Parcels
 * and properties share the form; a flat's property has a 9 next, as real ones do, and a building's without land an 8.
 */
function cadastralNumber(block: Block, lot: number, firstBlock: number): string {
  return territory(block) + String((block.index - firstBlock) * lotsPerBlock + lot).padStart(7, '0')
}

function territory(block: Block): string {
  return `99${String(block.settlement.municipality + 1).padStart(2, '0')}`
}

function markedNumber(mark: number, block: Block, slot: number, firstBlock: number): string {
  return (
    territory(block) + mark + String((block.index - firstBlock) * dwellingsPerBlock + slot).padStart(6, '0')
  )
}

/** Makes the estate of an address block: a pure function of the country and the block's number. */
export function estateOf(country: Country, index: number): Estate {
  const block = blockAt(country, index)
  const draw = country.draw(streams.cadastre, index)
  const municipality = block.settlement.municipality
  const estate: Estate = { block, parcels: [], structures: [], premises: [], properties: [] }
  const firstBlock = country.territory.municipalityBlocks[municipality] ?? 0
  const number = (lot: number): string => cadastralNumber(block, lot, firstBlock)
  for (const building of buildingsOf(block)) {
    const { kind, slot } = building
    if (kind === 'FLATS') addFlats(country, draw, estate, building, number(slot), firstBlock)
    else if (kind !== 'DELETED') addLand(draw, estate, { ...building, kind }, number, firstBlock)
  }
  for (const lot of openLots) addOpenLand(draw, estate, number(lot), lot)
  return estate
}

function addOpenLand(draw: Draw, estate: Estate, number: string, lot: number): void {
  const { block } = estate
  const rural = block.settlement.kind === 'COUNTRYSIDE'
  const use = rural ? draw.pick(['FOREST', 'FIELD'] as const) : 'PLOT'
  const parcel = parcelOf(draw, number, number, null, use)
  estate.parcels.push(parcel)
  estate.properties.push(propertyOf(estate, number, use, lot, [parcel], null))
}

/** A building with its land, or land with an address; farms have more buildings and sometimes more land. */
function addLand(
  draw: Draw,
  estate: Estate,
  building: Building & { kind: LandKind },
  number: (lot: number) => string,
  firstBlock: number,
): void {
  const { block, slot, kind, code } = building
  const own = number(slot)
  const farm = block.settlement.kind === 'COUNTRYSIDE' && kind === 'HOUSE'
  const use = farm ? 'FARM' : kind
  const parcels = [parcelOf(draw, own, own, code, use)]
  const second = farm ? secondLots[slot] : undefined
  if (second !== undefined) parcels.push(parcelOf(draw, number(second), own, null, 'FOREST'))
  estate.parcels.push(...parcels)
  if (use === 'PLOT') {
    estate.properties.push(propertyOf(estate, own, use, slot, parcels, code))
    return
  }
  const main = structureOf(draw, `${own}001`, own, code, use === 'FARM' ? 'HOUSE' : use)
  // A boundary drawn anew leaves some buildings on the neighbouring parcel, under their old number.
  if (kind === 'HOUSE' && slot > 0 && draw.chance(0.03)) main.parcelNumber = number(slot - 1)
  const structures = [main]
  if (kind === 'HOUSE' && draw.chance(farm ? 0.8 : 0.3)) {
    structures.push(structureOf(draw, `${own}002`, main.parcelNumber, code, farm ? 'BARN' : 'SHED'))
  }
  estate.structures.push(...structures)
  if (kind === 'OFFICE') addOffices(draw, estate, main)
  if (kind === 'HOUSE' && !farm && draw.chance(0.03)) {
    const buildingsOnly = markedNumber(8, block, slot, firstBlock)
    estate.properties.push(propertyOf(estate, own, 'LEASED_LAND', slot, parcels, code))
    estate.properties.push(propertyOf(estate, buildingsOnly, 'BUILDINGS_ONLY', slot + 32, structures, code))
  } else {
    const name = farm ? buildingName(building) : null
    estate.properties.push(propertyOf(estate, own, use, slot, [...parcels, ...structures], code, name))
  }
}

function addOffices(draw: Draw, estate: Estate, building: Structure): void {
  building.premises = officePremises
  const { index } = estate.block
  for (let nth = 0; nth < officePremises; nth++) {
    const code = premiseCode(index, officeSlot + nth)
    estate.premises.push(premisesOf(draw, building, nth + 1, code, 1 + Math.floor(nth / 3), false))
  }
}

/** A block of flats: the land and the building are shared out to the flats, each a property of its own. */
function addFlats(
  country: Country,
  draw: Draw,
  estate: Estate,
  building: Building,
  number: string,
  firstBlock: number,
): void {
  const flats = flatsOf(building)
  const tower = flats.length > 6
  const parcel = parcelOf(draw, number, null, building.code, tower ? 'TOWER' : 'FLATS')
  const structure = structureOf(draw, `${number}001`, number, building.code, tower ? 'TOWER' : 'FLATS')
  structure.premises = flats.length
  estate.parcels.push(parcel)
  estate.structures.push(structure)
  const perFloor = tower ? 4 : 3
  const premises = flats.map((flat) => {
    const home = blockAt(country, flat.block)
    const nth = flatNumber(home, flat.slot)
    return premisesOf(
      draw,
      structure,
      nth,
      premiseCode(flat.block, flat.slot),
      Math.ceil(nth / perFloor),
      true,
    )
  })
  estate.premises.push(...premises)
  const total = premises.reduce((sum, flat) => sum + Math.round(flat.area * 10), 0)
  structure.area = Math.round(total * 0.115)
  flats.forEach((dwelling, nth) => {
    const flat = premises[nth]
    if (!flat) return
    const share = { parts: Math.round(flat.area * 10), total }
    estate.properties.push({
      number: markedNumber(9, { ...estate.block, index: dwelling.block }, dwelling.slot, firstBlock),
      use: 'FLAT',
      name: null,
      index: dwelling.block * 64 + dwelling.slot,
      block: estate.block.index,
      addressCode: flat.addressCode,
      objects: [
        { kind: 'PREMISE GROUP', number: flat.number, parts: null, total: null },
        { kind: 'BUILDING', number: structure.number, ...share },
        { kind: 'PARCEL', number: parcel.number, ...share },
      ],
      parcelArea: Math.round((parcel.area * share.parts) / total),
      premiseArea: flat.area,
      dwelling,
    })
  })
}

function propertyOf(
  { block }: Estate,
  number: string,
  use: PropertyUse,
  nth: number,
  objects: readonly (Parcel | Structure)[],
  addressCode: string | null,
  name: string | null = null,
): Property {
  const dwells = use === 'HOUSE' || use === 'FARM' || use === 'BUILDINGS_ONLY'
  return {
    number,
    use,
    name,
    index: block.index * 64 + nth,
    block: block.index,
    addressCode,
    objects: objects.map((each) => ({
      kind: 'purpose' in each ? 'PARCEL' : 'BUILDING',
      number: each.number,
      parts: null,
      total: null,
    })),
    parcelArea: objects.reduce((sum, each) => sum + ('purpose' in each ? each.area : 0), 0),
    premiseArea: 0,
    dwelling: dwells ? { block: block.index, slot: nth % 32 } : null,
  }
}

function parcelOf(
  draw: Draw,
  number: string,
  propertyNumber: string | null,
  addressCode: string | null,
  use: PropertyUse | 'TOWER' | 'FLATS',
): Parcel {
  const { purpose, area } = purposeOf(use)
  return { number, propertyNumber, addressCode, area: draw.between(area[0], area[1]), purpose }
}

function structureOf(
  draw: Draw,
  number: string,
  parcelNumber: string,
  addressCode: string,
  kind: keyof typeof buildingUses,
): Structure {
  const use = buildingUses[kind]
  const floors = draw.between(use.floors[0], use.floors[1])
  const area = draw.between(use.area[0], use.area[1])
  return { number, parcelNumber, addressCode, use, area, floors, year: draw.between(1895, 2024), premises: 0 }
}

function premisesOf(
  draw: Draw,
  building: Structure,
  nth: number,
  addressCode: string,
  floor: number,
  flat: boolean,
): Premises {
  const rooms = draw.between(1, 4)
  return {
    number: building.number + String(nth).padStart(3, '0'),
    buildingNumber: building.number,
    addressCode,
    flat,
    floor,
    rooms: rooms + (flat ? 3 : 1),
    area: 12 + rooms * 14 + draw.below(100) / 10,
    surveyedOn: draw.between(dayOf(1998, 1, 1), dayOf(2025, 12, 31)),
  }
}
