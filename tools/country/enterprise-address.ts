import type { Building } from './buildings.ts'
import {
  blockAt,
  buildingOfDwelling,
  buildingsOf,
  flatNumber,
  hasOffice,
  officePremises,
  officeSlot,
  postCode,
  premiseCode,
  registerAddress,
} from './buildings.ts'
import type { Country, DwellingPlace } from './country.ts'
import type { Enterprise } from './enterprise.ts'
import { streams } from './measures.ts'
import { municipalities } from './municipalities.ts'
import { homeOf } from './residences.ts'
import type { Settlement } from './territory.ts'
import { addressType, areaNames } from './territory.ts'

/** Registered address, as the register of enterprises writes it. */
export interface RegisteredAddress {
  code: string
  text: string
  /** Four digits, without `LV-`. */
  postIndex: string | null
  /** VARIS code of the novads; 0 in a state city. */
  region: string
  /** VARIS code of the town; 0 elsewhere. */
  city: string
  atvk: string
}

/** The founder's home, or an office nearby; for some only a town or parish, as in the real register. */
export function registeredAddress(country: Country, enterprise: Enterprise): RegisteredAddress {
  const draw = country.draw(streams.enterprise, ~enterprise.index)
  const [founder] = enterprise.founders
  const home = (founder && homeOf(country, founder)) ?? { block: 0, slot: 0 }
  const block = blockAt(country, home.block)
  const { settlement } = block
  if (draw.chance(0.08)) {
    const text = areaNames(settlement.area).toReversed().join(', ')
    return { code: settlement.area.code, text, postIndex: null, ...areaCodes(settlement) }
  }
  const office = draw.chance(0.4) ? officeNear(country, home.block) : null
  if (office) {
    const nth = draw.below(officePremises)
    return at(office, nth + 1, premiseCode(office.block.index, officeSlot + nth))
  }
  const building = buildingOfDwelling(country, home)
  if (building.kind !== 'FLATS') return at(building, null, building.code)
  return at(building, flatNumber(block, home.slot), premiseCode(home.block, home.slot))
}

function at(building: Building, premise: number | null, code: string): RegisteredAddress {
  const postIndex = postCode(building.block).slice(3)
  return {
    code,
    text: registerAddress(building, premise),
    postIndex,
    ...areaCodes(building.block.settlement),
  }
}

function officeNear(country: Country, block: DwellingPlace['block']): Building | null {
  const near = blockAt(country, block - (blockAt(country, block).ordinal % 3))
  return hasOffice(near) ? (buildingsOf(near).find(({ kind }) => kind === 'OFFICE') ?? null) : null
}

function areaCodes({ area, municipality }: Settlement): Pick<RegisteredAddress, 'region' | 'city' | 'atvk'> {
  let region = '0'
  for (let each: typeof area | null = area; each !== null; each = each.parent) {
    if (each.type === addressType.municipality) region = each.code
  }
  const city = area.type === addressType.town ? area.code : '0'
  return { region, city, atvk: municipalities[municipality]?.atvk ?? '' }
}
