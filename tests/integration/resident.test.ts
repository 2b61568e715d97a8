import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findResident } from '#tools/demo/resident.ts'
import { createTestDatabase, type TestDatabase } from '../postgres.ts'

const names = ['population', 'cadastre', 'enterprise'] as const
let databases: Record<(typeof names)[number], TestDatabase>

beforeAll(async () => {
  const [population, cadastre, enterprise] = await Promise.all(names.map((name) => createTestDatabase(name)))
  if (!population || !cadastre || !enterprise) throw new Error('no databases')
  databases = { population, cadastre, enterprise }
})
afterAll(() => Promise.all(names.map((name) => databases[name].drop())))

async function run(name: (typeof names)[number], sql: string): Promise<void> {
  const client = new Client({ connectionString: databases[name].url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

function resident(): Promise<string> {
  const { population, cadastre, enterprise } = databases
  return findResident({ population: population.url, cadastre: cadastre.url, enterprise: enterprise.url })
}

/** What each person lacks of a resident; every code but the last is lower than the one who lacks nothing. */
const people = [
  { code: '39000000001', born: '1980-01-01', died: '2020-01-01' },
  { code: '39000000002', born: '2020-01-01' },
  { code: '39000000003', born: '1980-01-01', secret: true },
  { code: '39000000004', born: '1980-01-01', properties: 1 },
  { code: '39000000005', born: '1980-01-01', office: false },
  { code: '39000000006', born: '1980-01-01', codes: ['39000000006', '16117519997'] },
  { code: '39000000007', born: '1980-01-01', origin: 'import' },
  { code: '39000000008', born: '1980-01-01', home: false },
  { code: '39000000009', born: '1980-01-01' },
  { code: '39000000010', born: '1980-01-01' },
]

test('an empty country has no resident, and says what to do', async () => {
  await expect(resident()).rejects.toThrow('npm start')
})

test('the resident is the living adult with two properties and an office who has the lowest code', async () => {
  for (const person of people) {
    const { code, born, died, secret = false, properties = 2, office = true, home = true } = person
    const { codes = [code], origin = 'synthetic' } = person
    const died0 = died === undefined ? 'null' : `'${died}'`
    await run(
      'population',
      `insert into person (code, given_name, family_name, date_of_birth, date_of_death, sex, address_secret,
         search_family_name, search_given_name, origin)
       values ('${code}', 'A', 'B', '${born}', ${died0}, 'FEMALE', ${secret}, 'b', 'a', '${origin}');
       ${codes.map((each) => `insert into personal_code values ('${each}', '${code}', ${each === code});`).join('')}
       ${home ? `insert into residence (id, person_code, kind) values ('r${code}', '${code}', 'DECLARED');` : ''}`,
    )
    for (let n = 0; n < properties; n += 1) {
      const id = `${code}-${n}`
      await run(
        'cadastre',
        `insert into ownership (id, object_kind, object_number, person_code, origin)
         values ('${id}', 'PROPERTY', '${id}', '${code}', 'synthetic')`,
      )
    }
    if (!office) continue
    await run(
      'enterprise',
      `insert into officer (id, registration_number, entity_type, person_code, origin)
       values ('o${code}', '40000000000', 'NATURAL_PERSON', '${code}', 'synthetic')`,
    )
  }
  expect(await resident()).toBe('39000000009')
})
