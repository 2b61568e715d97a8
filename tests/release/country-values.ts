import { Client } from 'pg'
import type { Registry } from '#tools/country/registries.ts'
import type { Relations } from './grounded-grants.ts'

/** What generated queries ask for, by the coordinate of the argument, so that they meet people and things that exist. */
export interface CountryValues {
  readonly values: ReadonlyMap<string, readonly unknown[]>
  /** Present and earlier code → current code of the person. */
  readonly currentCodes: ReadonlyMap<string, string>
  readonly resident: string
  /** Of the resident. */
  readonly relations: Relations
}

/** Residents mostly ask about themselves: otherwise they would hardly ever meet others on the way. */
export function valuesFor(
  caller: string,
  { values, resident }: CountryValues,
  coordinate: string,
): readonly unknown[] | undefined {
  const found = values.get(coordinate)
  return caller === 'resident' && coordinate === 'Query.person(personalCode:)'
    ? [...(found ?? []), ...Array.from({ length: found?.length ?? 0 }, () => resident)]
    : found
}

/** Those of a country; of people, the resident's circle and those with more than one code come up more often. */
export async function countryValues(
  urls: Readonly<Record<Registry, string>>,
  resident: string,
): Promise<CountryValues> {
  const column = async (registry: Registry, sql: string): Promise<readonly string[]> => {
    const client = new Client({ connectionString: urls[registry] })
    await client.connect()
    const { rows } = await client.query<{ value: string }>(sql, sql.includes('$1') ? [resident] : [])
    await client.end()
    return rows.map(({ value }) => value)
  }
  const codes = await column('population', 'select code as value from personal_code order by code')
  const current = await column('population', 'select person_code as value from personal_code order by code')
  const relatives = await column(
    'population',
    'select related_code as value from family_relation where person_code = $1',
  )
  const related = async (where: string): Promise<readonly string[]> =>
    column(
      'population',
      `select personal_code.code as value from family_relation join person on person.code = related_code
        join personal_code on personal_code.person_code = person.code
        where family_relation.person_code = $1 and ${where}`,
    )
  const relations = new Map([
    [
      'minorChildren',
      await related("relation = 'CHILD' and person.date_of_birth > current_date - interval '18 years'"),
    ],
    ['wards', await related("relation = 'WARD'")],
  ])
  const changed = await column(
    'population',
    `select code as value from personal_code where person_code in (select person_code from personal_code where not current)`,
  )
  const officers = await column(
    'enterprise',
    'select person_code as value from officer where person_code is not null order by id limit 30',
  )
  const companies = await column(
    'enterprise',
    `(select distinct registration_number as value from officer where person_code = $1)
      union all (select registration_number from officer where person_code is null order by id limit 20)
      union all (select registration_number from legal_entity order by 1 limit 20)`,
  )
  const properties = await column(
    'cadastre',
    `(select object_number as value from ownership where person_code = $1 and object_kind = 'PROPERTY')
      union all (select cadastral_number from property order by 1 limit 40)`,
  )
  const addresses = await column(
    'population',
    'select address_code as value from residence where address_code is not null order by id limit 20',
  )
  const institutions = await column(
    'institutions',
    'select registration_number as value from institution order by 1 limit 20',
  )
  const municipalities = await column(
    'population',
    'select distinct municipality as value from person where municipality is not null',
  )
  const names = await column('population', 'select distinct left(family_name, 2) as value from person')
  const births = await column(
    'population',
    'select date_of_birth::text as value from person order by code limit 20',
  )

  const circle = [resident, resident, resident, ...relatives, ...changed]
  const people = [
    ...circle,
    ...circle,
    ...circle,
    ...circle,
    ...officers,
    ...codes.slice(0, 60),
    '39999999999',
    'nobody',
  ]
  const written = people.map((code, position) =>
    position % 3 ? code : `${code.slice(0, 6)}-${code.slice(6)}`,
  )
  const lists = written.map((code, position) => [
    code,
    ...written.slice(position * 2, position * 2 + (position % 4)),
  ])
  const pages = [1, 2, 3, 5, 5, 0]
  return {
    resident,
    relations,
    currentCodes: new Map(codes.map((code, position) => [code, current[position] ?? code])),
    values: new Map<string, readonly unknown[]>([
      ['Query.person(personalCode:)', written],
      ['Query.persons(personalCodes:)', lists],
      ['Query.persons(familyName:)', names],
      ['Query.persons(givenName:)', ['A', 'J', 'M']],
      ['Query.persons(dateOfBirth:)', births],
      ['Query.persons(municipality:)', municipalities],
      ['Query.legalEntity(registrationNumber:)', companies],
      ['Query.legalEntities(registrationNumbers:)', companies.map((number) => [number])],
      ['Query.legalEntities(legalFormCode:)', ['SIA']],
      ['Query.legalEntities(legalName:)', ['S', 'A']],
      ['Query.property(cadastralNumber:)', properties],
      ['Query.properties(cadastralNumbers:)', properties.map((number) => [number])],
      ['Query.properties(municipality:)', municipalities],
      ['Query.address(code:)', addresses],
      ['Query.addresses(text:)', ['R']],
      ['Query.institution(registrationNumber:)', institutions],
      ['Query.institutions(legalName:)', ['R', 'V']],
      ...['persons', 'legalEntities', 'properties', 'addresses', 'institutions'].flatMap(
        (search): [string, readonly unknown[]][] => [
          [`Query.${search}(first:)`, pages],
          [`Query.${search}(after:)`, []],
        ],
      ),
      ['Person.accessHistory(first:)', pages],
      ['Person.accessHistory(after:)', []],
      ['AccessHistoryFilter.since', ['2026-01-01T00:00:00+02:00']],
      ['AccessHistoryFilter.until', ['2100-01-01T00:00:00+02:00', '2026-01-01T00:00:00+02:00']],
      ['AccessHistoryFilter.organisation', ['Valsts ieņēmumu dienests', 'latvija.lv']],
      ['AccessHistoryFilter.purpose', ['Nodokļu administrēšana (tax administration)']],
      ['Query.accessStatistics(since:)', ['2026-01-01']],
      ['Query.accessStatistics(until:)', ['2100-01-01', '2026-01-01']],
      ['Query.accessStatistics(consumer:)', ['vid']],
      ['Query.accessStatistics(first:)', pages],
      ['Query.accessStatistics(after:)', []],
    ]),
  }
}
