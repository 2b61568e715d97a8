import { blockAt, dwellingCode, dwellingTerritories } from './buildings.ts'
import type { Day } from './calendar.ts'
import { addYears, dayOf, today } from './calendar.ts'
import type { Country, DwellingPlace } from './country.ts'
import { dwellingsPerBlock, streams } from './measures.ts'
import { municipalities } from './municipalities.ts'
import type { Person } from './person.ts'
import { isAdult } from './person.ts'
import type { Draw } from './random.ts'

export interface Residence {
  kind: 'DECLARED' | 'INDICATED' | 'POSTAL'
  addressCode: string | null
  foreignAddress: string | null
  country: string | null
  since: Day
  until: Day | null
}

const cities: Readonly<Record<string, string>> = {
  GB: 'Leeds',
  DE: 'Bremen',
  IE: 'Cork',
  NO: 'Bergen',
  SE: 'Malmö',
  US: 'Chicago',
  EE: 'Tartu',
  ES: 'Alicante',
}

/** Where a person lives and lived, the present declared residence first where there is one. */
export function residencesOf(country: Country, person: Person): Residence[] {
  const draw = country.draw(streams.residence, person.index)
  const { born, died } = person
  const end = died ?? today
  const since =
    !isAdult(person) && draw.chance(0.7) ? born : draw.between(Math.max(born, dayOf(1994, 1, 1)), end - 1)
  const at = (kind: Residence['kind'], place: DwellingPlace, from: Day, until: Day | null): Residence => ({
    kind,
    addressCode: dwellingCode(country, place),
    foreignAddress: null,
    country: 'LV',
    since: from,
    until,
  })
  const residences: Residence[] = []
  const home = homeOf(country, person)
  if (home) residences.push(at('DECLARED', home, since, null))
  if (person.abroad !== null) residences.push(abroad(draw, person.abroad, since))
  if (died !== null && since < died) residences.push(at('DECLARED', anywhere(country, draw), since, died))
  if (since > addYears(born, 1) && draw.chance(0.4)) {
    residences.push(at('DECLARED', anywhere(country, draw), draw.between(born, since - 30), since - 1))
  }
  if (home && isAdult(person) && draw.chance(0.04))
    residences.push(at('POSTAL', anywhere(country, draw), since, null))
  return residences
}

/** The dwelling of the declared residence of a living person. */
export function homeOf(country: Country, { clan, household }: Person): DwellingPlace | null {
  return household === null ? null : country.dwellingOf({ clan, household })
}

/** ATVK code of the municipality of the declared residence. */
export function municipalityOf(country: Country, person: Person): string | null {
  const home = homeOf(country, person)
  if (!home) return null
  return municipalities[blockAt(country, home.block).settlement.municipality]?.atvk ?? null
}

/** VARIS codes of the address of the declared residence and of everything above it. */
export function territoriesOf(country: Country, person: Person): readonly string[] | null {
  const home = homeOf(country, person)
  return home && dwellingTerritories(country, home)
}

/** A few households are protected: the address of all who live there is secret. */
export function hasSecretAddress(country: Country, { clan, household }: Person): boolean {
  if (household === null || clan === 0) return false
  return country.draw(streams.residence, -1 - (clan * dwellingsPerBlock + household)).chance(0.004)
}

function abroad(draw: Draw, code: string, since: Day): Residence {
  const foreignAddress = `${draw.between(1, 120)} Sample Street, ${cities[code] ?? ''}`
  return { kind: 'INDICATED', addressCode: null, foreignAddress, country: code, since, until: null }
}

function anywhere(country: Country, draw: Draw): DwellingPlace {
  return { block: draw.below(country.blocks), slot: draw.below(dwellingsPerBlock) }
}
