import { searchForm } from '#subgraphs/search-filters.ts'
import { isoDate } from './calendar.ts'
import { civilStatus } from './civil-status.ts'
import type { Country } from './country.ts'
import { documentsOf } from './documents.ts'
import { streams } from './measures.ts'
import type { Clan, Person } from './person.ts'
import { hasSecretAddress, municipalityOf, residencesOf, territoriesOf } from './residences.ts'
import type { Emit, Row, TableSource } from './table-source.ts'
import { columns } from './table-source.ts'
import { areaNames, settlementOf } from './territory.ts'

/** The tables of the register of natural persons, person by person. */
export const populationTables: readonly TableSource[] = [
  {
    table: 'person',
    columns:
      columns(`code given_name family_name birth_name date_of_birth place_of_birth date_of_death sex citizenship
      residency municipality address_secret legacy_code search_family_name search_given_name origin territories`),
    rowsOf: perPerson((country, person, emit) => {
      emit(personRow(country, person))
    }),
  },
  {
    table: 'personal_code',
    columns: columns('code person_code current valid_from valid_to'),
    rowsOf: perPerson((_country, { code, born, earlierCode }, emit) => {
      emit([code, code, true, isoDate(earlierCode?.changedOn ?? born), null])
      if (earlierCode)
        emit([earlierCode.code, code, false, isoDate(born), isoDate(earlierCode.changedOn - 1)])
    }),
  },
  {
    table: 'person_name',
    columns: columns('id person_code given_name family_name valid_from valid_to'),
    rowsOf: perPerson((_country, person, emit) => {
      person.formerNames.forEach(({ givenName, familyName, from, to }, nth) => {
        emit([rowId(person, nth), person.code, givenName, familyName, isoDate(from), isoDate(to)])
      })
    }),
  },
  {
    table: 'residence',
    columns: columns('id person_code kind address_code foreign_address country since until'),
    rowsOf: perPerson((country, person, emit) => {
      residencesOf(country, person).forEach(
        ({ kind, addressCode, foreignAddress, country: where, since, until }, nth) => {
          const period = [isoDate(since), until === null ? null : isoDate(until)]
          emit([rowId(person, nth), person.code, kind, addressCode, foreignAddress, where, ...period])
        },
      )
    }),
  },
  {
    table: 'family_relation',
    columns: columns('id person_code relation related_code'),
    rowsOf: perPerson((_country, person, emit, clan) => {
      relationsOf(person, clan).forEach(([relation, related], nth) => {
        emit([rowId(person, nth), person.code, relation, related.code])
      })
    }),
  },
  {
    table: 'identity_document',
    columns: columns('id person_code kind number issued_on issuer expires_on status'),
    rowsOf: perPerson((country, person, emit) => {
      documentsOf(country, person).forEach(({ kind, number, issuedOn, issuer, expiresOn, status }, nth) => {
        emit([
          rowId(person, nth),
          person.code,
          kind,
          number,
          isoDate(issuedOn),
          issuer,
          isoDate(expiresOn),
          status,
        ])
      })
    }),
  },
]

function perPerson(
  emitPerson: (country: Country, person: Person, emit: Emit, clan: Clan) => void,
): TableSource['rowsOf'] {
  return (country, block, emit) => {
    const clan = country.clan(block)
    for (const person of clan.people) emitPerson(country, person, emit, clan)
  }
}

function rowId({ index }: Person, nth: number): string {
  return `${String(index).padStart(8, '0')}-${nth}`
}

function personRow(country: Country, person: Person): Row {
  const { citizenship, residency } = civilStatus(country, person)
  return [
    person.code,
    person.givenName,
    person.familyName,
    person.birthName,
    isoDate(person.born),
    placeOfBirth(country, person),
    person.died === null ? null : isoDate(person.died),
    person.sex,
    citizenship,
    residency,
    municipalityOf(country, person),
    hasSecretAddress(country, person),
    person.legacyCode,
    searchForm(person.familyName),
    searchForm(person.givenName),
    'synthetic',
    territoriesOf(country, person),
  ]
}

function placeOfBirth(country: Country, person: Person): string {
  const draw = country.draw(streams.person, person.index + 0x40000000)
  const { area } = settlementOf(country.territory, draw.below(country.blocks))
  return areaNames(area).join(', ')
}

function relationsOf(person: Person, clan: Clan): [relation: string, related: Person][] {
  return [
    ...pairs('PARENT', [person.mother, person.father]),
    ...pairs('CHILD', person.children),
    ...pairs('SPOUSE', [person.spouse]),
    ...pairs('GUARDIAN', [person.guardian]),
    ...pairs(
      'WARD',
      clan.people.filter((each) => each.guardian === person),
    ),
  ]
}

function pairs(relation: string, related: readonly (Person | null)[]): [string, Person][] {
  return related.flatMap((each) => (each ? [[relation, each]] : []))
}
