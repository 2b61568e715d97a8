import { Client } from 'pg'
import type { Registry } from '#tools/country/registries.ts'

/**
 * Whom and what the stories are about: the name that stands in `{{…}}`, and where its value is found. Of several rows the
 * second is named `name2`, and so on. `$1` is the demo's resident.
 */
const named: Readonly<Record<string, { readonly registry: Registry; readonly sql: string }>> = {
  'resident.spouse': relatives('SPOUSE'),
  'resident.parent': relatives('PARENT'),
  'resident.child': relatives('CHILD'),
  'resident.property': {
    registry: 'cadastre',
    sql: `select object_number as value from ownership where object_kind = 'PROPERTY' and person_code = $1
      and ended_at is null order by 1`,
  },
  'resident.company': {
    registry: 'enterprise',
    sql: 'select distinct registration_number as value from officer where person_code = $1 and ended_at is null order by 1',
  },
  'resident.municipality': {
    registry: 'population',
    sql: 'select municipality as value from person where code = $1',
  },
  /** VARIS codes of the address and of everything above it, from below. */
  'resident.territory': {
    registry: 'population',
    sql: 'select unnest(territories) as value from person where code = $1',
  },
  'resident.minor': {
    registry: 'population',
    sql: `select related_code as value from family_relation join person on person.code = related_code
      where person_code = $1 and relation = 'CHILD' and person.date_of_birth > now() - interval '17 years' order by 1`,
  },
  /** Who is the guardian of somebody who is no child of theirs. */
  guardian: wardship('person_code'),
  'guardian.ward': wardship('related_code'),
  /** Somebody who lives in another municipality than the resident. */
  elsewhere: elsewhere('code'),
  'elsewhere.municipality': elsewhere('municipality'),
  /** People whose code was changed, with their earlier codes in the same order. */
  changed: {
    registry: 'population',
    sql: 'select person_code as value from personal_code where not current order by person_code',
  },
  'changed.earlier': {
    registry: 'population',
    sql: 'select code as value from personal_code where not current order by person_code',
  },
  secret: {
    registry: 'population',
    sql: 'select code as value from person where address_secret order by code limit 1',
  },
  'secret.municipality': {
    registry: 'population',
    sql: 'select municipality as value from person where address_secret order by code limit 1',
  },
  /** A company whose officers are one person that the register does not identify, and nobody else. */
  'foreign.company': {
    registry: 'enterprise',
    sql: `select registration_number as value from officer group by 1
      having count(*) = 1 and bool_and(entity_type = 'NATURAL_PERSON' and person_code is null) order by 1 limit 1`,
  },
  'foreign.officer': {
    registry: 'enterprise',
    sql: `select 'unresolved:enterprise:officer/' || min(id) as value from officer group by registration_number
      having count(*) = 1 and bool_and(entity_type = 'NATURAL_PERSON' and person_code is null)
      order by registration_number limit 1`,
  },
  namesake: namesakes('code'),
  'namesake.familyName': namesakes('min(family_name)'),
  'namesake.givenName': namesakes('min(given_name)'),
}

function wardship(column: string) {
  return {
    registry: 'population',
    sql: `select ${column} as value from family_relation as ward join person on person.code = related_code
      where relation = 'WARD' and date_of_death is null and not exists (select from family_relation as child
        where child.person_code = ward.person_code and child.related_code = ward.related_code
          and child.relation = 'CHILD') order by related_code limit 1`,
  } as const
}

function elsewhere(column: string) {
  return {
    registry: 'population',
    sql: `select ${column} as value from person where not address_secret and code not in (select person_code from family_relation)
      and municipality <> (select municipality from person where code = $1) order by code limit 1`,
  } as const
}

/** The first two people of one name. */
function namesakes(value: string) {
  return {
    registry: 'population',
    sql: `select ${value} as value from person where (family_name, given_name) =
      (select family_name, given_name from person group by 1, 2 having count(*) = 2 order by 1, 2 limit 1)
      ${value === 'code' ? 'order by 1' : ''}`,
  } as const
}

function relatives(relation: string) {
  return {
    registry: 'population',
    sql: `select related_code as value from family_relation where person_code = $1 and relation = '${relation}' order by id`,
  } as const
}

/** Name → value in this country. `nobody` is a code that nobody has. */
export async function scenarioPeople(
  urls: Readonly<Record<Registry, string>>,
  resident: string,
): Promise<ReadonlyMap<string, string>> {
  const people = new Map([
    ['resident', resident],
    ['nobody', '39999999999'],
  ])
  for (const [name, { registry, sql }] of Object.entries(named)) {
    const client = new Client({ connectionString: urls[registry] })
    await client.connect()
    const { rows } = await client.query<{ value: string }>(sql, sql.includes('$1') ? [resident] : [])
    await client.end()
    if (rows.length === 0) throw new Error(`The country has no ${name}`)
    for (const [position, { value }] of rows.entries())
      people.set(position === 0 ? name : `${name}${position + 1}`, value)
  }
  return people
}

/** Every id under which somebody can be a data subject in the country. */
export async function allSubjects(urls: Readonly<Record<Registry, string>>): Promise<readonly string[]> {
  const sources: readonly (readonly [Registry, string])[] = [
    ['population', 'select code as value from personal_code'],
    ...['officer', 'member', 'beneficial_owner'].map(
      (table) =>
        ['enterprise', `select 'unresolved:enterprise:${table}/' || id as value from ${table}`] as const,
    ),
    ['cadastre', `select 'unresolved:cadastre:' || id as value from ownership where person_code is null`],
  ]
  const found: string[] = []
  for (const [registry, sql] of sources) {
    const client = new Client({ connectionString: urls[registry] })
    await client.connect()
    const { rows } = await client.query<{ value: string }>(sql)
    await client.end()
    found.push(...rows.map(({ value }) => value))
  }
  return found
}
