import { searchForm } from '#subgraphs/search-filters.ts'
import { blockAt, buildingsOf, fullAddress } from './buildings.ts'
import { dayOf, isoDate, today } from './calendar.ts'
import type { Country } from './country.ts'
import { institutionPrefix, registrationNumber } from './identifiers.ts'
import { streams } from './measures.ts'
import { municipalities, territoryTitle } from './municipalities.ts'
import { placeWord } from './place-names.ts'
import type { Draw } from './random.ts'
import type { StateInstitution } from './state-institutions.ts'
import { stateInstitutions } from './state-institutions.ts'
import type { Row, TableSource } from './table-source.ts'
import { columns } from './table-source.ts'
import type { Settlement } from './territory.ts'
import { addressType, areaNames } from './territory.ts'

interface Institution extends StateInstitution {
  /** Where it sits, and which of the settlement's public buildings it has. */
  settlement: Settlement
  building: number
  act: string
}

export const institutionTables: readonly TableSource[] = [
  {
    table: 'institution',
    columns: columns(`registration_number legal_name established_on registered_on status removed_on
      independent_taxpayer authority_type subordination_type website email address_code address_text higher_education
      higher_authority_name higher_authority_number higher_authority_email establishing_act_date establishing_act_title
      establishing_act_type search_name origin`),
    rowsOf(country, block, emit) {
      if (block > 0) return
      const numbers = new Map<string, string>()
      ;[...state(country), ...local(country)].forEach((institution, nth) => {
        const number = registrationNumber(institutionPrefix, nth)
        // A higher authority comes before those below it, and only its name is sought.
        if (!numbers.has(institution.name)) numbers.set(institution.name, number)
        emit(row(country, institution, number, numbers))
      })
    },
  },
]

function state(country: Country): Institution[] {
  const [capital] = country.territory.settlements
  if (!capital) throw new RangeError('The country has no capital')
  return stateInstitutions.map((each, building) => ({ ...each, settlement: capital, building, act: 'LAW' }))
}

/** Municipalities, their parishes, services and schools; the larger a place, the more of them. */
function local(country: Country): Institution[] {
  return municipalities.flatMap((municipality, ordinal) => {
    const settlements = country.territory.settlements.filter((each) => each.municipality === ordinal)
    const [seat] = settlements
    if (!seat) return []
    const title = territoryTitle(municipality)
    const name = `${title} pašvaldība`
    const below = (what: string, settlement: Settlement, building: number): Institution => {
      const link = { higher: name, subordination: 'CONTROL', act: 'DECISION' } as const
      return { name: what, type: 'INSTITUTION_OF_INDIRECT_ADMINISTRATION', settlement, building, ...link }
    }
    const own = {
      name,
      type: 'DERIVED_PUBLIC_PERSON',
      higher: null,
      subordination: null,
      act: 'LAW',
    } as const
    const services = [
      'Sociālais dienests',
      'Bāriņtiesa',
      'Būvvalde',
      'Izglītības pārvalde',
      'Centrālā bibliotēka',
    ]
    return [
      { ...own, settlement: seat, building: 0 },
      ...services.map((service, nth) => below(`${title} ${service.toLocaleLowerCase('lv')}`, seat, nth)),
      ...settlements.flatMap((settlement) => [
        ...(settlement.area.type === addressType.parish ? [parish(settlement, name)] : []),
        ...schools(settlement).map((school, nth) => below(school, settlement, nth)),
      ]),
    ]
  })
}

function parish(settlement: Settlement, higher: string): Institution {
  const name = `${settlement.area.name.replace(/pag\.$/, 'pagasta')} pārvalde`
  const link = { higher, subordination: 'CONTROL', act: 'DECISION' } as const
  return { name, type: 'DERIVED_PUBLIC_PERSON_PARISH', settlement, building: 0, ...link }
}

const schoolKinds = [
  'pamatskola',
  'pirmsskolas izglītības iestāde',
  'vidusskola',
  'mūzikas skola',
  'bibliotēka',
]

function schools({ area, blocks, ordinal, kind }: Settlement): string[] {
  if (kind === 'COUNTRYSIDE') return []
  return Array.from({ length: Math.round(Math.sqrt(blocks) * 0.8) }, (_school, nth) => {
    const what = schoolKinds[nth % schoolKinds.length] ?? ''
    return `${placeWord(ordinal * 3 + nth)} ${what} (${area.name})`
  })
}

function row(
  country: Country,
  institution: Institution,
  number: string,
  numbers: ReadonlyMap<string, string>,
): Row {
  const draw = country.draw(streams.institution, Number(number.slice(3, 9)))
  const { name, type, subordination, higher } = institution
  const established = draw.between(dayOf(1990, 5, 4), dayOf(institution.act === 'LAW' ? 2004 : 2021, 7, 1))
  const removed = type === 'INSTITUTION_OF_INDIRECT_ADMINISTRATION' && draw.chance(0.04)
  const higherNumber = higher === null ? null : (numbers.get(higher) ?? null)
  const place = addressOf(country, institution)
  return [
    number,
    name,
    isoDate(established),
    isoDate(Math.max(established, dayOf(2002, 1, 1)) + draw.below(60)),
    removed ? 'REMOVED' : 'REGISTERED',
    removed ? isoDate(draw.between(dayOf(2021, 9, 1), today - 1)) : null,
    type !== 'INSTITUTION_OF_INDIRECT_ADMINISTRATION',
    type,
    subordination,
    `https://${site(number)}`,
    `pasts@${site(number)}`,
    place.code,
    place.text,
    false,
    higher,
    higherNumber,
    higherNumber === null ? null : `pasts@${site(higherNumber)}`,
    isoDate(established - 30),
    actTitle(draw, institution),
    institution.act,
    searchForm(name),
    'synthetic',
  ]
}

/** A web site in a domain that cannot exist. */
function site(number: string): string {
  return `i${number}.example`
}

function actTitle(draw: Draw, { name, act }: Institution): string {
  return act === 'LAW' ? `Likums par iestādi "${name}"` : `Domes lēmums Nr. ${draw.between(1, 400)}`
}

/** One of the public buildings of the settlement; the settlement itself where nothing is built in it. */
function addressOf(country: Country, { settlement, building }: Institution): { code: string; text: string } {
  const publicBuildings = Math.ceil(settlement.blocks / 8)
  const block = settlement.firstBlock + 8 * (publicBuildings === 0 ? 0 : building % publicBuildings)
  const found =
    publicBuildings === 0
      ? undefined
      : buildingsOf(blockAt(country, block)).find(({ kind }) => kind === 'PUBLIC')
  if (found) return { code: found.code, text: fullAddress(found) }
  return { code: settlement.area.code, text: areaNames(settlement.area).join(', ') }
}
