import { today, yearOf } from './calendar.ts'
import type { Country } from './country.ts'
import { streams } from './measures.ts'
import type { Tradition } from './names.ts'
import type { Person } from './person.ts'
import { Weighted } from './random.ts'

/** What the state is to a person: citizenship (ISO 3166-1 alpha-2; none of non-citizens and the stateless) and status. */
export interface CivilStatus {
  citizenship: string | null
  residency: string
}

const citizen: CivilStatus = { citizenship: 'LV', residency: 'CITIZEN' }
const nonCitizen: CivilStatus = { citizenship: null, residency: 'NON_CITIZEN' }

type Chances = readonly (readonly [status: CivilStatus, weight: number])[]

const foreigner = (citizenship: string, residency: string): CivilStatus => ({ citizenship, residency })

const older: Record<Tradition, Chances> = {
  LATVIAN: [
    [citizen, 99],
    [nonCitizen, 1],
  ],
  SLAVIC: [
    [citizen, 52],
    [nonCitizen, 42],
    [foreigner('RU', 'PERMANENT_RESIDENT'), 8],
    [foreigner('UA', 'TEMPORARY_PROTECTION'), 3],
    [foreigner('BY', 'PERMANENT_RESIDENT'), 2],
    [foreigner('RU', 'TEMPORARY_RESIDENT'), 2],
    [{ citizenship: null, residency: 'STATELESS' }, 1],
  ],
  FOREIGN: [
    ...['LT', 'EE', 'DE', 'PL', 'IT', 'GB'].map(
      (code) => [foreigner(code, 'PERMANENT_RESIDENT'), 2] as const,
    ),
    ...['IN', 'UZ', 'TR', 'AZ', 'VN'].map((code) => [foreigner(code, 'TEMPORARY_RESIDENT'), 3] as const),
    [foreigner('SY', 'REFUGEE'), 1],
  ],
}

const younger: Record<Tradition, Chances> = {
  ...older,
  SLAVIC: [
    [citizen, 85],
    [nonCitizen, 4],
    [foreigner('UA', 'TEMPORARY_PROTECTION'), 6],
    [foreigner('RU', 'PERMANENT_RESIDENT'), 3],
    [foreigner('BY', 'TEMPORARY_RESIDENT'), 2],
  ],
}

const tables = { older: weighted(older), younger: weighted(younger) }

/** A child of a citizen is one; others by tradition and age. */
export function civilStatus(country: Country, person: Person): CivilStatus {
  const parents = [person.mother, person.father].filter((parent) => parent !== null)
  if (parents.some((parent) => civilStatus(country, parent).citizenship === 'LV')) return citizen
  const draw = country.draw(streams.person, person.index)
  const age = yearOf(today) - yearOf(person.born)
  return tables[age > 35 ? 'older' : 'younger'][person.tradition].pick(draw)
}

function weighted(
  chances: Record<Tradition, Chances>,
): Record<Tradition, { pick: Weighted<CivilStatus>['pick'] }> {
  const list = (tradition: Tradition): { pick: Weighted<CivilStatus>['pick'] } => {
    const table = new Weighted(chances[tradition], ([, weight]) => weight)
    return { pick: (draw) => table.pick(draw)[0] }
  }
  return { LATVIAN: list('LATVIAN'), SLAVIC: list('SLAVIC'), FOREIGN: list('FOREIGN') }
}
