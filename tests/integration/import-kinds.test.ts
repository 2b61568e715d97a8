import { describe, expect, it } from 'vitest'
import { importing } from './importing.ts'
import { numbers } from './register-file.ts'

const enterprise = importing('enterprise')
const addresses = importing('addresses')
const institutions = importing('institutions')

/** Of all kinds of areas and of streets. */
const columns =
  'KODS,TIPS_CD,NOSAUKUMS,VKUR_CD,VKUR_TIPS,APSTIPR,APST_PAK,STATUSS,SORT_NOS,DAT_SAK,DAT_MOD,DAT_BEIG,ATRIB'

function addressRow(code: number, type: number, name: string, attribute = ''): string {
  return `"${code}","${type}","${name}","100003003","104","Y","252","EKS","${name}","1999.03.19","","","${attribute}"`
}

function area(code: number, type: number, parent: string, parentType: number, atvk = ''): string {
  return `"${code}","${type}","A","${parent}","${parentType}","Y","252","EKS","A","","","","${atvk}"`
}

async function load(name: string, lines: readonly string[], snapshot = false): Promise<void> {
  const path = await addresses.file(`${name}.csv`, [columns, ...lines])
  expect(await addresses.run(path, { snapshot })).toMatchObject({ ok: true })
}

/** What each address knows of those above it. */
async function known(): Promise<Record<string, unknown>> {
  const rows = await addresses.query(
    `SELECT code, array_to_string(territories, ' ') AS above, municipality FROM address WHERE ended_at IS NULL`,
  )
  return Object.fromEntries(
    rows.map(({ code, above, municipality }) => [code, above === null ? null : [above, municipality]]),
  )
}

describe('importing CSV of every kind', () => {
  it('imports officers, members, beneficial owners and former names as they are published', async () => {
    await enterprise.file('ur/officers.csv', [
      'id;uri;at_legal_entity_registration_number;entity_type;position;governing_body;name;latvian_identity_number_masked;birth_date;legal_entity_registration_number;rights_of_representation_type;representation_with_at_least;registered_on;last_modified_at',
      `1;;${numbers[0]};NATURAL_PERSON;BOARD_MEMBER;EXECUTIVE_BOARD;Paraugs Pēteris;010190-*****;;;WITH_AT_LEAST;2;2020-01-02;2020-01-02 03:04:05`,
      `2;;${numbers[0]};FOREIGN_ENTITY;OWNER;;Example Ltd;;;HRB 1234;INDIVIDUALLY;;2020-01-02;`,
    ])
    await enterprise.file('ur/members.csv', [
      'id;uri;at_legal_entity_registration_number;entity_type;name;latvian_identity_number_masked;birth_date;legal_entity_registration_number;number_of_shares;share_nominal_value;share_currency;date_from;registered_on;last_modified_at',
      `1;;${numbers[0]};JOINT_OWNERS;;;;;100;28,00;EUR;2020-01-02;2020-01-03;`,
    ])
    await enterprise.file('ur/owners.csv', [
      'id;legal_entity_registration_number;forename;surname;latvian_identity_number_masked;birth_date;nationality;residence;registered_on;last_modified_at',
      `1;${numbers[0]};Pēteris;Paraugs;;1990-01;LV, EE;LV;2020-01-02 03:04:05;2020-01-02 03:04:05`,
    ])
    await enterprise.file('ur/history.csv', ['regcode;name;date_to', `680123456;"z/s ""Vecie""";2001-02-03`])
    const { ok, counts } = await enterprise.run(enterprise.folder('ur'))
    expect({ ok, counts }).toMatchObject({ ok: true, counts: { inserted: 5, bad: 0 } })
    const officers = await enterprise.query('SELECT * FROM officer ORDER BY id')
    expect(officers).toMatchObject([
      { masked_code: '010190-*****', person_code: null, representation_with_at_least: 2 },
      { officer_registration_number: 'HRB 1234', masked_code: null },
    ])
    const [member] = await enterprise.query('SELECT * FROM member')
    expect(member).toMatchObject({ entity_type: 'JOINT_OWNERS', share_nominal_value: '28.00', name: null })
    const [owner] = await enterprise.query('SELECT *, registered_on::text AS at FROM beneficial_owner')
    expect(owner).toMatchObject({ birth_date: '1990-01', nationality: 'LV, EE', at: '2020-01-02 03:04:05' })
    const [former] = await enterprise.query('SELECT name, date_to::text AS date_to FROM former_name')
    expect(former).toEqual({ name: 'z/s "Vecie"', date_to: '2001-02-03' })
  })

  it('has addresses of one file as a snapshot of their types only', async () => {
    await addresses.run(
      await addresses.file('iela.csv', [
        `\ufeff${columns}`,
        addressRow(100300011, 107, 'A iela'),
        addressRow(100300012, 107, 'B iela'),
      ]),
    )
    await addresses.run(
      await addresses.file('novads.csv', [columns, addressRow(100014098, 113, 'Tukuma nov.', '0050000')]),
    )
    const { counts } = await addresses.run(
      await addresses.file('iela.csv', [columns, addressRow(100300012, 107, 'B iela')]),
      { snapshot: true },
    )
    expect(counts).toMatchObject({ unchanged: 1, ended: 1 })
    const rows = await addresses.query(
      `SELECT code, name, atvk, search_address, started_on::text AS since FROM address WHERE ended_at IS NULL ORDER BY code`,
    )
    expect(rows).toEqual([
      {
        code: '100014098',
        name: 'Tukuma nov.',
        atvk: '0050000',
        search_address: 'tukuma nov.',
        since: '1999-03-19',
      },
      { code: '100300012', name: 'B iela', atvk: null, search_address: 'b iela', since: '1999-03-19' },
    ])
  })

  it('knows what lies above an address, whatever comes first, and again when something above moves', async () => {
    const street = area(100300011, 107, '100020001', 106)
    await load('iela', [street])
    expect(await known()).toEqual({ 100300011: null })
    await load('ciems', [area(100020001, 106, '100010001', 105)])
    await load('pagasts', [
      area(100010001, 105, '100015001', 113, '0050400'),
      area(100010002, 105, '100015002', 113, '0051400'),
    ])
    expect(await known()).toMatchObject({ 100300011: null, 100020001: null, 100010001: null })
    // The files leave the republic out.
    await load('novads', [
      area(100015001, 113, '100000000', 101, '0050000'),
      area(100015002, 113, '100000000', 101, '0051000'),
    ])
    await load('pilseta', [
      area(100003001, 104, '100000000', 101, '0001000'),
      area(100003002, 104, '100015002', 113, '0051200'),
    ])
    expect(await known()).toEqual({
      100300011: ['100300011 100020001 100010001 100015001 100000000', '0050000'],
      100020001: ['100020001 100010001 100015001 100000000', '0050000'],
      100010001: ['100010001 100015001 100000000', '0050000'],
      100010002: ['100010002 100015002 100000000', '0051000'],
      100015001: ['100015001 100000000', '0050000'],
      100015002: ['100015002 100000000', '0051000'],
      100003001: ['100003001 100000000', '0001000'],
      100003002: ['100003002 100015002 100000000', '0051000'],
    })
    await load('ciems', [area(100020001, 106, '100010002', 105)])
    expect(await known()).toMatchObject({
      100300011: ['100300011 100020001 100010002 100015002 100000000', '0051000'],
      100020001: ['100020001 100010002 100015002 100000000', '0051000'],
    })
    await load('novads', [area(100015001, 113, '100000000', 101, '0050000')], true)
    expect(await known()).toMatchObject({ 100300011: null, 100010002: null, 100003002: null })
    await load('ciems', [area(100020001, 106, '100300011', 107)])
    expect(await known()).toMatchObject({ 100300011: null, 100020001: null })
  })

  it('imports institutions by their names in camel case', async () => {
    const lines = [
      'name;registrationNumber;Status;independentTaxpayer;authorityType;higherAuthorityNumber;addressRegisterCode;establishedOn',
      '"Paraugu ministrija";90000030432;REGISTERED;1;INSTITUTION_OF_DIRECT_ADMINISTRATION;;101109572;1991-01-02',
    ]
    const { ok } = await institutions.run(await institutions.file('ppi.csv', lines))
    expect(ok).toBe(true)
    const [row] = await institutions.query('SELECT * FROM institution')
    expect(row).toMatchObject({
      legal_name: 'Paraugu ministrija',
      independent_taxpayer: true,
      address_code: '101109572',
    })
  })
})
