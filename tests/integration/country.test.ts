import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateCountry } from '#tools/country/generate.ts'
import { legacyCheckDigit, registrationCheckDigit, sepaCreditorId } from '#tools/country/identifiers.ts'
import type { Registry } from '#tools/country/registries.ts'
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

describe('population', () => {
  test('has as many people as asked for', async () => {
    expect(await country.count('population', 'person')).toBe(people)
  })

  test('has the cases that registries have', async () => {
    const cases = {
      dead: 'date_of_death is not null',
      minors: `date_of_birth > date '2008-10-01'`,
      legacy: 'legacy_code',
      secret: 'address_secret',
      nonCitizens: `residency = 'NON_CITIZEN'`,
      foreigners: `citizenship <> 'LV'`,
      renamed: 'birth_name <> family_name',
    }
    for (const [name, condition] of Object.entries(cases)) {
      expect(await country.count('population', `person where ${condition}`), name).toBeGreaterThan(0)
    }
    expect(await country.count('population', 'personal_code where not current')).toBeGreaterThan(0)
    expect(
      await country.count('population', "family_relation where relation in ('GUARDIAN', 'WARD')"),
    ).toBeGreaterThan(0)
    const namesakes = '(select from person group by given_name, family_name having count(*) > 2) as namesakes'
    expect(await country.count('population', namesakes)).toBeGreaterThan(0)
  })

  test('has codes in the unissued range, or marked legacy ones that check', async () => {
    expect(await country.count('population', `person where not legacy_code and code !~ '^39'`)).toBe(0)
    const legacy = `select code from person where legacy_code
      union all select code from personal_code where not current`
    for (const code of await country.column('population', legacy)) {
      expect(code).toMatch(/^[0-3]\d[01]\d\d\d[012]\d{4}$/)
      expect(Number(code[10])).toBe(legacyCheckDigit(code))
    }
    const birth = `to_char(date_of_birth, 'DDMMYY') <> left(code, 6)`
    expect(await country.count('population', `person where legacy_code and ${birth}`)).toBe(0)
  })

  test('has every code once, the current one of each person included', async () => {
    expect(await country.count('population', 'personal_code where current')).toBe(people)
    expect(
      await country.count(
        'population',
        'personal_code c left join person p on p.code = person_code where p.code is null',
      ),
    ).toBe(0)
    expect(await country.count('population', 'personal_code where current and code <> person_code')).toBe(0)
  })

  test('has families that make sense', async () => {
    const pairs =
      'family_relation r join person p on p.code = person_code join person q on q.code = related_code'
    expect(await country.count('population', pairs)).toBe(
      await country.count('population', 'family_relation'),
    )
    const tooYoung = `r.relation = 'PARENT' and q.date_of_birth > p.date_of_birth - interval '14 years'`
    expect(await country.count('population', `${pairs} where ${tooYoung}`)).toBe(0)
    const back = `left join family_relation b on b.person_code = r.related_code and b.related_code = r.person_code
      and b.relation = case r.relation when 'PARENT' then 'CHILD' when 'CHILD' then 'PARENT'
        when 'GUARDIAN' then 'WARD' when 'WARD' then 'GUARDIAN' else r.relation end`
    expect(await country.count('population', `family_relation r ${back} where b.id is null`)).toBe(0)
    const twice =
      "(select from family_relation where relation = 'SPOUSE' group by person_code having count(*) > 1) t"
    expect(await country.count('population', twice)).toBe(0)
    const parents =
      "(select from family_relation where relation = 'PARENT' group by person_code having count(*) > 2) t"
    expect(await country.count('population', parents)).toBe(0)
  })

  test('issues no documents to the dead, and none before birth', async () => {
    const documents = 'identity_document join person p on p.code = person_code'
    expect(await country.count('population', `${documents} where issued_on >= date_of_death`)).toBe(0)
    expect(await country.count('population', `${documents} where issued_on < date_of_birth`)).toBe(0)
    expect(
      await country.count('population', `${documents} where date_of_death is not null and status = 'VALID'`),
    ).toBe(0)
    expect(await country.count('population', `identity_document where number !~ '^SYN'`)).toBe(0)
  })

  test('gives a municipality to those, and only those, who live in the country', async () => {
    const declared = `(select from residence r where r.person_code = p.code and kind = 'DECLARED' and until is null)`
    expect(
      await country.count('population', `person p where (municipality is not null) <> exists ${declared}`),
    ).toBe(0)
    expect(
      await country.count(
        'population',
        'person where municipality is not null and date_of_death is not null',
      ),
    ).toBe(0)
  })
})

describe('addresses', () => {
  test('form one tree with codes that no real address has', async () => {
    expect(await country.count('addresses', `address where code !~ '^9[0-9]{8}$'`)).toBe(0)
    const orphans = `address a left join address b on b.code = a.parent_code and b.type_code = a.parent_type
      where b.code is null`
    expect(await country.column('addresses', `select a.code from ${orphans}`)).toEqual(['900000000'])
    expect(
      await country.count('addresses', 'address where type_code in (104, 113) and parent_type = 101'),
    ).toBe(42)
  })

  test('know what lies above them, as an import would have found', async () => {
    expect(await country.count('addresses', 'address where territories is null')).toBe(0)
    expect(await country.count('addresses', 'address where municipality is null and type_code <> 101')).toBe(
      0,
    )
    const written = 'select code, territories::text, municipality from address order by code'
    const before = await country.query('addresses', written)
    await country.query('addresses', 'update address set territories = null, municipality = null')
    await country.query('addresses', 'select settle_territories()')
    expect(await country.query('addresses', written)).toEqual(before)
  })

  test('of residences, and what lies above them, are what people are searched by', async () => {
    const territoriesOf = new Map(
      (await country.query('addresses', 'select code, territories::text, municipality from address')).map(
        ({ code, territories, municipality }) => [code, { territories, municipality }],
      ),
    )
    const declared = await country.query(
      'population',
      `select p.code, address_code, territories::text, municipality from person p left join residence r
        on r.person_code = p.code and kind = 'DECLARED' and until is null`,
    )
    const nowhere = { territories: null, municipality: null }
    const expected = declared.map(({ code, address_code: address }) => ({
      code,
      address_code: address ?? null,
      ...(territoriesOf.get(address ?? null) ?? nowhere),
    }))
    expect(declared).toEqual(expected)
    expect(declared.filter(({ territories }) => territories !== null).length).toBeGreaterThan(1000)
  })

  test('of buildings lie in Latvia, and the deleted ones nowhere', async () => {
    const outside = 'latitude not between 55.6 and 58.1 or longitude not between 20.9 and 28.3'
    expect(await country.count('addresses', `address where ${outside}`)).toBe(0)
    expect(
      await country.count(
        'addresses',
        `address where type_code = 108 and (status = 'DEL') <> (northing is null)`,
      ),
    ).toBe(0)
    expect(await country.count('addresses', `address where status = 'DEL'`)).toBeGreaterThan(0)
  })

  test('are told apart by their full text', async () => {
    const twins = '(select from address group by full_address having count(*) > 1) t'
    expect(await country.count('addresses', twins)).toBe(0)
  })

  test('of residences, properties, legal entities and institutions exist', async () => {
    const known = new Set(await country.column('addresses', `select code from address where status = 'EKS'`))
    const used: [Registry, string][] = [
      ['population', 'select address_code from residence where address_code is not null'],
      ['cadastre', 'select address_code from object_address'],
      ['cadastre', 'select address_code from parcel where address_code is not null'],
      ['cadastre', 'select address_code from building'],
      ['cadastre', 'select address_code from premise_group'],
      ['enterprise', 'select address_code from legal_entity'],
      ['enterprise', `select region_code from legal_entity where region_code <> '0'`],
      ['enterprise', `select city_code from legal_entity where city_code <> '0'`],
      ['institutions', 'select address_code from institution'],
    ]
    for (const [registry, sql] of used) {
      const codes = await country.column(registry, sql)
      expect(codes.length, sql).toBeGreaterThan(0)
      expect(
        codes.filter((code) => !known.has(code)),
        sql,
      ).toEqual([])
    }
  })
})

describe('enterprise', () => {
  test('has registration and SEPA numbers that check, in a range that no real one has', async () => {
    for (const row of await country.query(
      'enterprise',
      'select registration_number as number, sepa from legal_entity',
    )) {
      const number = String(row['number'])
      expect(number).toMatch(/^7\d{10}$/)
      expect(registrationCheckDigit(number)).toBe(Number(number[10]))
      expect([null, sepaCreditorId(number)]).toContain(row['sepa'])
    }
  })

  test('has officers, members and owners who are people or entities that exist', async () => {
    const codes = new Set(await country.column('population', 'select code from personal_code'))
    const entities = new Set(
      await country.column('enterprise', 'select registration_number from legal_entity'),
    )
    for (const table of ['officer', 'member', 'beneficial_owner']) {
      const holders = await country.column(
        'enterprise',
        `select person_code from ${table} where person_code is not null`,
      )
      expect(holders.length).toBeGreaterThan(100)
      expect(
        holders.filter((code) => !codes.has(code)),
        table,
      ).toEqual([])
    }
    const linked = `select officer_registration_number from officer where officer_registration_number is not null
      union select member_registration_number from member where member_registration_number is not null
      union select registration_number from officer union select registration_number from member
      union select registration_number from beneficial_owner union select registration_number from former_name`
    expect((await country.column('enterprise', linked)).filter((number) => !entities.has(number))).toEqual([])
  })

  test('knows some officers by a masked code only, and some by the code that they have changed', async () => {
    expect(
      await country.count('enterprise', 'officer where person_code is null and masked_code is not null'),
    ).toBeGreaterThan(0)
    const earlier = new Set(
      await country.column('population', 'select code from personal_code where not current'),
    )
    const held = [
      ...(await country.column('enterprise', 'select person_code from officer')),
      ...(await country.column('cadastre', 'select person_code from ownership')),
    ]
    expect(held.some((code) => earlier.has(code))).toBe(true)
  })

  test('has names that are told apart, and dates in their order', async () => {
    expect(
      await country.count(
        'enterprise',
        '(select from legal_entity group by legal_name having count(*) > 1) t',
      ),
    ).toBe(0)
    expect(await country.count('enterprise', 'legal_entity where terminated_on <= registered_on')).toBe(0)
    expect(
      await country.count('enterprise', 'legal_entity where (closed is null) <> (terminated_on is null)'),
    ).toBe(0)
    const early =
      'former_name f join legal_entity e using (registration_number) where date_to <= registered_on'
    expect(await country.count('enterprise', early)).toBe(0)
  })
})

describe('institutions', () => {
  test('hang together under authorities of the list, with numbers that check', async () => {
    const rows = await country.query(
      'institutions',
      'select registration_number, higher_authority_number from institution',
    )
    const numbers = new Set<unknown>(rows.map((row) => row['registration_number']))
    expect(numbers.size).toBeGreaterThan(300)
    for (const row of rows) {
      const number = String(row['registration_number'])
      expect(number).toMatch(/^909\d{8}$/)
      expect(registrationCheckDigit(number)).toBe(Number(number[10]))
      expect([null, ...numbers]).toContain(row['higher_authority_number'])
    }
    const named = 'institution where higher_authority_name is not null and higher_authority_number is null'
    expect(await country.count('institutions', named)).toBe(0)
  })
})

test('a resident for the demonstration lives in the country', async () => {
  const owners = 'select person_code from ownership group by 1 having count(distinct object_number) >= 2'
  const officers = new Set(await country.column('enterprise', 'select person_code from officer'))
  const relatives = await country.column(
    'population',
    `select code from person where date_of_death is null
    and date_of_birth < date '2000-01-01' and code in (select person_code from family_relation)
    and code not in (select person_code from personal_code where not current)`,
  )
  const owning = new Set(await country.column('cadastre', owners))
  expect(relatives.filter((code) => owning.has(code) && officers.has(code))).not.toEqual([])
})
