import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateCountry } from '#tools/country/generate.ts'
import type { CountryDatabases } from './country-databases.ts'
import { openCountryDatabases } from './country-databases.ts'

const people = 3000
const seed = 1

let country: CountryDatabases

beforeAll(async () => {
  country = await openCountryDatabases()
  await generateCountry({ urls: country.urls, people, seed })
})

afterAll(async () => {
  await country.drop()
})

describe('cadastre', () => {
  test('has numbers in a territory that no real one has, each object under its own', async () => {
    expect(await country.count('cadastre', `property where cadastral_number !~ '^99[0-9]{9}$'`)).toBe(0)
    expect(await country.count('cadastre', `parcel where cadastral_number !~ '^99[0-9]{9}$'`)).toBe(0)
    expect(await country.count('cadastre', `building where cadastral_number !~ '^99[0-9]{12}$'`)).toBe(0)
    expect(
      await country.count('cadastre', `premise_group where left(cadastral_number, 14) <> building_number`),
    ).toBe(0)
    const moved = 'building where parcel_number <> left(cadastral_number, 11)'
    expect(await country.count('cadastre', moved)).toBeGreaterThan(0)
  })

  test('has only objects that exist', async () => {
    const kinds = { PARCEL: 'parcel', BUILDING: 'building', 'PREMISE GROUP': 'premise_group' }
    for (const [kind, table] of Object.entries(kinds)) {
      const missing = `property_object o left join ${table} t on t.cadastral_number = object_number
        where object_kind = '${kind}' and t.cadastral_number is null`
      expect(await country.count('cadastre', missing), kind).toBe(0)
    }
    const parcels =
      'building b left join parcel p on p.cadastral_number = parcel_number where p.cadastral_number is null'
    expect(await country.count('cadastre', parcels)).toBe(0)
    const buildings = `premise_group g left join building b on b.cadastral_number = building_number
      where b.cadastral_number is null`
    expect(await country.count('cadastre', buildings)).toBe(0)
  })

  test('has shares that add up to one, of every property and of every shared building', async () => {
    const shares = `(select property.cadastral_number, sum(round(1e12 * share_numerator / share_denominator)) as total
      from property left join ownership on object_number = property.cadastral_number group by 1) t`
    expect(await country.count('cadastre', `${shares} where total is null or abs(total - 1e12) > 10`)).toBe(0)
    const parts = `(select object_number from property_object where share_total is not null
      group by object_number, object_kind having sum(share_parts) <> max(share_total)) t`
    expect(await country.count('cadastre', parts)).toBe(0)
  })

  test('has owners who live, or are entities that exist', async () => {
    const living = `select c.code from personal_code c join person p on p.code = person_code where date_of_death is null`
    const alive = new Set(await country.column('population', living))
    const owners = await country.column(
      'cadastre',
      'select person_code from ownership where person_code is not null',
    )
    expect(owners.filter((code) => !alive.has(code))).toEqual([])
    const entities = new Set(
      await country.column('enterprise', 'select registration_number from legal_entity'),
    )
    const companies = 'select registration_number from ownership where registration_number is not null'
    expect((await country.column('cadastre', companies)).filter((number) => !entities.has(number))).toEqual(
      [],
    )
    expect(
      await country.column('cadastre', 'select distinct person_status from ownership order by 1'),
    ).toHaveLength(4)
  })

  test('values every property', async () => {
    expect(
      await country.count(
        'cadastre',
        `valuation where object_kind = 'PROPERTY' and property_cadastral_value > 0`,
      ),
    ).toBe(2 * (await country.count('cadastre', 'property')))
  })
})
