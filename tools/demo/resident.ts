import { Client } from 'pg'
import { StartError } from '../databases/start-error.ts'

/** Where the three registries are that know what a person owns and does. */
export interface ResidentUrls {
  readonly population: string
  readonly cadastre: string
  readonly enterprise: string
}

const candidatesAtOnce = 1000

/**
 * The personal code of the demo's resident: of the synthetic country's living adults with at least two properties and
 * an office, an open address and one personal code ever, the one with the lowest code. Always the same for the same
 * country. Throws `StartError` where there is none.
 */
export async function findResident(urls: ResidentUrls): Promise<string> {
  const cadastre = clientOf(urls.cadastre)
  const enterprise = clientOf(urls.enterprise)
  const population = clientOf(urls.population)
  try {
    await Promise.all([cadastre.connect(), enterprise.connect(), population.connect()])
    let after = ''
    for (;;) {
      const owners = await codes(cadastre, ownersOfTwo, [after, candidatesAtOnce])
      const officers = await codes(enterprise, officeHolders, [owners])
      const resident = (await codes(population, livingAdults, [officers]))[0]
      if (resident !== undefined) return resident
      const last = owners.at(-1)
      if (last === undefined) break
      after = last
    }
  } finally {
    await Promise.all([cadastre.end(), enterprise.end(), population.end()])
  }
  throw new StartError('The synthetic country is not loaded, or nobody in it fits: load it with npm start')
}

/** Streams along the index on owners, so that a country of any size costs only the page that is read. */
const ownersOfTwo = `
  select person_code as code from ownership
  where person_code > $1 and object_kind = 'PROPERTY' and ended_at is null
  group by person_code having count(distinct object_number) >= 2
  order by person_code limit $2`

const officeHolders = `
  select distinct person_code as code from officer
  where person_code = any($1) and entity_type = 'NATURAL_PERSON' and ended_at is null`

const livingAdults = `
  select code from person
  where code = any($1) and origin = 'synthetic' and not legacy_code and date_of_death is null and ended_at is null and not address_secret
    and date_of_birth < current_date - interval '18 years'
    and exists (select from residence where person_code = person.code and kind = 'DECLARED' and until is null)
    and (select count(*) from personal_code where person_code = person.code) = 1
  order by code limit 1`

function clientOf(connectionString: string): Client {
  return new Client({ connectionString, connectionTimeoutMillis: 10_000 })
}

async function codes(client: Client, sql: string, values: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(sql, values)
  return rows.map((row) => row.code)
}
