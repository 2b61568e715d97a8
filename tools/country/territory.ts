import type { Municipality } from './municipalities.ts'
import { municipalities } from './municipalities.ts'

/** Type codes of the State Address Register. */
export const addressType = {
  republic: 101,
  town: 104,
  parish: 105,
  village: 106,
  street: 107,
  building: 108,
  premiseGroup: 109,
  municipality: 113,
} as const

/** An administrative unit or village. Codes are those of real ones moved from 1… to 9…, where no real code is. */
export interface Area {
  code: string
  type: number
  parent: Area | null
  /** Codes of the area and of everything above it, the lowest first. */
  territories: readonly string[]
  name: string
  atvk: string
  latitude: number
  longitude: number
}

export type SettlementKind = 'CAPITAL' | 'CITY' | 'TOWN' | 'VILLAGE' | 'COUNTRYSIDE'

/** Where people live: the lowest area of the tree, cut into address blocks, and blocks into streets. */
export interface Settlement {
  ordinal: number
  kind: SettlementKind
  area: Area
  /** Ordinal of the municipality. */
  municipality: number
  post: string
  firstBlock: number
  blocks: number
  /** Ordinal, in the country, of its first street. */
  firstStreet: number
}

/** Address blocks of one street; a multiple of three, since a large block of flats takes three. */
export const blocksPerStreet: Record<SettlementKind, number> = {
  CAPITAL: 12,
  CITY: 9,
  TOWN: 6,
  VILLAGE: 3,
  COUNTRYSIDE: 0,
}

export interface Territory {
  areas: readonly Area[]
  settlements: readonly Settlement[]
  /** First address block of each municipality. */
  municipalityBlocks: readonly number[]
}

const firstCode = { municipality: 900_015_000, town: 900_003_000, parish: 900_010_000, village: 900_020_000 }
const republic: Area = {
  code: '900000000',
  type: addressType.republic,
  parent: null,
  territories: ['900000000'],
  name: 'Latvijas Republika',
  atvk: '0000000',
  latitude: 56.95,
  longitude: 24.6,
}

interface Place {
  kind: SettlementKind
  area: Area
  municipality: number
  post: string
  weight: number
}

/** Lays `blocks` address blocks out over the country, in proportion to the residents of each place. */
export function layOut(blocks: number): Territory {
  const areas: Area[] = [republic]
  const places = municipalities.flatMap((municipality, ordinal) => placesOf(municipality, ordinal, areas))
  const total = places.reduce((sum, place) => sum + place.weight, 0)
  const municipalityBlocks: number[] = []
  let weight = 0
  let firstStreet = 0
  const settlements = places.map((place, ordinal): Settlement => {
    const firstBlock = Math.round((weight / total) * blocks)
    weight += place.weight
    const size = Math.round((weight / total) * blocks) - firstBlock
    municipalityBlocks[place.municipality] ??= firstBlock
    const settlement = { ...place, ordinal, firstBlock, blocks: size, firstStreet }
    firstStreet += streetsIn(place.kind, size)
    return settlement
  })
  return { areas, settlements, municipalityBlocks }
}

function streetsIn(kind: SettlementKind, blocks: number): number {
  const span = blocksPerStreet[kind]
  return span === 0 ? 0 : Math.ceil(blocks / span)
}

function placesOf(municipality: Municipality, ordinal: number, areas: Area[]): Place[] {
  const codes = { ...firstCode }
  const add = (level: keyof typeof firstCode, area: Omit<Area, 'code' | 'territories'>): Area => {
    const code = String(codes[level] + areas.length)
    const added = { code, ...area, territories: [code, ...(area.parent?.territories ?? [])] }
    areas.push(added)
    return added
  }
  const { name, atvk, latitude, longitude, residents, post } = municipality
  const centre = { atvk, latitude, longitude }
  const place = (kind: SettlementKind, area: Area, share: number): Place => ({
    kind,
    area,
    municipality: ordinal,
    post,
    weight: residents * share,
  })
  if (municipality.kind === 'STATE_CITY') {
    const city = add('town', { ...centre, type: addressType.town, parent: republic, name })
    return [place(ordinal === 0 ? 'CAPITAL' : 'CITY', city, 1)]
  }
  const novads = add('municipality', { ...centre, type: addressType.municipality, parent: republic, name })
  const towns = municipality.towns.map((town, nth) => {
    const where = nth === 0 ? centre : aside(municipality, nth)
    const atvkOfTown = subdivision(atvk, 200 + nth * 10)
    const area = add('town', {
      ...where,
      atvk: atvkOfTown,
      type: addressType.town,
      parent: novads,
      name: town,
    })
    return place('TOWN', area, townShare(nth, municipality.towns.length))
  })
  const parishes = municipality.parishes.flatMap((parish, nth) => {
    const where = {
      ...aside(municipality, nth + municipality.towns.length),
      atvk: subdivision(atvk, 400 + nth * 10),
    }
    const area = add('parish', { ...where, type: addressType.parish, parent: novads, name: parish.name })
    const village = add('village', {
      ...where,
      type: addressType.village,
      parent: area,
      name: parish.village,
    })
    const share = 0.45 / municipality.parishes.length
    return [place('VILLAGE', village, share * 0.45), place('COUNTRYSIDE', area, share * 0.55)]
  })
  return [...towns, ...parishes]
}

/** Towns hold 55 % of a novads, the largest of them most. */
function townShare(nth: number, towns: number): number {
  if (towns === 1) return 0.55
  return nth === 0 ? 0.37 : 0.18 / (towns - 1)
}

/** A place on a ring around the centre, moved inland so that border municipalities stay in the country. */
function aside({ latitude, longitude }: Municipality, nth: number): { latitude: number; longitude: number } {
  const angle = nth * 2.399963
  const inland = Math.atan2(republic.latitude - latitude, (republic.longitude - longitude) / 2)
  return {
    latitude: latitude + 0.09 * Math.sin(inland) + 0.08 * Math.sin(angle),
    longitude: longitude + 0.18 * Math.cos(inland) + 0.16 * Math.cos(angle),
  }
}

/** Towns and parishes by their place in the list: below the municipalities the codes are the synthetic country's own. */
function subdivision(atvk: string, number: number): string {
  return atvk.slice(0, 4) + String(number)
}

/** The settlement that an address block lies in. */
export function settlementOf({ settlements }: Territory, block: number): Settlement {
  let low = 0
  let high = settlements.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((settlements[middle]?.firstBlock ?? 0) <= block) low = middle
    else high = middle - 1
  }
  const found = settlements[low]
  if (!found) throw new RangeError(`No settlement has the address block ${block}`)
  return found
}

/** ATVK code of the municipality or state city that an area is, or lies in. */
export function areaMunicipality(area: Area): string | null {
  if (area.parent === null) return null
  return area.parent.parent === null ? area.atvk : areaMunicipality(area.parent)
}

/** The names of an area and of those above it, without the republic, the lowest first. */
export function areaNames(area: Area): string[] {
  return area.parent === null ? [] : [area.name, ...areaNames(area.parent)]
}
